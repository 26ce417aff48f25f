import Foundation
import TestSupport
import Testing

/// `report --check`, `report --cell` and `baseline`, as a user runs them.
@Suite struct ReportCommandTests {
  private static func made() throws -> Tool {
    let tool = try Tool(experiment: RunCommandTests.experiment)
    let ending = try tool("run", "tiny.json")
    #expect(ending.status == 0, "\(ending.errors)")
    return tool
  }

  private static func change(_ tool: Tool, _ name: String, _ old: String, _ new: String) throws {
    try tool.folder.write(try tool.text(name).replacingOccurrences(of: old, with: new), to: name)
  }

  @Test func `A report checks from stored results, from its findings and with all others`() throws {
    let tool = try Self.made()
    for arguments in [["tiny.json"], ["Reports/tiny"], ["Reports"], ["Reports/"], ["--all"]] {
      let ending = try tool.run(["report", "--check"] + arguments)
      #expect(ending.status == 0, "\(arguments) \(ending.errors)")
      #expect(ending.output.contains(" as the findings give them"), "\(ending.output)")
    }
    // Without model, data and store the findings are enough.
    for name in [".gradbook", "tiny-llama", "examples.json"] {
      try FileManager.default.removeItem(atPath: tool.folder.file(name))
    }
    #expect(try tool("report", "Reports", "--check").status == 0)
  }

  @Test func `A change by hand ends with 2, and nothing is written`() throws {
    let tool = try Self.made()
    try Self.change(tool, "Reports/tiny/index.html", "Does it run?", "Did it run?")
    let changed = try tool.text("Reports/tiny/index.html")
    for subject in ["tiny.json", "Reports/tiny", "Reports"] {
      let ending = try tool("report", subject, "--check")
      #expect(ending.status == 2)
      #expect(
        ending.errors.hasPrefix("error: 'index.html' is not what the findings give."),
        "\(ending.errors)")
      #expect(ending.errors.contains("Did it run?") && ending.errors.contains("Does it run?"))
    }
    #expect(try tool.text("Reports/tiny/index.html") == changed)
    try tool("report", "Reports")
    #expect(try tool("report", "Reports", "--check").status == 0)
    try tool.folder.write("x", to: "Reports/index.html")
    #expect(try tool("report", "Reports/tiny", "--check").status == 0)
    let above = try tool("report", "--all", "--check")
    #expect(above.status == 2)
    #expect(above.errors.contains("at: Reports/index.html:1:1\n"), "\(above.errors)")
  }

  @Test func `A number changed in the findings shows against stored results`() throws {
    let tool = try Self.made()
    try Self.change(
      tool, "Reports/tiny/findings.json", "\"title\": \"Tiny\"", "\"title\": \"Small\"")
    let stored = try tool("report", "tiny.json", "--check")
    #expect(stored.status == 2)
    #expect(stored.errors.contains("Reports/tiny/findings.json:"), "\(stored.errors)")
    #expect(stored.errors.contains("/title\n  expected: \"Tiny\"\n  found: \"Small\""))
    // The pages were made from other findings.
    let own = try tool("report", "Reports/tiny", "--check")
    #expect(own.status == 2)
    #expect(own.errors.contains("index.html"))
  }

  @Test func `Missing results end with 3 and are named`() throws {
    let tool = try Self.made()
    try FileManager.default.removeItem(atPath: tool.folder.file(".gradbook"))
    let ending = try tool("report", "tiny.json", "--check")
    #expect(ending.status == 3)
    #expect(ending.errors.contains("12 of 12 results are not in the store"), "\(ending.errors)")
    #expect(ending.errors.contains("never computed"))
  }

  @Test func `A changed template needs no model`() throws {
    let tool = try Self.made()
    let templates = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Templates")
    try FileManager.default.copyItem(
      atPath: templates.path, toPath: tool.folder.file("Templates"))
    for name in [".gradbook", "tiny-llama", "examples.json"] {
      try FileManager.default.removeItem(atPath: tool.folder.file(name))
    }
    #expect(try tool("report", "Reports", "--check").status == 0)
    try Self.change(tool, "Templates/report.mustache", "Made by", "Composed by")
    let ending = try tool("report", "Reports/tiny", "--check")
    #expect(ending.status == 2)
    #expect(ending.errors.contains("Composed by"), "\(ending.errors)")
    #expect(try tool("report", "Reports/tiny").status == 0)
    #expect(try tool("report", "Reports/tiny", "--check").status == 0)
    #expect(try tool.text("Reports/tiny/index.html").contains("Composed by"))
  }

  @Test func `One cell alone is written and checked, whatever the others hold`() throws {
    let tool = try Self.made()
    let folder = tool.folder.file("Reports/tiny/charts")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    let drawing = try #require(names.first { $0.hasSuffix(".svg") && !$0.hasSuffix("-narrow.svg") })
    let id = String(drawing.dropLast(4))
    let before = try names.map { try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")) }
    for name in names { try tool.folder.write("x", to: "Reports/tiny/charts/\(name)") }
    #expect(try tool("report", "Reports/tiny", "--cell", id, "--check").status == 2)
    let ending = try tool("report", "Reports/tiny", "--cell", id)
    #expect(ending.status == 0 && ending.output.contains("charts/\(drawing)"), "\(ending.errors)")
    #expect(try tool("report", "Reports/tiny", "--cell", id, "--check").status == 0)
    for (name, bytes) in zip(names, before) {
      let now = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
      #expect((now == bytes) == name.hasPrefix(id), "\(name)")
    }
    #expect(try tool("report", "Reports/tiny", "--cell", "nothing").status == 1)
  }

  @Test func `Baselines are saved, listed, shown and removed, and make a history`() throws {
    let tool = try Self.made()
    let saved = try tool(
      "baseline", "save", "Reports/tiny", "--name", "v1", "--note", "first", "--revision", "abc")
    #expect(saved.status == 0, "\(saved.errors)")
    #expect(try tool("baseline", "save", "Reports/tiny", "--name", "v1").status == 1)
    #expect(try tool("baseline", "save", "Reports/tiny").status == 0)
    #expect(try tool("baseline", "list", "Reports/tiny").output == "v1  abc  first\nmain\n")
    let shown = try tool("baseline", "show", "Reports/tiny", "v1")
    #expect(shown.output.contains("v1: Tiny\nrevision: abc\nnote: first\nmodels: tiny ("))
    let missing = try tool("baseline", "show", "Reports/tiny", "v9")
    #expect(missing.status == 5)
    #expect(missing.errors.contains("expected: one of v1, main"), "\(missing.errors)")
    #expect(try tool.text("Reports/tiny/history.html").contains("v1"))
    #expect(try tool.text("Reports/tiny/index.html").contains("history.html"))
    #expect(try tool("report", "Reports", "--check").status == 0)
    #expect(try tool("baseline", "remove", "Reports/tiny", "v1").status == 0)
    #expect(!FileManager.default.fileExists(atPath: tool.folder.file("Reports/tiny/history.html")))
    #expect(try tool("report", "Reports", "--check").status == 0)
  }
}
