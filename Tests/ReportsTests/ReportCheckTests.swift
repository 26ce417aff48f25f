import ChartsCairo
import Diagnostics
import Experiments
import Foundation
import TestSupport
import Testing

@testable import Reports

@Suite struct ReportCheckTests {
  private static func written() throws -> (folder: TemporaryDirectory, files: [ReportFile]) {
    let folder = try TemporaryDirectory()
    let files = try Report.files(
      Sample.small, templates: .standard(), renderer: FlatRenderer())
    try ReportFolder.write(files, to: folder.path)
    return (folder, files)
  }

  /// What the check says after `change` was made to a report.
  private static func words(
    _ change: (TemporaryDirectory) throws -> Void
  ) throws -> String? {
    let (folder, files) = try written()
    try change(folder)
    let found = try ReportCheck.differences(of: files, in: folder.path)
    return found.isEmpty
      ? nil
      : Problem.differs(found, in: "R", command: "gradbook report R").description
  }

  private static func replace(
    _ old: String, with new: String, in name: String, of folder: TemporaryDirectory
  ) throws {
    let text = try String(contentsOfFile: folder.file(name), encoding: .utf8)
    let range = try #require(text.range(of: old))
    try folder.write(text.replacingCharacters(in: range, with: new), to: name)
  }

  @Test func `A report as it was written has no difference`() throws {
    #expect(try Self.words { _ in } == nil)
    #expect(try Self.words { try $0.write("mine", to: "charts/notes.txt") } == nil)
  }

  @Test func `A changed number of the findings is named by its pointer`() throws {
    let words = try Self.words {
      try Self.replace("4.1875", with: "4.25", in: "findings.json", of: $0)
    }
    #expect(words?.contains("/cells/6/content/table/cells/0/0/0/value\n") == true, "\(words ?? "")")
    #expect(words?.contains("\n  expected: 4.1875\n  found: 4.25\n") == true, "\(words ?? "")")
    let gone = try Self.words {
      try Self.replace("\"schema\": 1", with: "\"scheme\": 1", in: "findings.json", of: $0)
    }
    #expect(gone?.contains("expected: 'schema': 1\n  found: no 'schema'") == true, "\(gone ?? "")")
  }

  @Test func `A layout of the findings that is not ours is named by its line`() throws {
    let words = try Self.words {
      try Self.replace("\n  \"schema\"", with: "\n   \"schema\"", in: "findings.json", of: $0)
    }
    #expect(words?.contains("'findings.json' is not what the findings give.") == true)
    #expect(words?.contains("found: '   \"schema\": 1") == true, "\(words ?? "")")
  }

  @Test func `A changed field of a table is named by row and column`() throws {
    let words = try Self.words {
      try Self.replace(",4.1875,", with: ",4.25,", in: "data/table.csv", of: $0)
    }
    #expect(words?.contains("at: R/data/table.csv:2\n") == true, "\(words ?? "")")
    #expect(words?.contains("expected: '4.1875' in row 1, column '") == true, "\(words ?? "")")
    #expect(words?.contains("found: '4.25'") == true)
    let shorter = try Self.words { folder in
      let text = try String(contentsOfFile: folder.file("data/table.csv"), encoding: .utf8)
      let lines = text.split(separator: "\n").dropLast()
      try folder.write(lines.map { $0 + "\n" }.joined(), to: "data/table.csv")
    }
    #expect(shorter?.contains("expected: 4 rows\n  found: 3 rows") == true, "\(shorter ?? "")")
  }

  @Test func `A changed page and a changed drawing are named by their lines`() throws {
    for name in ["index.html", "charts/forest.svg"] {
      let words = try Self.words { try Self.replace("<title", with: "<tytle", in: name, of: $0) }
      #expect(words?.hasPrefix("'\(name)' is not what the findings give.\n") == true)
      #expect(words?.contains("at: R/\(name):") == true)
      #expect(words?.contains("<title") == true && words?.contains("<tytle") == true)
    }
  }

  @Test func `A changed picture is named by its byte`() throws {
    let words = try Self.words {
      try Self.replace("PNG light", with: "PNG dark", in: "charts/forest.png", of: $0)
    }
    #expect(words?.contains("at: R/charts/forest.png, byte 4\n") == true, "\(words ?? "")")
    #expect(words?.contains("expected: 0x6C, of ") == true)
    #expect(words?.contains("found: 0x64, of ") == true)
  }

  @Test func `What is missing and what is left over are counted and named`() throws {
    let words = try Self.words { folder in
      try folder.write("x", to: "index.html")
      try FileManager.default.removeItem(atPath: folder.file("charts/grid.pdf"))
      try FileManager.default.removeItem(atPath: folder.file("charts/grid.svg"))
      try folder.write("x", to: "data/gone.csv")
      try folder.write("x", to: "history.html")
    }
    #expect(
      words == """
        'index.html' is not what the findings give; 4 other files differ too: 2 missing \
        (charts/grid.svg, charts/grid.pdf), 2 left over (data/gone.csv, history.html).
          at: R/index.html:1:1
          expected: '<!DOCTYPE html>'
          found: 'x'
          to fix it: Run 'gradbook report R', look at what it changes, and commit it.
        """)
  }

  @Test func `A folder that does not exist lacks everything`() throws {
    let folder = try TemporaryDirectory()
    let (_, files) = try Self.written()
    let found = try ReportCheck.differences(of: files, in: folder.file("none"))
    #expect(found.map(\.kind) == files.map { _ in .missing })
    #expect(found.first?.path == "findings.json")
  }

  @Test func `A changed template needs no model, and the page differs`() throws {
    let (folder, _) = try Self.written()
    let templates = try TemporaryDirectory()
    for name in try FileManager.default.contentsOfDirectory(atPath: TemplatesTests.folder) {
      try FileManager.default.copyItem(
        atPath: "\(TemplatesTests.folder)/\(name)", toPath: templates.file(name))
    }
    try Self.replace("Made by", with: "Composed by", in: "report.mustache", of: templates)
    let files = try Report.files(
      Sample.small, templates: .load(from: templates.path), renderer: FlatRenderer())
    let found = try ReportCheck.differences(of: files, in: folder.path)
    #expect(found.map(\.path) == ["index.html"])
    #expect(found.first?.detail?.expected.contains("Composed by") == true)
    #expect(found.first?.detail?.found.contains("Made by") == true)
    try ReportFolder.write(files, to: folder.path)
    #expect(try ReportCheck.differences(of: files, in: folder.path).isEmpty)
  }
}

@Suite struct CellRenderingTests {
  @Test func `One cell alone gives the bytes that it has in the report, in any order`() throws {
    let renderer = try CairoRenderer()
    let whole = try Report.files(Sample.small, templates: .standard(), renderer: renderer)
    var alone: [ReportFile] = []
    for cell in Sample.small.cells.reversed() {
      alone += try Report.files(Sample.small, cell: cell.id, renderer: try CairoRenderer())
    }
    let ofCells = whole.filter { $0.path.contains("/") }
    #expect(!ofCells.isEmpty)
    #expect(alone.sorted { $0.path < $1.path } == ofCells)
    var shuffled = Sample.small
    shuffled.cells = [5, 2, 8, 0, 7, 4, 1, 6, 3].map { Sample.small.cells[$0] }
    let others = try Report.files(shuffled, templates: .standard(), renderer: renderer)
    #expect(others.filter { $0.path.contains("/") } == ofCells)
  }

  @Test func `Another process gives the same bytes`() async {
    let here = Self.digest()
    await #expect(processExitsWith: .success) { [here = here as Int] in
      precondition(Self.digest() == here, "another process drew something else")
    }
  }

  /// A number that any changed byte changes.
  private static func digest() -> Int {
    guard let renderer = try? CairoRenderer(), let templates = try? ReportTemplates.standard(),
      let files = try? Report.files(Sample.small, templates: templates, renderer: renderer)
    else { return -1 }
    return files.reduce(0) { sum, file in
      (Array(file.path.utf8) + file.bytes).reduce(sum) { ($0 &* 1_000_003) ^ Int($1) }
    }
  }

  @Test func `A cell that does not exist is named, with the nearest`() {
    let found = problem {
      try Report.files(Sample.small, cell: "forst", renderer: FlatRenderer())
    }
    #expect(found?.summary == "The report has no cell 'forst'.")
    #expect(found?.remedy == "Did you mean 'forest'?")
  }
}
