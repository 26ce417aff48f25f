import Experiments
import JSONTree
import Testing

@testable import Exports

@Suite struct TidyTests {
  private func lines(_ findings: Findings) throws -> [JSONValue] {
    let file = try text(export(findings, [.jsonl])["sample/sample.jsonl"])
    return try file.split(separator: "\n").map { try JSONDocument(Array($0.utf8)).root.value }
  }

  @Test func thereIsARowForEachNumber() throws {
    let counts = Dictionary(grouping: try lines(Sample.findings())) { $0["cell"]?.string ?? "" }
      .mapValues(\.count)
    // Curves of 3 and 2 places; a median and 3 examples; 2 × 3 fields; 1 pair; a difference and its two
    // means; the same and a row without numbers; 2 × 2 fields.
    #expect(
      counts == [
        "lines": 5, "values": 4, "grid": 6, "matrix": 1, "forest": 3, "claim": 4, "table": 4,
      ])
  }

  @Test func numbersKeepTheirPlaceIntervalAndNames() throws {
    let row = try #require(try lines(Sample.findings([Sample.lines])).first)
    #expect(row["coordinate"] == "layer" && row["position"]?.double == 0)
    #expect(row["value"]?.double == 3 && row["lower"]?.double == 2.5 && row["level"] == 0.95)
    #expect(row["family"] == "Family" && row["size"] == "135M" && row["data_kind"] == "reasoning")
    #expect(row["panel_column"] == "q" && row["panel_row"] == .null)
  }

  @Test func labelsOfDataSetsBecomeTheirNames() throws {
    let rows = try lines(Sample.findings([Sample.table]))
    #expect(rows.map { $0["data"] } == ["none", "none", "detailed", "detailed"])
    #expect(rows.map { $0["model"] } == ["m_1", "m_2", "m_1", "m_2"])
  }

  @Test func missingIsEmptyAndNullAndNeverAWord() throws {
    let files = try export(Sample.findings(), [.csv, .jsonl])
    for (path, bytes) in files {
      #expect(!(try text(bytes).lowercased().contains("nan")), "\(path)")
    }
    let missing = try lines(Sample.findings([Sample.lines])).filter { $0["value"] == .null }
    #expect(missing.count == 1)
  }

  @Test func eachLineHasTheFieldsOfTheHeader() throws {
    let csv = try text(export(Sample.findings(), [.csv])["sample/sample.csv"])
    let lines = csv.split(separator: "\n")
    // No text of the sample has commas.
    let counts = Set(lines.map { $0.filter { $0 == "," }.count })
    #expect(counts.count == 1)
    #expect(lines.count == 1 + 27)
  }

  @Test(arguments: ["=1+1", "+a", "-a", "@a", "\ta", "NA", "None", "null"])
  func whatIsNotReadAsTextIsGuarded(_ name: String) {
    #expect(TidyTable.guarded(name) == "'" + name)
  }

  @Test(arguments: ["none", "a=b", "q", "", "O'Hara", "Nancy"])
  func otherTextStaysAsItIs(_ name: String) {
    #expect(TidyTable.guarded(name) == name)
  }
}
