import Diagnostics
import Experiments
import TestSupport
import Testing

@testable import Reports

@Suite struct CheckTests {
  private static func words(_ cells: [CellFinding]) -> String? {
    problem { try FindingsCheck.check(Sample.findings(cells)) }?.description
  }

  private static func chart(_ body: ChartFinding.Body) -> CellFinding {
    var chart = Sample.lines
    chart.body = body
    return Sample.cell("a", "A", .chart(chart))
  }

  private static func panels<Content>(_ panels: [[Content?]]) -> PanelsFinding<Content> {
    PanelsFinding(rowTitle: "", rows: [""], columnTitle: "", columns: [""], panels: panels)
  }

  @Test func `Findings of every kind pass`() throws {
    try FindingsCheck.check(Sample.small)
    try FindingsCheck.check(Sample.large)
  }

  @Test(arguments: ["", "A", "../a", "a b", "a_b", "ä", String(repeating: "a", count: 201)])
  func `An id that is no address is a problem`(_ id: String) {
    #expect(
      Self.words([Sample.cell("b", "B", .nothing), Sample.cell(id, "A", .nothing)]) == """
        The findings are damaged: a cell's id is no address.
          at: /cells/1
          expected: small letters, digits and dashes
          found: '\(id)'
          to fix it: Run the experiment again.
        """)
  }

  @Test func `Two cells with one id are a problem`() {
    let cell = Sample.cell("a", "A", .nothing)
    #expect(Self.words([cell, cell])?.contains("two cells have one id") == true)
  }

  @Test func `Counts that differ are a problem`() {
    var series = SeriesFinding(
      name: "", identity: Identity(), x: [0, 1], value: [1, 2], lower: [1, 2], upper: [1, 2], n: 2)
    series.upper = [1]
    let heat = HeatFinding(
      xTitle: "", x: ["0", "1"], yTitle: "", y: ["a"], values: [[1]], n: 1)
    var table = Sample.table
    table.cells[0][0].removeLast()
    let damaged: [(CellFinding, String, String)] = [
      (Self.chart(.lines(Self.panels([[[series]]]))), "2 upper ends of intervals", "1"),
      (Self.chart(.lines(Self.panels([]))), "1 rows of panels", "0"),
      (Self.chart(.distributions(Self.panels([[]]))), "1 panels in a row", "0"),
      (Self.chart(.heat(Self.panels([[heat]]))), "2 values in a row", "1"),
      (Sample.cell("a", "A", .table(table)), "2 estimates in a field", "1"),
    ]
    for (cell, expected, found) in damaged {
      #expect(
        Self.words([cell]) == """
          The findings are damaged: counts differ.
            at: /cells/0
            expected: \(expected)
            found: \(found)
            to fix it: Run the experiment again.
          """)
    }
  }

  @Test func `A spectrum that leaves out ranks is a problem`() {
    let series = SeriesFinding(
      name: "", identity: Identity(), x: [1, 3], value: [1, 2], lower: [1, 2], upper: [1, 2], n: 2)
    #expect(
      Self.words([Self.chart(.spectra(Self.panels([[[series]]])))]) == """
        The findings are damaged: a spectrum leaves out ranks.
          at: /cells/0
          expected: rank 2
          found: rank 3.0
          to fix it: Run the experiment again.
        """)
  }

  @Test func `A chart without panels is a problem`() {
    let panels = PanelsFinding<[SeriesFinding]>(
      rowTitle: "", rows: [], columnTitle: "", columns: [""], panels: [])
    #expect(Self.words([Self.chart(.lines(panels))])?.contains("a chart has no panels") == true)
  }
}
