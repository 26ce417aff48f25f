import Foundation
import TestSupport
import Testing

@testable import Reports

@Suite struct IndexTests {
  private static func index(of folder: String) throws -> String {
    let file = try ReportIndex.file(of: folder, templates: .standard())
    #expect(file.path == "index.html")
    return String(decoding: file.bytes, as: UTF8.self)
  }

  /// Reports of both samples, and three whose findings say nothing.
  private static func reports() throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    for (name, findings) in [("b-small", Sample.small), ("a & \"b\"", Sample.findings([]))] {
      let files = try Report.files(findings, templates: .standard(), renderer: FlatRenderer())
      try ReportFolder.write(files, to: folder.file(name))
    }
    for (name, text) in [("newer", "{\"schema\": 99}"), ("torn", "{"), ("alien", "[]")] {
      try ReportFolder.write(ReportFile(path: "findings.json", text: text), to: folder.file(name))
    }
    try folder.write("", to: "not-a-folder")
    try FileManager.default.createDirectory(
      atPath: folder.file("no-findings"), withIntermediateDirectories: false)
    return folder
  }

  @Test func `The list is as recorded, with reports that cannot be read`() throws {
    let page = try Self.index(of: try Self.reports().path)
    #expect(HTMLReader(page).faults == [])
    try expectSnapshot(page.withoutDrawings, "index.html")
  }

  @Test func `Links lead to pages, and folders with odd names are spelled for addresses`() throws {
    let folder = try Self.reports()
    let reader = HTMLReader(try Self.index(of: folder.path))
    let links = reader.values(of: "href").filter { !$0.hasPrefix("#") }
    #expect(links == ["a%20%26%20%22b%22/index.html", "b-small/index.html"])
    for link in links {
      #expect(
        FileManager.default.fileExists(atPath: folder.file(link.removingPercentEncoding ?? "")))
    }
  }

  @Test func `The list does not say where the reports lie`() throws {
    let folder = try Self.reports()
    #expect(!(try Self.index(of: folder.path).contains(folder.path)))
  }

  @Test(arguments: [true, false])
  func `Without reports the list says how to make one`(_ exists: Bool) throws {
    let folder = try TemporaryDirectory()
    let page = try Self.index(of: exists ? folder.path : folder.file("none"))
    #expect(HTMLReader(page).faults == [])
    #expect(HTMLReader(page).text.contains("There is no report yet."))
  }
}
