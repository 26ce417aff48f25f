import Diagnostics
import Experiments
import Foundation
import TestSupport
import Testing

@testable import Reports

@Suite struct TemplatesTests {
  /// The repository's folder.
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Templates")
    .path

  private static var files: [String] {
    ReportTemplates.names.map { "\($0).mustache" }
      + [ReportTemplates.styleName, ReportTemplates.scriptName]
  }

  /// A copy of the templates, with one file changed; removed if `text` is `nil`.
  private static func copy(_ name: String, _ text: String?) throws -> TemporaryDirectory {
    let copy = try TemporaryDirectory()
    for file in files where file != name {
      try FileManager.default.copyItem(atPath: "\(folder)/\(file)", toPath: copy.file(file))
    }
    if let text { try copy.write(text, to: name) }
    return copy
  }

  @Test(arguments: files) func `The program carries the templates of the repository`(_ file: String)
    throws
  {
    #expect(ReportTemplates.builtIn(file) == (try readBytes(of: "\(Self.folder)/\(file)")))
  }

  @Test func `No template of the repository is forgotten`() throws {
    let found = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
    #expect(
      Set(found)
        == Set(
          Self.files + ["diff.schema.json", "experiment.schema.json", "policy.schema.json"]))
  }

  @Test func `Templates of a folder give the same page as those of the program`() throws {
    let own = try Report.files(
      Sample.small, templates: .load(from: Self.folder), renderer: FlatRenderer())
    let carried = try Report.files(Sample.small, templates: .standard(), renderer: FlatRenderer())
    #expect(own == carried)
  }

  @Test func `A missing template is named`() throws {
    let folder = try Self.copy("claim.mustache", nil)
    #expect(
      problem { try ReportTemplates.load(from: folder.path) }?.description == """
        The template 'claim.mustache' is missing.
          at: \(folder.path)/claim.mustache
          expected: report.mustache, contents.mustache, cell.mustache, chart.mustache, reading.mustache, \
        data.mustache, table.mustache, claim.mustache, provenance.mustache, index.mustache, claims.mustache, \
        models.mustache, model.mustache, verdicts.mustache, diff.mustache, history.mustache, style.css \
        and script.js
          to fix it: Copy it from the folder Templates of gradbook's repository.
        """)
  }

  @Test(arguments: [
    ("a\n{{#x}}\n{{/y}}", 3, "a section is closed that is not the one opened last"),
    ("{{#x}}", 1, "a section is never closed"),
    ("a\nb {{x", 2, "a tag is malformed"),
  ])
  func `A broken template is shown by line`(_ text: String, _ line: Int, _ reason: String) throws {
    let folder = try Self.copy("claim.mustache", text)
    #expect(
      problem { try ReportTemplates.load(from: folder.path) }?.description == """
        The template is broken.
          at: \(folder.path)/claim.mustache:\(line)
          expected: tags as mustache(5) describes them
          found: \(reason)
          to fix it: Correct the tag.
        """)
  }

  @Test func `A partial that does not exist is named, with the nearest spelling`() throws {
    let folder = try Self.copy("claim.mustache", "\n{{> tabel }}")
    #expect(
      problem { try ReportTemplates.load(from: folder.path) }?.description == """
        The template includes 'tabel', which does not exist.
          at: \(folder.path)/claim.mustache:2
          expected: one of report, contents, cell, chart, reading, data, table, claim, provenance, index, claims, \
        models, model, verdicts, diff, history
          to fix it: Did you mean 'table'?
        """)
  }

  @Test func `A name that no page has is a problem, not a blank`() throws {
    let folder = try Self.copy("claim.mustache", "{{verdikt}}")
    let templates = try ReportTemplates.load(from: folder.path)
    #expect(
      problem { try Report.files(Sample.small, templates: templates, renderer: FlatRenderer()) }?
        .description == """
          The templates name 'verdikt', which no page has.
            expected: names as the original templates use
            to fix it: Correct the name, or take the original templates.
          """)
  }

  @Test func `Text is escaped whatever the braces, markup is not`() throws {
    let folder = try Self.copy(
      "report.mustache", "{{pageTitle}}{{{pageTitle}}}{{&pageTitle}}{{{description}}}")
    var findings = Sample.findings([])
    (findings.title, findings.description) = ("<b>", "*x*")
    let files = try Report.files(
      findings, templates: .load(from: folder.path), renderer: FlatRenderer())
    let page = String(decoding: files.first { $0.path == "index.html" }?.bytes ?? [], as: UTF8.self)
    #expect(page == "&lt;b&gt;&lt;b&gt;&lt;b&gt;<p><em>x</em></p>\n")
  }
}
