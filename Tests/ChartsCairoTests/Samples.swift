import Charts

/// A few charts that use every kind of mark.
enum Samples {
  static var lines: LineChart {
    let series = (0..<3).map { kind -> LineChart.Series in
      let values = (0..<20).map { layer -> LineChart.Value in
        let value = 90 / Double(layer + 3 * kind + 3)
        return .init(
          x: Double(layer), y: layer == 7 ? nil : value,
          interval: Interval(value * 0.875, value * 1.125))
      }
      return .init(
        ["none", "simplified", "detailed"][kind],
        style: SeriesStyle(.hue(kind), dash: .dashed, marker: .circle), values: values)
    }
    return LineChart(
      Headline("σ₁ falls with depth", subtitle: "‖G‖ in 10⁻³, ρ → ∞, שלום, 😀"),
      grid: PanelGrid(columns: ["q", "k"], panels: [[.shown(series), .absent(.notRun)]]),
      x: Axis("layer", isWhole: true), y: Axis("σ₁", domain: 0...25))
  }

  static var heat: HeatMap {
    HeatMap(
      Headline("Change by task"),
      grid: PanelGrid(single: [[1, -2, nil, 0.5, 1, 2, 3, 4], [0, 1, 3, 2, -1, -2, -3, 0]]),
      xTitle: "evaluated on",
      xLabels: (0..<8).map { "a rather long task name, number \($0)" }, yTitle: "trained on",
      yLabels: ["arithmetic", "algebra"], quantity: Axis("Δ"), ramp: .diverging)
  }

  static var forest: ForestPlot {
    ForestPlot(
      Headline("One of two differs"),
      groups: [
        .init(
          "Gemma 3",
          rows: [
            .init("q", .estimate(-1.52, Interval(-1.93, -1.1), .changed)),
            .init("k", .estimate(0.1, Interval(-0.4, 0.5), .inconclusive)),
          ])
      ], axis: Axis("difference"), tolerance: Interval(-0.2, 0.2))
  }

  static func scenes(_ measurer: any TextMeasurer) -> [Scene] {
    let charts: [any Chart] = [lines, heat, forest]
    return charts.map { $0.scene(width: 420, measurer: measurer) }
  }
}
