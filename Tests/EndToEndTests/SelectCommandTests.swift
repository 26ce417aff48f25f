import Foundation
import TestSupport
import Testing

/// `gradbook select` on a tiny checkpoint.
@Suite struct SelectCommandTests {
  private static let lines = [
    #"{"id": "a", "instruction": "Count the apples", "output": "There are four apples."}"#,
    #"{"output": "It  rains.", "instruction": "Say how the weather is", "id": "b"}"#,
    #"{"id": "c", "instruction": "Count the pears", "output": "There are two pears here."}"#,
  ]

  private func run(_ more: [String]) throws -> (tool: Tool, ending: Tool.Ending) {
    let tool = try Tool()
    try tool.folder.write(Self.lines.joined(separator: "\n") + "\n", to: "pool.jsonl")
    try tool.folder.write(
      #"[{"instruction": "Count the plums", "output": "There are three plums."}]"#,
      to: "few.json")
    let usual = ["select", "--model", "tiny-llama", "--pool", "pool.jsonl", "--max-length", "64"]
    return (tool, try tool.run(usual + more))
  }

  @Test(arguments: [
    "less", "bm25", "rds", "length", "ifd", "effectiveRank", "nuclearNorm", "perplexity",
  ])
  func `Chosen lines are those of the file, byte for byte`(selector: String) throws {
    let (tool, ending) = try run([
      "--target", "few.json", "--selector", selector, "--count", "2", "--rank", "2", "--epochs",
      "2", "--warmup", "1", "--scores", "scores.csv",
    ])
    #expect(ending.status == 0, "\(ending.errors)")
    let chosen = ending.output.split(separator: "\n").map(String.init)
    #expect(chosen.count == 2 && Set(chosen).isSubset(of: Self.lines))
    let scores = try tool.text("scores.csv")
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(scores[0].joined(separator: ",") == "file,row,id,score,place")
    #expect(scores.dropFirst().map { $0[2] } == ["a", "b", "c"])
    #expect(Set(scores.dropFirst().map { $0[4] }) == ["1", "2", ""])
    // An example whose request does not help has no score by IFD.
    #expect(ending.errors.contains("Chosen: 2 of 3 examples"))
    if selector == "length" { #expect(chosen == [Self.lines[2], Self.lines[0]]) }
  }

  @Test func `What cannot be chosen is said once`() throws {
    let (_, many) = try run(["--selector", "random", "--count", "9"])
    #expect(many.status == 3)
    #expect(many.errors.components(separatedBy: "asks for more than there is").count == 2)
    let (_, target) = try run([])
    #expect(target.status == 1)
    #expect(target.errors.contains("The selector 'less' chooses for a target, and none is given."))
  }
}
