import Diagnostics
import Foundation
import JSONTree
import TestSupport
import Testing

/// `gradbook spectra` against PyTorch on a tiny checkpoint; see Tests/Oracles/tiny_checkpoint.py.
@Suite struct SpectraCommandTests {
  private static let projections = ["q", "k", "v", "o", "gate", "up", "down"]

  private func lines(_ text: String) throws -> [JSONValue] {
    try text.split(separator: "\n").map { try JSONDocument(Array($0.utf8)).root.value }
  }

  @Test func `Every number agrees with PyTorch, and the keys are those of the reference`() throws {
    let tool = try Tool()
    let ending = try tool(
      "spectra", "--model", "tiny-llama", "--data", "examples.json", "--max-length", "200",
      "--projections", Self.projections.joined(separator: ","), "--singular-values")
    let found = try lines(ending.output)
    let expected = try #require(
      try JSONDocument(Array(try tool.text("spectra.json").utf8)).root.value.array)
    #expect(found.count == 7 && expected.count == 7)
    for (row, reference) in zip(found, expected) {
      for key in ["index", "tokens", "responseTokens"] { #expect(row[key] == reference[key]) }
      try agree(row["loss"], reference["loss"], within: 1e-5)
      for layer in 0..<3 {
        let (a, b) = (row["layers"]?[layer], reference["layers"]?[layer])
        for key in ["qo", "kv"] { try agree(a?[key], b?[key], within: 1e-5) }
        for projection in Self.projections {
          let (p, q) = (a?[projection], b?[projection])
          for key in ["nuclear", "sigma1", "frobenius", "effectiveRank"] {
            try agree(p?[key], q?[key], within: 1e-4)
          }
          #expect((p?["adjacent"] == nil) == (layer == 2))
          if layer < 2 { try agree(p?["adjacent"], q?["adjacent"], within: 1e-4) }
          let values = try #require(p?["singularValues"]?.array).compactMap(\.double)
          let reference = try #require(q?["singularValues"]?.array).compactMap(\.double)
          let first = try #require(reference.first)
          // Rounding differs by processor: 1.1e-5 at most with OpenBLAS's kernels for AVX2.
          #expect(disagreement(values, reference, absolute: 2e-5 * first, relative: 0) < 1)
        }
      }
    }
  }

  private func agree(_ found: JSONValue?, _ expected: JSONValue?, within error: Double) throws {
    let (a, b) = (try #require(found?.double), try #require(expected?.double))
    #expect(abs(a - b) <= error * max(abs(b), 0.1))
  }

  @Test func `Weights that are widened block by block give the same lines`() throws {
    let tool = try Tool()
    let arguments = ["spectra", "--model", "tiny-llama", "--data", "examples.json"]
    let resident = try tool.run(arguments)
    #expect(try tool.run(arguments + ["--weights", "streamed"]).output == resident.output)
    #expect(try lines(resident.output).count > 4)
  }

  @Test func `An example that cannot be measured is named and counted`() throws {
    let ending = try Tool()(
      "spectra", "--model", "tiny-llama", "--data", "examples.json", "--max-length", "200")
    #expect(ending.status == 3)
    #expect(
      ending.errors == """
        not measured: The prompt fills the window: no response token is left among its first 200 tokens.
          at: examples.json, example 6
          to fix it: Raise --max-length, or shorten the prompt.
        1 of 8 examples were not measured.

        """)
  }

  @Test func `A fixed number of response tokens is that of every line`() throws {
    let tool = try Tool()
    let arguments = ["spectra", "--model", "tiny-llama", "--data", "examples.json"]
    for take in ["first", "random"] {
      let ending = try tool.run(arguments + ["--response-tokens", "9", "--take", take])
      let found = try lines(ending.output)
      #expect(!found.isEmpty && found.allSatisfy { $0["responseTokens"] == 9 })
      #expect(ending.status == 3)
      #expect(ending.errors.contains("tokens in the window, fewer than the 9 that are wanted."))
      #expect(ending.errors.contains("Choose fewer --response-tokens, or leave the example out."))
    }
    let wrong = try tool.run(arguments + ["--take", "random"])
    #expect(wrong.errors.contains("--take needs --response-tokens."))
  }

  @Test func `The number of jobs does not change a byte`() throws {
    let tool = try Tool()
    let outputs = try ["1", "2", "5"].map { jobs in
      try tool(
        "spectra", "--model", "tiny-llama", "--data", "examples.json", "--max-length", "200",
        "--jobs", jobs
      ).output
    }
    #expect(outputs[0] == outputs[1] && outputs[1] == outputs[2])
    #expect(!outputs[0].isEmpty)
  }

  @Test(arguments: [
    (["--model", "tiny-lama", "--data", "examples.json"], "tiny-lama"),
    (["--model", "tiny-llama", "--data", "example.json"], "example.json"),
    (["--model", "tiny-llama", "--data", "tiny-llama"], "tiny-llama"),
    (["--model", "tiny-llama", "--data", "examples.json", "--max-length", "999"], "at most 256"),
    (["--model", "tiny-llama", "--data", "examples.json", "--prompt", "chat"], "no chat template"),
    (
      ["--model", "tiny-llama", "--data", "examples.json", "--projections", "q,gates"],
      "Did you mean 'gate'?"
    ),
    (
      ["--model", "tiny-llama", "--data", "examples.json", "--output", "none/x.jsonl"],
      "none/x.jsonl"
    ),
  ])
  func `What is wrong is said in words`(arguments: [String], words: String) throws {
    let ending = try Tool().run(["spectra"] + arguments)
    #expect(ending.status != 0)
    #expect(ending.errors.contains(words), "\(ending.errors)")
  }

  @Test func `A model whose numbers overflow is reported, not listed`() throws {
    let tool = try Tool()
    let path = tool.folder.file("tiny-llama/model.safetensors")
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    // The last four bytes belong to some weight; 0x7F800000 is infinity.
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0x00, 0x00, 0x80, 0x7F])
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let ending = try tool(
      "spectra", "--model", "tiny-llama", "--data", "examples.json", "--limit", "1")
    #expect(ending.status == 3)
    #expect(ending.output.isEmpty)
    #expect(ending.errors.contains("not measured: The loss is not a finite number."))
  }
}
