import Charts

/// Small charts of every kind, made of whole-number arithmetic so that every machine has the same data.
enum Samples {
  static let kinds = ["none", "simplified", "detailed"]

  static func style(_ index: Int) -> SeriesStyle {
    SeriesStyle(
      .ordinal(step: index, of: 3),
      dash: [SeriesStyle.Dash.solid, .dashed, .dashDotted][index])
  }

  /// A falling curve with a bump; 12 layers.
  static func values(_ kind: Int, _ panel: Int) -> [LineChart.Value] {
    (0..<12).map { layer in
      let base = 120 / Double(layer + 4 + 3 * kind) + Double((layer * 7 + panel * 5) % 4)
      return .init(
        x: Double(layer), y: base, interval: Interval(base * 0.875, base * 1.125 + 0.25))
    }
  }

  static func series(_ panel: Int) -> [LineChart.Series] {
    kinds.indices.map { .init(kinds[$0], style: style($0), values: values($0, panel)) }
  }

  static var lines: LineChart {
    var broken = series(1)
    broken[0].values[4].y = nil
    broken[0].values[6].y = .nan
    broken[1].values[5].interval = nil
    return LineChart(
      Headline("Norms fall with depth", subtitle: "Mean of 40 examples"),
      grid: PanelGrid(
        rowTitle: "model", rows: ["SmolLM2-135M", "Gemma 3 270M"], columnTitle: "projection",
        columns: ["q", "k", "v"],
        panels: [
          [.shown(series(0)), .shown(broken), .shown(series(2))],
          [.shown(series(3)), .absent(.notRun), .absent(.failed)],
        ]),
      x: Axis("layer", isWhole: true), y: Axis("nuclear norm", unit: "×10³"),
      intervalName: "95% bootstrap interval")
  }

  static var single: LineChart {
    LineChart(
      Headline("One panel"), grid: PanelGrid(single: series(0)), x: Axis("layer", isWhole: true),
      y: Axis("effective rank"))
  }

  private static func spectrum(_ kind: Int, _ panel: Int) -> SpectrumChart.Spectrum {
    let values = (1...100).map { (rank: Int) -> Double in
      1000 / Double(rank * rank * (kind + 1) + panel)
    }
    return .init(
      kinds[kind], style: style(kind), values: values,
      intervals: values.map { Interval($0 * 0.75, $0 * 1.25) })
  }

  static var spectrum: SpectrumChart {
    let panels: [Panel<[SpectrumChart.Spectrum]>] = (0..<2).map { panel in
      .shown([spectrum(0, panel), spectrum(1, panel)])
    }
    return SpectrumChart(
      Headline("Spectra fall off"),
      grid: PanelGrid(columnTitle: "projection", columns: ["q", "k"], panels: [panels]))
  }

  private static func sample(_ kind: Int) -> DistributionChart.Sample {
    let share = Double(kind + 1)
    let values = (0..<24).map { (index: Int) -> Double in
      Double((index * 37) % 24 + (index * 11) % 7) / share
    }
    return .init(values, interval: Interval(11 / share, 16 / share))
  }

  static var distribution: DistributionChart {
    DistributionChart(
      Headline("Differences shrink", subtitle: "One dot an example"),
      groups: kinds.indices.map { .init(kinds[$0], style: style($0)) },
      grid: PanelGrid(
        columnTitle: "projection", columns: ["q", "k"],
        panels: [
          [
            .shown([sample(0), sample(1), sample(2)]),
            .shown([sample(1), .init([2, 2]), .init([.nan])]),
          ]
        ]), axis: Axis("mean absolute difference"))
  }

  private static func cells(_ panel: Int) -> HeatMap.Cells {
    (0..<4).map { (row: Int) -> [Double?] in
      (0..<6).map { (column: Int) -> Double? in
        if row == 2 && column == 3 { return nil }
        return Double((row * 5 + column * 3 + panel) % 11) / 2 - 1.5
      }
    }
  }

  static func heat(_ ramp: ColorRamp) -> HeatMap {
    HeatMap(
      Headline("Early layers carry most"),
      grid: PanelGrid(
        columnTitle: "data", columns: ["none", "detailed"],
        panels: [[.shown(cells(0)), .shown(cells(1))]]), xTitle: "layer",
      xLabels: (0..<6).map { String($0) }, yTitle: "projection", yLabels: ["q", "k", "v", "o"],
      quantity: Axis("change"), ramp: ramp)
  }

  /// Bars of four parts, of which the last has nothing in one bar and is not known in another.
  static var stacks: StackedChart {
    StackedChart(
      Headline("Code grows, instructions shrink", subtitle: "Rows by round"),
      parts: ["math", "code", "reasoning", "instruction"].enumerated().map {
        .init($1, style: SeriesStyle(.hue($0)))
      }, barTitle: "round", bars: ["start", "round 1", "the last of all rounds"],
      grid: PanelGrid(
        columnTitle: "m", columns: ["0.15", "0.3"],
        panels: [
          [
            .shown([[24, 20, 12, 24], [24, 23, 12, 0], [23, 26, 2, nil]]),
            .shown([[24, 20, 12, 24], [20, 26, 12, 21], [16, 34, 12, 19]]),
          ]
        ]), axis: Axis("Rows", isWhole: true))
  }

  static var forest: ForestPlot {
    ForestPlot(
      Headline("Three of seven differ", subtitle: "detailed − none"),
      groups: [
        .init(
          "SmolLM2-135M",
          rows: [
            .init("q projection", .estimate(-1.52, Interval(-1.93, -1.1), .changed)),
            .init("k projection", .estimate(-0.5, Interval(-0.75, -0.25), .improved)),
            .init("v projection", .estimate(0.9, Interval(0.5, 1.3), .regressed)),
            .init("o projection", .estimate(0.05, Interval(-0.1, 0.2), .equivalent)),
          ]),
        .init(
          "Gemma 3 270M",
          rows: [
            .init("q projection", .estimate(-0.3, Interval(-1, 0.5), .inconclusive)),
            .init("k projection", .absent("not run")),
            .init(
              "difference of neighbouring layers' effective ranks, all projections",
              .estimate(1.25, Interval(0.25, 9), .changed)),
          ]),
      ], axis: Axis("difference", domain: -2.5...2.5), tolerance: Interval(-0.25, 0.25))
  }

  /// All of them with a name for files and ids.
  static var all: [(name: String, chart: any Chart)] {
    [
      ("lines", lines), ("single", single), ("spectrum", spectrum),
      ("distribution", distribution), ("heat", heat(.sequential)),
      ("heat-diverging", heat(.diverging)), ("forest", forest), ("similarity", similarity),
      ("similarity-gap", similarityWithGap), ("depth", depth), ("sizes", sizes),
      ("contrast", contrast), ("stacks", stacks),
    ]
  }
}
