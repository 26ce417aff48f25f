import Experiments
import Foundation
import TestSupport
import Testing

@testable import Reports

@Suite struct ModelPageTests {
  /// The pages over reports with these findings, by path.
  static func pages(of reports: [String: Findings]) throws -> [String: String] {
    let folder = try TemporaryDirectory()
    for (name, findings) in reports {
      let files = try Report.files(findings, templates: .standard(), renderer: FlatRenderer())
      try ReportFolder.write(files, to: folder.file(name))
    }
    let files = try withExtendedLifetime(folder) {
      try ReportIndex.files(of: folder.path, templates: .standard())
    }
    return Dictionary(
      uniqueKeysWithValues: files.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
  }

  @Test func `A model has a page with its facts, experiments and claims, as recorded`() throws {
    let pages = try Self.pages(of: ["small": Sample.small, "large": Sample.large])
    let page = try #require(pages["models/smollm2-135m-instruct.html"])
    #expect(HTMLReader(page).faults == [])
    try expectSnapshot(page.withoutDrawings, "model.html")
  }

  @Test func `Anchors are there once, and links between the pages lead to them`() throws {
    let reports = ["small": Sample.small, "large": Sample.large]
    var pages = try Self.pages(of: reports)
    for (name, findings) in reports { pages["\(name)/index.html"] = try page(findings) }
    for (path, text) in pages {
      let reader = HTMLReader(text)
      #expect(reader.faults == [], "\(path)")
      let ids = reader.values(of: "id")
      #expect(Set(ids).count == ids.count, "\(path)")
      for address in reader.addresses where address.contains(".html") || address.hasPrefix("#") {
        let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let file = parts[0].isEmpty ? path : Self.resolved(String(parts[0]), from: path)
        let target = try #require(pages[file], "\(address) of \(path)")
        guard parts.count > 1 else { continue }
        #expect(target.contains("id=\"\(parts[1])\""), "\(address) of \(path)")
      }
    }
  }

  private static func resolved(_ address: String, from path: String) -> String {
    let up = address.hasPrefix("../")
    let folder = path.split(separator: "/").dropLast().dropLast(up ? 1 : 0)
    return (folder.map(String.init) + [up ? String(address.dropFirst(3)) : address])
      .joined(separator: "/")
  }

  @Test func `Every cell and every row of a claim has a link to itself`() throws {
    let reader = HTMLReader(try page(Sample.small))
    let links = reader.elements.filter { $0.attributes["class"] == "anchor" }
      .compactMap { $0.attributes["href"] }
    let rows = reader.values(of: "id").filter { $0.hasPrefix("row:") }
    #expect(rows.count == 4)
    for id in rows + Sample.small.cells.filter({ !$0.title.isEmpty }).map(\.id) {
      #expect(links.contains("#\(id)"))
    }
  }

  @Test func `Models that differ between experiments are told apart`() throws {
    var other = Sample.small
    other.models[0].digest = String(repeating: "6b", count: 32)
    other.title = "Another"
    let page = try #require(
      try Self.pages(of: ["a": Sample.small, "b": other])["models/smollm2-135m-instruct.html"])
    for digest in ["5a", "6b"] { #expect(page.contains(String(repeating: digest, count: 32))) }
    #expect(page.contains("In Another:"))
  }

  @Test func `Names that only case or an accent tells apart have pages of their own`() throws {
    var findings = Sample.small
    findings.models = ["a", "A", "index", "../x", "e\u{301}", "é"].map {
      var model = Sample.model
      model.name = $0
      return model
    }
    let models = try Self.pages(of: ["a": findings]).keys.filter { $0.hasPrefix("models/") }
    #expect(Set(models.map { $0.lowercased() }).count == 6)
    #expect(!models.contains("models/index.html"))
  }

  @Test func `Pages of models that are gone are removed, and no page of somebody else`() throws {
    let folder = try TemporaryDirectory()
    let pages = try Self.pages(of: ["small": Sample.small])
    let files = pages.keys.sorted().map { ReportFile(path: $0, text: pages[$0] ?? "") }
    try ReportFolder.writeIndex(files, to: folder.path)
    try folder.write("<p>mine", to: "models/notes.html")
    try folder.write("kept", to: "models/notes.txt")
    let rest = files.filter { !$0.path.hasPrefix("models/") }
    #expect(
      try ReportFolder.writeIndex(rest, to: folder.path) == ["models/smollm2-135m-instruct.html"])
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.file("models"))
    #expect(left.sorted() == ["notes.html", "notes.txt"])
  }

  @Test(arguments: HostileTests.texts.indices)
  func `A hostile string changes no element of the pages over all`(_ index: Int) throws {
    let hostile = try HostileTests.infected(Sample.small, with: HostileTests.texts[index])
    let plain = try HostileTests.infected(Sample.small, with: "word")
    let pages = try Self.pages(of: ["a": hostile])
    let expected = try Self.pages(of: ["a": plain])
    #expect(pages.count == expected.count)
    for (path, text) in pages {
      let reader = HTMLReader(text)
      let model = path.hasPrefix("models/") ? expected.keys.first { $0.hasPrefix("models/") } : path
      let twin = HTMLReader(try #require(expected[model ?? ""]))
      #expect(reader.faults == [], "\(path)")
      #expect(reader.elements.map(\.name) == twin.elements.map(\.name), "\(path)")
      #expect(reader.scripts == twin.scripts)
      #expect(reader.elements.flatMap(\.attributes.keys).allSatisfy { !$0.hasPrefix("on") })
      #expect(reader.addresses.allSatisfy { !$0.lowercased().hasPrefix("javascript") })
    }
  }
}
