import Charts
import Experiments
import Foundation
import JSONTree
import TestSupport
import Testing

@testable import Reports

@Suite struct HistoryTests {
  /// The small sample with the first number of its table changed, and what else is asked for.
  private static func findings(
    _ value: Double, _ change: (inout Findings) -> Void = { _ in }
  ) -> Findings {
    var findings = Sample.small
    var table = Sample.table
    table.cells[0][0][0] = Sample.estimate(value, 0.0625)
    let index = findings.cells.firstIndex { $0.id == "table" } ?? 0
    findings.cells[index].content = .table(table)
    findings.cells[index].fingerprint = "\(value)"
    change(&findings)
    return findings
  }

  private static func history(_ all: [Findings]) throws -> ReportHistory {
    let present = try #require(all.last)
    return ReportHistory(
      all.dropLast().enumerated().map {
        .init(baseline: Baseline(name: "v\($0.offset + 1)"), findings: $0.element)
      }, present: present)
  }

  private static func series(_ all: [Findings]) throws -> HistorySeries {
    let present = try #require(all.last)
    let cell = try #require(present.cells.first { $0.id == "table" })
    return HistorySeries(try #require(HistoryNumber.all(in: cell).first), over: try history(all))
  }

  private static func page(_ all: [Findings]) throws -> [String: String] {
    let files = try Report.files(
      try #require(all.last), history: try history(all), templates: .standard(),
      renderer: FlatRenderer())
    return Dictionary(
      uniqueKeysWithValues: files.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) })
  }

  @Test func `Every number of a table and every row of a claim is followed`() throws {
    let groups = HistoryGroup.all(
      in: Sample.small, over: try Self.history([Sample.small, Sample.small, Sample.small]))
    #expect(groups.map(\.cell.id) == ["table", "table", "claim"])
    #expect(groups.map(\.series.count) == [2, 2, 4])
    #expect(groups.flatMap(\.series).allSatisfy { $0.isConstant })
  }

  @Test func `A step is found at its report`() throws {
    let series = try Self.series([4, 4, 4.5, 4.5].map { Self.findings($0) })
    #expect(series.cuts == [])
    #expect(series.steps.map(\.range) == [2..<4])
    #expect(series.levels.map(\.value) == [4, 4.5])
    #expect(try Self.series([4, 4, 4 + 1e-9].map { Self.findings($0) }).levels == [])
  }

  private static func change(_ word: String, _ findings: inout Findings) {
    switch word {
    case "model": findings.models[0].digest = "other"
    case "data": findings.data[0].digest = "other"
    case "method": findings.methods[0].version += 1
    case "settings": findings.spec = ["measure": ["spectra": ["maxLength": 512]]]
    default:
      let table: JSONValue = ["metric": "nuclearNorm", "layers": "all"]
      findings.spec = ["cells": [["id": "table", "table": table]]]
    }
  }

  @Test(arguments: ["model", "data", "method", "settings", "cell"])
  func `What changed cuts a history apart`(_ word: String) throws {
    let changed = [9.0, 9].map { Self.findings($0) { Self.change(word, &$0) } }
    let series = try Self.series([4.0, 4].map { Self.findings($0) } + changed)
    #expect(series.cuts.map(\.index) == [2])
    #expect(series.cuts.map(\.reason) == [word])
    #expect(series.levels == [])
    #expect(!series.isConstant)
  }

  @Test func `Data that a number is not of does not cut it`() throws {
    let other = Self.findings(4.5) { $0.data[2].digest = "other" }
    #expect(try Self.series([Self.findings(4), Self.findings(4), other]).cuts == [])
  }

  @Test func `The page links, lists and tells`() throws {
    let files = try Self.page([4, 4, 4.5].map { Self.findings($0) })
    let page = try #require(files["history.html"])
    let reader = HTMLReader(page)
    #expect(reader.faults == [])
    #expect(reader.text.contains("8 numbers: 1 steps, 7 are the same in every report."))
    #expect(page.contains("steps from 4 to 4.5 in present report"))
    #expect(page.contains("href=\"index.html#table\""))
    #expect(
      files["index.html"]?.contains("<a href=\"history.html\">History over 2 baselines</a>") == true
    )
    for path in reader.values(of: "src") + reader.values(of: "href") where path.contains("history_")
    {
      #expect(files[path] != nil, "\(path)")
    }
    let csv = try #require(files["data/history_numbers.csv"])
    #expect(csv.split(separator: "\n").count == 1 + 8 * 3)
    #expect(csv.contains("present report,4.5,4.4375,4.5625,40,4.5,step"), "\(csv.prefix(600))")
  }

  @Test func `Without baselines there is no history and no link to it`() throws {
    let files = try render(Sample.small)
    #expect(files["history.html"] == nil)
    #expect(files["index.html"]?.contains("history.html") == false)
    let folder = try TemporaryDirectory()
    try folder.write(try Sample.small.encoded(), to: "findings.json")
    let baselines = Baselines(report: folder.path)
    try baselines.save(Baseline(name: "a"))
    #expect(try baselines.history(to: Sample.small) == nil)
    try baselines.save(Baseline(name: "b"))
    #expect(try baselines.history(to: Sample.small)?.names == ["a", "b", "present report"])
  }

  @Test func `Words from anywhere stay words`() throws {
    let hostile = "<script>\"&'</script>"
    let old = Self.findings(4) { $0.cells[6].title = hostile }
    let new = Self.findings(5) { findings in
      findings.cells[6].title = hostile
      findings.title = hostile
    }
    let history = ReportHistory(
      [
        .init(baseline: Baseline(name: "a", note: hostile, revision: hostile), findings: old),
        .init(baseline: Baseline(name: "b"), findings: old),
      ], present: new)
    let files = try Report.files(
      new, history: history, templates: .standard(), renderer: FlatRenderer())
    let page = try #require(files.first { $0.path == "history.html" })
    let text = String(decoding: page.bytes, as: UTF8.self)
    #expect(HTMLReader(text).faults == [])
    #expect(!text.contains("<script"))
  }
}
