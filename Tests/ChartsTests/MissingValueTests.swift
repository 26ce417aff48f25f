import Testing

@testable import Charts

@Suite struct MissingValueTests {
  let measurer = FixedMeasurer()

  /// Traps inside `Scene` would end the test; words must not slip through either.
  private func expectClean(_ chart: some Chart) {
    for width in [360.0, 760] {
      let scene = chart.scene(width: width, measurer: measurer)
      let text =
        scene.dump + SVGRenderer.svg(scene, id: "c") + chart.table.csv
        + chart.table.rows.joined().joined() + chart.spokenDescription
      for word in ["nan", "inf", "-0 ", "-0\"", "Optional", "nil"] {
        #expect(!text.contains(word), "\(word) in \(chart.headline.title)")
      }
    }
  }

  private static let odd: [Double?] = [nil, .nan, .infinity, -.infinity, .signalingNaN]

  private func lines(_ values: [LineChart.Value], y: Axis = Axis("norm")) -> LineChart {
    LineChart(
      Headline("t"),
      grid: PanelGrid(single: [.init("s", style: SeriesStyle(.hue(0)), values: values)]),
      x: Axis("x"), y: y)
  }

  @Test func `A missing value leaves a gap`() {
    let values = [1, 2, .nan, 4, 5, 6].enumerated().map {
      LineChart.Value(x: Double($0), y: $1, interval: Interval($1 - 1, $1 + 1))
    }
    let dump = lines(values).scene(width: 400, measurer: measurer).dump
    let line = dump.split(separator: "\n").first { $0.contains("line ") && $0.contains(" 1.75") }
    #expect(line?.contains(" | ") == true)
    #expect(dump.split(separator: "\n").filter { $0.contains("outline") }.count == 2)
    expectClean(lines(values))
  }

  @Test(arguments: odd) func `Odd numbers never reach the output`(odd: Double?) {
    let number = odd ?? .nan
    expectClean(lines([.init(x: 0, y: odd), .init(x: 1, y: 2, interval: Interval(3, number))]))
    expectClean(lines([.init(x: number, y: 1), .init(x: 1, y: 2)]))
    expectClean(lines([.init(x: 0, y: odd)]))
    expectClean(
      SpectrumChart(
        Headline("t"),
        grid: PanelGrid(single: [.init("s", style: SeriesStyle(.hue(0)), values: [number, 2, 0])])))
    expectClean(
      DistributionChart(
        Headline("t"), groups: [.init("g", style: SeriesStyle(.hue(0)))],
        grid: PanelGrid(single: [.init([number, 1, 2, 5], interval: Interval(number, 2))]),
        axis: Axis("v")))
    expectClean(
      HeatMap(
        Headline("t"), grid: PanelGrid(single: [[odd, 1], [odd, odd]]), xTitle: "x",
        xLabels: ["a", "b"], yTitle: "y", yLabels: ["c", "d"], quantity: Axis("q")))
    expectClean(
      ForestPlot(
        Headline("t"),
        groups: [
          .init(rows: [
            .init("a", .estimate(number, Interval(0, 1), .changed)),
            .init("b", .estimate(1, Interval(number, 2), .changed)),
          ])
        ], axis: Axis("d")))
  }

  @Test(arguments: odd) func `A similarity that is missing is a labelled gap`(odd: Double?) {
    func chart(
      _ values: [[Double?]], _ measure: SimilarityMatrix.Measure, _ tree: Dendrogram? = nil
    ) -> SimilarityMatrix {
      let items = values.indices.map {
        SimilarityMatrix.Item("m\($0)", style: SeriesStyle(.hue($0)), group: "f\($0 / 2)")
      }
      return SimilarityMatrix(
        Headline("t"), items: items, values: values, tree: tree, quantity: "q", measure: measure)
    }
    let gap: [[Double?]] = [[1, odd, 0.5], [odd, odd, odd], [0.5, odd, 1]]
    let tree = Dendrogram(
      leaves: [0, 2], merges: [.init(0, 1, height: odd ?? 0.5)], order: [1, 0])
    for measure in [SimilarityMatrix.Measure.correlation, .distance] {
      expectClean(chart(gap, measure, tree))
      let dump = chart(gap, measure).scene(width: 760, measurer: measurer).dump
      #expect(dump.contains("text “missing”") && dump.contains("cell “m1 and m1: missing”"))
      #expect(chart(gap, measure).spokenDescription.hasSuffix("No data: m1."))
      expectClean(chart([[odd]], measure))
      expectClean(chart([], measure))
      expectClean(chart([[0, 0, 0], [0, 0, 0], [0, 0, 0]], measure))
      expectClean(chart([[1, 1], [1, 1]], measure))
      expectClean(chart([[0, 1e-300], [1e-300, 0]], measure))
      expectClean(chart([[0, 1e300], [1e300, 0]], measure))
    }
    expectClean(chart([[odd, odd], [odd, odd]], .distance))
  }

  @Test(arguments: odd) func `References and sizes that cannot be drawn are left out`(odd: Double?)
  {
    var chart = lines([.init(x: 1, y: 2, interval: Interval(1, odd ?? .nan)), .init(x: 5, y: 3)])
    chart.references = [.init(odd ?? .nan, name: "odd"), .init(0, name: "none")]
    chart.intervals = .whiskers
    chart.x = .parameters([odd ?? 0, 1, 5, -3])
    expectClean(chart)
    #expect(chart.scene(width: 400, measurer: measurer).dump.contains("text “none”"))
    chart.y.scaling = .logarithmic
    #expect(!chart.scene(width: 400, measurer: measurer).dump.contains("text “none”"))
    expectClean(chart)
  }

  @Test func `No data at all still makes a chart that says so`() {
    let empty = lines([])
    #expect(empty.scene(width: 400, measurer: measurer).dump.contains("text “no data”"))
    expectClean(empty)
    expectClean(LineChart(Headline("t"), grid: PanelGrid(single: []), x: Axis("x"), y: Axis("y")))
    expectClean(ForestPlot(Headline("t"), groups: [], axis: Axis("d")))
    expectClean(
      HeatMap(
        Headline("t"), grid: PanelGrid(single: []), xTitle: "x", xLabels: [], yTitle: "y",
        yLabels: [], quantity: Axis("q")))
    expectClean(
      DistributionChart(Headline("t"), groups: [], grid: PanelGrid(single: []), axis: Axis("v")))
  }

  @Test func `A panel that did not run says so`() {
    let dump = Samples.lines.scene(width: 760, measurer: measurer).dump
    #expect(dump.contains("text “not run”") && dump.contains("text “failed”"))
    #expect(Samples.lines.spokenDescription.contains("Gemma 3 270M, k: not run."))
  }

  @Test func `A logarithmic axis counts what it cannot show`() {
    let chart = lines(
      [.init(x: 0, y: 0), .init(x: 1, y: 5), .init(x: 2, y: -1), .init(x: 3, y: 7)],
      y: Axis("norm", scaling: .logarithmic))
    let dump = chart.scene(width: 760, measurer: measurer).dump
    #expect(dump.contains("2 values at or below 0 cannot be shown on a logarithmic axis."))
    expectClean(chart)
  }

  @Test func `Awkward magnitudes draw`() {
    for low in TickTests.awkward {
      for high in TickTests.awkward {
        _ = lines([.init(x: low, y: low), .init(x: high, y: high)])
          .scene(width: 300, measurer: measurer)
      }
    }
  }
}
