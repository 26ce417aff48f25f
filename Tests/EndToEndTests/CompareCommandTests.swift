import Foundation
import JSONTree
import TestSupport
import Testing

/// `diff` and `check` over the life of an experiment: its data, tolerance, templates, weights and method
/// change in turn.
@Suite struct CompareCommandTests {
  private func measured() throws -> Tool {
    let tool = try Tool(experiment: RunCommandTests.experiment)
    let ending = try tool("run", "tiny.json")
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(try tool("baseline", "save", "Reports/tiny", "--name", "v1").status == 0)
    return tool
  }

  private func check(_ tool: Tool, _ more: String...) throws -> Tool.Ending {
    try tool.run(["check", "Reports/tiny", "--baseline", "v1"] + more)
  }

  /// Multiplies the weights of the last norm, which moves every gradient.
  private func scaleWeights(_ tool: Tool, by factor: Float) throws {
    let path = tool.folder.file("tiny-llama/model.safetensors")
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    let length = bytes[..<8].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    let header = try JSONDocument(Array(bytes[8..<8 + length])).root.value
    let tensor = try #require(header["model.norm.weight"])
    #expect(tensor["dtype"]?.string == "F32")
    let start = 8 + length + (try #require(tensor["data_offsets"]?[0]?.integer))
    let end = 8 + length + (try #require(tensor["data_offsets"]?[1]?.integer))
    for place in stride(from: start, to: end, by: 4) {
      let pattern = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << (8 * $1) }
      let scaled = (Float(bitPattern: pattern) * factor).bitPattern
      for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: scaled >> (8 * byte)) }
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private func edit(_ tool: Tool, _ file: String, _ old: String, _ new: String) throws {
    let text = try tool.text(file)
    #expect(text.contains(old), "\(file) holds no '\(old)'")
    try tool.folder.write(text.replacingOccurrences(of: old, with: new), to: file)
  }

  // MARK: What changes

  @Test func `Nothing changed`() throws {
    let tool = try measured()
    let ending = try check(tool)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(
      ending.output.hasPrefix("Reports/tiny against Reports/tiny/baselines/v1\n= equivalent: "))
    #expect(!ending.output.contains("changed"))
  }

  @Test func `The data changed: not comparable, and which digest differs`() throws {
    let tool = try measured()
    let examples = try JSONDocument(Array(try tool.text("examples.json").utf8)).root.value
    var changed = try #require(examples.array)
    changed.swapAt(0, 1)
    try tool.folder.write(JSONValue.array(changed).text(), to: "examples.json")
    #expect(try tool("run", "tiny.json").status == 0)
    let ending = try check(tool)
    #expect(ending.status == 6, "\(ending.output)")
    #expect(ending.output.contains("≠ not comparable"))
    #expect(ending.output.contains("the examples of data 'first' differ: digest "))
    #expect(ending.output.contains("data 'first' was "))
  }

  @Test func `The weights changed: a breach on the cell's line, which a tolerance allows`() throws {
    let tool = try measured()
    try scaleWeights(tool, by: 3)
    #expect(try tool("run", "tiny.json").status == 0)
    let ending = try check(
      tool, "--annotations", "github", "--spec", "tiny.json", "--junit", "junit.xml", "--comment",
      "comment.md", "--summary", "summary.md", "--json", "diff.json", "--html", "diff.html")
    #expect(ending.status == 2, "\(ending.output)")
    #expect(ending.output.contains("model 'tiny' was "))
    #expect(ending.output.contains("◆ changed"))
    #expect(ending.output.contains("::error file=tiny.json,line=12,title=tiny%2C cell "))
    #expect(ending.errors.contains("breach: changed: "))
    #expect(try tool.text("junit.xml").contains("<failure type=\"changed\""))
    #expect(try tool.text("comment.md").hasPrefix("<!-- gradbook:tiny -->\n"))
    #expect(try tool.text("summary.md").contains("cells breach the policy."))
    let json = try JSONDocument(Array(try tool.text("diff.json").utf8)).root.value
    #expect(json["schema"]?.integer == 1 && json["kind"]?.string == "versions")
    let page = try tool.text("diff.html")
    #expect(page.contains("<svg") && page.contains("changed") && !page.contains("<script"))

    try tool.folder.write(#"{"tolerance": {"relative": 100}}"#, to: "policy.json")
    let tolerant = try check(tool, "--policy", "policy.json", "--comment", "comment.md")
    #expect(tolerant.status == 0, "\(tolerant.output)")
    #expect(!FileManager.default.fileExists(atPath: tool.folder.file("comment.md")))
  }

  @Test func `The policy of the experiment holds where no file is named`() throws {
    let tool = try measured()
    try scaleWeights(tool, by: 3)
    try edit(
      tool, "tiny.json", #""statistics":"#,
      #""policy": {"tolerance": {"relative": 100}}, "statistics":"#)
    #expect(try tool("run", "tiny.json").status == 0)
    #expect(try check(tool).status == 0)
  }

  @Test func `A template changed: pages differ, numbers do not`() throws {
    let tool = try measured()
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Templates")
    try FileManager.default.copyItem(atPath: root.path, toPath: tool.folder.file("Templates"))
    #expect(try tool("report", "Reports", "--check").status == 0)
    try edit(tool, "Templates/report.mustache", "<h1>", "<h1 class=\"large\">")
    try FileManager.default.removeItem(atPath: tool.folder.file("tiny-llama"))
    let stale = try tool("report", "Reports", "--check")
    #expect(stale.status == 2)
    #expect((stale.output + stale.errors).contains("index.html"), "\(stale.output)")
    #expect(try tool("report", "Reports/tiny").status == 0)
    #expect(try tool("report", "Reports", "--check").status == 0)
    #expect(try check(tool).status == 0)
  }

  @Test func `The method changed: not comparable, and from which version to which`() throws {
    let tool = try measured()
    let findings = "Reports/tiny/baselines/v1/findings.json"
    try edit(
      tool, findings, "\"name\": \"spectra\",\n      \"version\": 2",
      "\"name\": \"spectra\",\n      \"version\": 1")
    try FileManager.default.removeItem(
      atPath: tool.folder.file("Reports/tiny/baselines/v1/samples.safetensors"))
    let ending = try check(tool)
    #expect(ending.status == 6, "\(ending.output)")
    #expect(ending.output.contains("method 'spectra' was version 1 and is version 2"))
  }

  // MARK: What is wrong

  @Test func `Findings that were edited, cut short, of another format or another experiment`()
    throws
  {
    let tool = try measured()
    let findings = "Reports/tiny/baselines/v1/findings.json"
    let text = try tool.text(findings)
    try edit(tool, findings, #""seed": 0"#, #""seed": 1"#)
    let edited = try check(tool)
    #expect(edited.status == 1)
    #expect(
      edited.errors.contains("The findings are not those that their samples were written with."))
    try tool.folder.write(String(text.prefix(500)), to: findings)
    #expect(try check(tool).status == 1)
    try tool.folder.write(
      text.replacingOccurrences(of: #""schema": 1,"#, with: #""schema": 99,"#), to: findings)
    let newer = try check(tool)
    #expect(newer.status == 1)
    #expect(newer.errors.contains("The findings have another format."), "\(newer.errors)")
    #expect(newer.errors.contains("Use a newer version of gradbook."))
    try FileManager.default.removeItem(
      atPath: tool.folder.file("Reports/tiny/baselines/v1/samples.safetensors"))
    try tool.folder.write(
      text.replacingOccurrences(of: #""name": "tiny","#, with: #""name": "other","#), to: findings)
    let other = try check(tool)
    #expect(other.status == 1 || other.status == 6, "\(other.errors)")
  }

  @Test func `A baseline that is missing, strictly and leniently`() throws {
    let tool = try measured()
    let strict = try tool("check", "Reports/tiny", "--baseline", "v9")
    #expect(strict.status == 5)
    #expect(strict.errors.hasPrefix("error: There is no baseline 'v9' of 'Reports/tiny'.\n"))
    #expect(strict.errors.contains("gradbook baseline save Reports/tiny --name v9"))
    let lenient = try tool("check", "Reports/tiny", "--baseline", "v9", "--lenient")
    #expect(lenient.status == 0 && lenient.errors.hasPrefix("note: There is no baseline"))
  }

  @Test func `A policy that names no cell`() throws {
    let tool = try measured()
    try tool.folder.write(
      #"{"rules": [{"cells": "nothing-*", "tolerance": {"absolute": 1}}]}"#, to: "policy.json")
    let ending = try check(tool, "--policy", "policy.json")
    #expect(ending.status == 1)
    #expect(
      ending.errors.contains(
        "The policy names a cell that does not exist: 'nothing-*'.\n  at: policy.json"))
  }

  @Test func `Reports of git revisions, and revisions that do not exist`() throws {
    let tool = try measured()
    func git(_ arguments: String...) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments =
        ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
        + arguments
      process.currentDirectoryURL = URL(fileURLWithPath: tool.folder.path)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    try git("init", "-q", "-b", "main")
    try git("add", "Reports", "tiny.json")
    try git("commit", "-q", "-m", "first")
    try scaleWeights(tool, by: 3)
    #expect(try tool("run", "tiny.json").status == 0)
    let diff = try tool("diff", "main:Reports/tiny", "Reports/tiny")
    #expect(diff.status == 0 && diff.output.contains("◆ changed"), "\(diff.errors)")
    #expect(try tool("check", "Reports/tiny", "--baseline", "main").status == 2)
    let none = try tool("diff", "mian:Reports/tiny", "Reports/tiny")
    #expect(none.status == 1)
    #expect(none.errors.hasPrefix("error: There is no revision 'mian'.\n"), "\(none.errors)")
    let absent = try tool("diff", "main:Reports/absent", "Reports/tiny")
    #expect(absent.status == 1)
    #expect(
      absent.errors.contains(
        "The folder holds no findings.\n  at: main:Reports/absent/findings.json"))
    let nothing = try tool("diff", "Reports/absent", "Reports/tiny")
    #expect(nothing.status == 1)
    #expect(nothing.errors.hasPrefix("error: There is no report 'Reports/absent'.\n"))
  }

  @Test func `Data sets of one report set against each other`() throws {
    let tool = try measured()
    let ending = try tool("diff", "Reports/tiny", "--across", "data", "--format", "json")
    #expect(ending.status == 0, "\(ending.errors)")
    let json = try JSONDocument(Array(ending.output.utf8)).root.value
    #expect(json["contrasts"]?[0]?["across"]?.string == "data")
    let families = try tool("diff", "Reports/tiny", "--across", "family")
    #expect(families.status == 1)
    #expect(
      families.errors.hasPrefix("error: The report has nothing to compare across family.\n"))
    #expect(try tool("diff", "Reports/tiny").status == 64)
  }
}
