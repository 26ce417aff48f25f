import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Reports

@Suite struct FolderTests {
  private static let files = [
    ReportFile(path: "charts/a.svg", text: "<svg/>"),
    ReportFile(path: "charts/b.svg", text: "<svg/>"),
    ReportFile(path: "data/a.csv", text: "x\n"), ReportFile(path: "findings.json", text: "{}\n"),
    ReportFile(path: "index.html", text: "<p>"),
  ]

  private static func content(_ folder: String) throws -> [String: String] {
    var content: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder)
    where !URL(fileURLWithPath: "\(folder)/\(path)").hasDirectoryPath {
      content[path] = String(decoding: try readBytes(of: "\(folder)/\(path)"), as: UTF8.self)
    }
    return content
  }

  private static func dates(_ folder: String) throws -> [Date?] {
    try files.map {
      try FileManager.default.attributesOfItem(atPath: "\(folder)/\($0.path)")[.modificationDate]
        as? Date
    }
  }

  @Test func `A report is written whole into a folder that need not exist`() throws {
    let directory = try TemporaryDirectory()
    let folder = directory.file("Reports/x")
    #expect(try ReportFolder.write(Self.files, to: folder) == Self.files.map(\.path))
    let written = Dictionary(
      uniqueKeysWithValues: Self.files.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
    #expect(try Self.content(folder) == written)
  }

  @Test func `Files that say the same are not touched`() throws {
    let folder = try TemporaryDirectory()
    try ReportFolder.write(Self.files, to: folder.path)
    let past = Date(timeIntervalSince1970: 1_000_000)
    for file in Self.files {
      try FileManager.default.setAttributes(
        [.modificationDate: past], ofItemAtPath: folder.file(file.path))
    }
    var files = Self.files
    files[4] = ReportFile(path: "index.html", text: "<p>new")
    #expect(try ReportFolder.write(files, to: folder.path) == ["index.html"])
    let dates = try Self.dates(folder.path)
    #expect(dates.prefix(4).allSatisfy { $0 == past })
    #expect(dates[4] != past)
  }

  @Test func `Files of cells that are gone are removed, and nothing else`() throws {
    let folder = try TemporaryDirectory()
    try ReportFolder.write(Self.files, to: folder.path)
    try folder.write("kept", to: "charts/notes.txt")
    try folder.write("kept", to: "timing.json")
    try folder.write("kept", to: "figure.svg")
    try folder.write("half", to: "charts/b.svg.gradbook-new")
    try folder.write("half", to: "index.html.gradbook-new")
    let left = Self.files.filter { $0.path != "charts/b.svg" }
    #expect(
      try ReportFolder.write(left, to: folder.path)
        == ["charts/b.svg", "charts/b.svg.gradbook-new", "index.html.gradbook-new"])
    #expect(
      try Self.content(folder.path).keys.sorted() == [
        "charts/a.svg", "charts/notes.txt", "data/a.csv", "figure.svg", "findings.json",
        "index.html",
        "timing.json",
      ])
  }

  @Test func `A report that cannot be written leaves the one before it as it was`() throws {
    let folder = try TemporaryDirectory()
    try folder.write("old", to: "index.html")
    try folder.write("in the way", to: "data")
    let found = problem { try ReportFolder.write(Self.files, to: folder.path) }
    #expect(
      found?.description == """
        The report cannot be written.
          at: \(folder.path)/data/a.csv
          because: Not a directory
          to fix it: Check the permissions of the folder and the room on its disk.
        """)
    #expect(try Self.content(folder.path) == ["data": "in the way", "index.html": "old"])
  }

  @Test func `The page is put in its place last`() throws {
    let folder = try TemporaryDirectory()
    let page = folder.file("index.html")
    try FileManager.default.createDirectory(atPath: page, withIntermediateDirectories: false)
    let found = problem { try ReportFolder.write(Self.files, to: folder.path) }
    #expect(found?.place.file == page)
    #expect(found?.cause == "Is a directory")
    for file in Self.files.dropLast() {
      #expect(FileManager.default.fileExists(atPath: folder.file(file.path)))
    }
  }

  @Test func `A single file leaves all others alone`() throws {
    let folder = try TemporaryDirectory()
    try ReportFolder.write(Self.files, to: folder.path)
    let index = ReportFile(path: "index.html", text: "list")
    #expect(try ReportFolder.write(index, to: folder.path))
    #expect(try !ReportFolder.write(index, to: folder.path))
    #expect(try Self.content(folder.path).count == 5)
  }

  @Test(arguments: ["../x", "/x", "a//b", "a/./b", ""])
  func `A path that leaves the folder traps`(_ path: String) async {
    await #expect(processExitsWith: .failure) { [path] in
      try ReportFolder.write([ReportFile(path: path, bytes: [])], to: "/nonexistent")
    }
  }
}
