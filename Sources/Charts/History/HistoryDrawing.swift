/// Draws a history: panels from left to right and top to bottom, each with a range of its own.
struct HistoryDrawing {
  static let plotHeight = 84.0

  let chart: HistoryChart
  let width: Double
  let measurer: any TextMeasurer
  private let xDomain: Domain

  init(_ chart: HistoryChart, width: Double, measurer: any TextMeasurer) {
    (self.chart, self.width, self.measurer) = (chart, width, measurer)
    let count = Double(chart.reports.count)
    var domain = Domain(bounds: 0.5...count + 0.5, isLogarithmic: false)
    domain.wantedTicks = chart.reports.indices.map { Double($0 + 1) }
    xDomain = domain
  }

  func scene() -> Scene {
    var page = Page(width: width, measurer: measurer, headline: chart.headline)
    page.addKey(key)
    page.addVerticalTitle(chart.y)
    let domains = chart.panels.map(verticalDomain)
    let ticks = domains.map {
      AxisMarks.verticalTicks($0, height: Self.plotHeight, wholeOnly: chart.y.isWhole)
    }
    let labels = ticks.map { AxisMarks.labelWidth($0.labelled, measurer) }.max() ?? 0
    let layout = PanelLayout(
      rows: [""], columns: chart.panels.map { $0.name.isEmpty ? " " : $0.name }, on: page,
      .init(
        left: labels + 8, right: 6, gap: labels + 18, minimumPlotWidth: 128,
        plotHeight: Self.plotHeight))
    page.elements += layout.headings
    for frame in layout.frames {
      page.elements.append(
        panel(chart.panels[frame.column], frame, domains[frame.column], ticks[frame.column]))
    }
    page.cursor = layout.bottom - 8
    page.addHorizontalTitle("report, from the oldest to the present", below: layout.extent)
    return page.finish(chart)
  }

  private var key: [KeyItem] {
    let hasIntervals = chart.panels.contains { $0.values.contains { $0.interval?.finite != nil } }
    let words = hasIntervals ? "estimate with \(chart.intervalName)" : "estimate"
    return [KeyItem(sample: .line(HistoryMarks.style, hasBand: false), name: words)]
      + item(HistoryMarks.levelStyle, "level with steps") { !$0.steps.isEmpty }
      + item(HistoryMarks.cutStyle, "not comparable") { !$0.cuts.isEmpty }
  }

  /// An entry for what some panel shows.
  private func item(
    _ style: SeriesStyle, _ name: String, _ isShown: (HistoryChart.Panel) -> Bool
  ) -> [KeyItem] {
    chart.panels.contains(where: isShown)
      ? [KeyItem(sample: .line(style, hasBand: false), name: name)] : []
  }

  private func verticalDomain(_ panel: HistoryChart.Panel) -> Domain {
    let values = panel.values.flatMap { value -> [Double] in
      guard let estimate = value.estimate.finite else { return [] }
      return [estimate] + (value.interval?.finite.map { [$0.low, $0.high] } ?? [])
    }
    var axis = chart.y
    axis.scaling = .linear
    return Domain(of: values, axis: axis, padding: 0.12, reachesZero: false)
  }

  private func panel(
    _ panel: HistoryChart.Panel, _ frame: PanelLayout.Frame, _ domain: Domain, _ vertical: LogTicks
  ) -> SceneElement {
    let plot = frame.plot
    guard panel.values.contains(where: { $0.estimate.finite != nil }) else {
      return emptyPanel("no data", plot)
    }
    let x = Scale(domain: xDomain, start: plot.x, end: plot.maxX)
    let y = Scale(domain: domain, start: plot.maxY, end: plot.y)
    let ticks = AxisMarks.horizontalTicks(
      xDomain, width: plot.width, wholeOnly: true, measurer: measurer)
    let marks = HistoryMarks(
      panel: panel, reports: chart.reports, x: x, y: y, plot: plot, measurer: measurer)
    return .group(
      "panel",
      [
        AxisMarks.vertical(vertical, y, in: plot, labelled: true),
        AxisMarks.horizontal(
          ticks, x, in: plot, gridded: false,
          labelledBy: frame.showsHorizontalLabels ? measurer : nil),
      ] + marks.elements())
  }
}
