import Charts
import Testing

@Suite struct HistoryChartTests {
  private static let chart = HistoryChart(
    Headline("Norm over reports"), reports: ["v1", "v2", "v3", "present"],
    panels: [
      .init(
        "steady",
        values: [3, 3.1, 2.9, 3].map { HistoryChart.Value($0, interval: Interval($0 - 1, $0 + 1)) }),
      .init(
        "steps", values: [1, 1, 4, 4].map { HistoryChart.Value($0) },
        levels: [.init(0..<2, value: 1, isStep: false), .init(2..<4, value: 4, isStep: true)]),
      .init(
        "cut", values: [2, nil, 8, 9].map { HistoryChart.Value($0) },
        cuts: [.init(before: 2, reason: "data and model")]),
      .init("empty", values: [nil, nil, nil, nil].map { HistoryChart.Value($0) }),
    ], y: Axis("Norm", unit: "nat"), intervalName: "95 % interval")

  @Test(arguments: [760.0, 360]) func `A history keeps its scene`(_ width: Double) throws {
    let scene = Self.chart.scene(width: width, measurer: FixedMeasurer())
    try expectSnapshot(scene.dump, "history-\(Int(width)).txt")
  }

  @Test func `A history keeps its table`() throws {
    try expectSnapshot(Self.chart.table.csv, "history.csv")
  }

  @Test func `A history is told`() {
    #expect(
      Self.chart.spokenDescription == """
        Norm (nat) over 4 reports. steady: from 3 in v1 to 3 in present. steps: from 1 in v1 to 4 in present; \
        steps to 4 in v3. cut: from 2 in v1 to 9 in present; not comparable with what was before v3: data and \
        model. empty: no data.
        """)
  }

  @Test func `Values and reports that do not match trap`() async {
    await #expect(processExitsWith: .failure) {
      _ = HistoryChart(
        Headline(""), reports: ["a", "b"], panels: [.init("x", values: [.init(1)])], y: Axis(""),
        intervalName: "")
    }
  }
}
