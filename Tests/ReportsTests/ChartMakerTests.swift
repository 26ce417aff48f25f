import Charts
import Experiments
import Testing

@testable import Reports

@Suite struct ChartMakerTests {
  private static func chart(_ finding: ChartFinding) -> any Chart {
    ChartMaker(Sample.small).chart(finding, headline: Headline("T"))
  }

  @Test func `Curves keep gaps, intervals and names`() throws {
    let chart = try #require(Self.chart(Sample.lines) as? LineChart)
    let series = try #require(chart.grid.panels[0][0].content)
    #expect(series.map(\.name) == ["none", "detailed"])
    #expect(series[0].values[1] == .init(x: 1, y: 2.5, interval: Interval(2.25, 2.75)))
    #expect(series[0].values[2] == .init(x: 2, y: nil))
    #expect(series[1].style == SeriesStyle(.ordinal(step: 2, of: 3)))
    #expect(chart.grid.panels[0][1] == .absent(.notRun))
    #expect(chart.intervalName == "95\u{A0}% bootstrap interval")
    #expect(chart.y == Axis("Nuclear norm", unit: "nat"))
  }

  @Test(arguments: [
    ("layer", Axis("layer", scaling: .linear, isWhole: true)),
    ("relative depth", .relativeDepth), ("parameters", .parameters([0, 1, 2, 3])),
    ("training tokens", Axis("training tokens", scaling: .linear, numbers: .counts)),
    ("response tokens", Axis("response tokens", isWhole: true)),
  ])
  func `Each horizontal axis is what it runs over`(_ name: String, _ axis: Axis) {
    var finding = Sample.lines
    finding.x = name
    #expect((Self.chart(finding) as? LineChart)?.x == axis)
    #expect(finding.subtitle == "Nuclear norm (nat) by \(name)")
  }

  @Test func `A group without a sample in a panel has none there`() throws {
    let chart = try #require(Self.chart(Sample.distributions) as? DistributionChart)
    #expect(chart.groups.map(\.name) == ["none", "detailed"])
    #expect(chart.grid.panels[0][1].content?[0] == .init([]))
    #expect(chart.grid.panels[0][1].content?[1].values == [1, 1.5, 2])
  }

  @Test func `Grids of different sizes share labels, and similarities have a middle`() throws {
    let chart = try #require(Self.chart(Sample.heat) as? HeatMap)
    #expect(chart.xLabels == ["0", "1", "2"])
    #expect(chart.yLabels == ["none", "detailed"])
    #expect(chart.grid.panels[1][0].content == [[0.25, 0.5, nil], [nil, nil, nil]])
    #expect(chart.ramp == .diverging)
    var norm = Sample.heat
    norm.quantity = Sample.norm
    #expect((Self.chart(norm) as? HeatMap)?.ramp == .sequential)
  }

  @Test func `Spectra are divided by the first value where they ask for it`() throws {
    let chart = try #require(Self.chart(Sample.spectra) as? SpectrumChart)
    #expect(chart.lines.grid.panels[0][0].content?[0].values.map(\.y) == [1, 0.5, 0.25, 0.125])
  }

  @Test(arguments: [
    ("neutral", [ForestPlot.Verdict.changed, .changed]), ("higher", [.improved, .regressed]),
    ("lower", [.regressed, .improved]),
  ])
  func `Whether a difference is good depends on the metric`(
    _ direction: String, _ verdicts: [ForestPlot.Verdict]
  ) throws {
    var finding = Sample.forest
    finding.quantity?.direction = direction
    let chart = try #require(Self.chart(finding) as? ForestPlot)
    let outcomes = chart.groups[0].rows.map(\.outcome)
    #expect(outcomes[0] == .estimate(1.25, Interval(0.75, 1.75), verdicts[0]))
    #expect(outcomes[1] == .estimate(-0.75, Interval(-1.25, -0.25), verdicts[1]))
    #expect(outcomes[2] == .estimate(0.125, Interval(-0.375, 0.625), .inconclusive))
    #expect(outcomes[3] == .absent("not measured"))
  }

  @Test func `A log ratio has no unit, and an estimate alone is not drawn as certain`() throws {
    var finding = Sample.forest
    finding.x = "log ratio"
    finding.body = .forest([
      ForestGroupFinding(
        heading: "",
        rows: [
          DifferenceFinding(
            label: "q", identity: Identity(), reference: "",
            difference: EstimateFinding(value: 1, lower: nil, upper: nil, n: 1), value: nil,
            referenceValue: nil, isPaired: false, pValue: nil, minimumPValue: nil,
            verdict: "inconclusive", problem: nil)
        ])
    ])
    let chart = try #require(Self.chart(finding) as? ForestPlot)
    #expect(chart.axis == Axis("Nuclear norm, log ratio", scaling: .linear))
    #expect(chart.groups[0].rows[0].outcome == .absent("no interval"))
    #expect(finding.subtitle == "Log ratio of nuclear norm")
  }
}
