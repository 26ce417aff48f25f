import Foundation
import TestSupport
import Testing

@testable import Reports

@Suite struct IndexTests {
  private static func index(of folder: String) throws -> String {
    try #require(try page("index.html", of: folder))
  }

  private static func page(_ path: String, of folder: String) throws -> String? {
    let files = try ReportIndex.files(of: folder, templates: .standard())
    return files.first { $0.path == path }.map { String(decoding: $0.bytes, as: UTF8.self) }
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
    let folder = try Self.reports()
    let page = try withExtendedLifetime(folder) { try Self.index(of: folder.path) }
    #expect(HTMLReader(page).faults == [])
    try expectSnapshot(page.withoutDrawings, "index.html")
  }

  @Test func `Links lead to pages, and folders with odd names are spelled for addresses`() throws {
    let folder = try Self.reports()
    let reader = HTMLReader(try Self.index(of: folder.path))
    let links = reader.values(of: "href").filter { !$0.hasPrefix("#") }
    let files = try ReportIndex.files(of: folder.path, templates: .standard()).map(\.path)
    let pages = ["claims.html", "models.html", "a%20%26%20%22b%22/index.html"]
    for page in pages + ["b-small/index.html"] { #expect(links.contains(page)) }
    for link in links where !files.contains(link) {
      let file = link.prefix { $0 != "#" }
      #expect(
        FileManager.default.fileExists(atPath: folder.file(file.removingPercentEncoding ?? "")),
        "\(link)")
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

  // MARK: Claims

  @Test func `The claims of all reports stand on one page, as recorded`() throws {
    let folder = try Self.reports()
    let page = try withExtendedLifetime(folder) {
      try #require(try Self.page("claims.html", of: folder.path))
    }
    #expect(HTMLReader(page).faults == [])
    try expectSnapshot(page.withoutDrawings, "claims.html")
  }

  @Test func `A claim leads to its cell`() throws {
    let folder = try Self.reports()
    let page = try #require(try Self.page("claims.html", of: folder.path))
    let links = HTMLReader(page).values(of: "href").filter { $0.contains("index.html#") }
    let report = try String(contentsOfFile: folder.file("b-small/index.html"), encoding: .utf8)
    #expect(!links.isEmpty)
    for link in links {
      let parts = link.split(separator: "#", maxSplits: 1)
      #expect(parts[0] == "b-small/index.html")
      #expect(report.contains("id=\"\(parts[1])\""))
    }
  }

  @Test func `Without claims there is no page of claims, and no link to it`() throws {
    let folder = try TemporaryDirectory()
    #expect(try Self.page("claims.html", of: folder.path) == nil)
    #expect(!(try Self.index(of: folder.path)).contains("claims.html"))
  }
}
