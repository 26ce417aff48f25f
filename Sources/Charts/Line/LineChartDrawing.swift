/// Draws a line chart: measures first, then panels from left to right and top to bottom.
struct LineChartDrawing {
  let chart: LineChart
  let measurer: any TextMeasurer
  let width: Double
  let xDomain: Domain
  let yDomains: [Domain]
  let series: [LineChart.Series]

  init(_ chart: LineChart, width: Double, measurer: any TextMeasurer) {
    self.chart = chart
    self.measurer = measurer
    self.width = width
    xDomain = chart.horizontalDomain
    yDomains = chart.verticalDomains
    series = chart.distinctSeries
  }

  func scene() -> Scene {
    var page = Page(width: width, measurer: measurer, headline: chart.headline)
    let plan = plan(on: page)
    if plan.hasKey {
      page.addKey(
        series.map { .init(sample: .line($0.style, hasBand: chart.hasBands), name: $0.name) })
    }
    page.addVerticalTitle(
      chart.y, note: yDomains.contains(where: \.isLogarithmic) ? "log scale" : nil)
    let layout = PanelLayout(
      rows: chart.grid.rows, columns: chart.grid.columns, on: page, plan.measures)
    page.elements += layout.headings
    let ticks = AxisMarks.horizontalTicks(
      xDomain, width: layout.plotWidth - 2 * Self.inset, wholeOnly: chart.x.isWhole,
      measurer: measurer)
    for frame in layout.frames {
      page.elements.append(panel(frame, ticks, labelled: plan.isDirect && frame.isLastInStrip))
    }
    page.cursor = layout.bottom - 8
    page.addHorizontalTitle(
      chart.x.label + (xDomain.isLogarithmic ? ", log scale" : ""), below: layout.extent)
    page.addNotes(chart.notes(xDomain, yDomains))
    return page.finish(chart)
  }

  /// Room between the frame of a plot and its first and last value.
  static let inset = 5.0

  private func panel(
    _ frame: PanelLayout.Frame, _ ticks: LogTicks, labelled: Bool
  ) -> SceneElement {
    let plot = frame.plot
    guard let content = chart.grid.panels[frame.row][frame.column].content else {
      return absentPanel(chart.grid.panels[frame.row][frame.column], plot)
    }
    let x = Scale(domain: xDomain, start: plot.x + Self.inset, end: plot.maxX - Self.inset)
    let y = Scale(domain: yDomains[frame.row], start: plot.maxY, end: plot.y)
    let all = content.map { SeriesMarks(series: $0, x: x, y: y) }
    guard all.contains(where: { $0.end != nil }) else { return emptyPanel("no data", plot) }
    let vertical = AxisMarks.verticalTicks(
      y.domain, height: plot.height, wholeOnly: chart.y.isWhole)
    var marks = [
      AxisMarks.vertical(vertical, y, in: plot, labelled: frame.isFirstInStrip),
      AxisMarks.horizontal(
        ticks, x, in: plot, gridded: xDomain.isLogarithmic,
        labelledBy: frame.showsHorizontalLabels ? measurer : nil),
    ]
    if let zero = zeroLine(y, plot) { marks.append(zero) }
    let clip = chart.x.domain == nil && chart.y.domain == nil ? nil : plot
    marks.append(.group("bands", clip: clip, all.flatMap { $0.bands() }))
    marks += all.map { .group("series", tooltip: $0.series.name, clip: clip, $0.lines()) }
    if labelled {
      marks += DirectLabels(
        all.filter { $0.series.style.color != .context }, beside: plot, measurer: measurer
      ).elements()
    }
    marks += HoverColumns(marks: all, plot: plot, axis: chart.x).elements()
    return .group("panel", marks)
  }

  private func zeroLine(_ y: Scale, _ plot: Rect) -> SceneElement? {
    let bounds = y.domain.bounds
    guard !y.domain.isLogarithmic, bounds.lowerBound < 0, bounds.upperBound > 0 else { return nil }
    let zero = y.position(of: 0)
    return .line([Point(plot.x, zero), Point(plot.maxX, zero)], .stroke(.axis))
  }
}

/// A panel that says why it shows nothing.
func absentPanel<Content>(_ panel: Panel<Content>, _ plot: Rect) -> SceneElement {
  guard case .absent(let absence) = panel else { return emptyPanel("no data", plot) }
  return emptyPanel(absence.rawValue, plot)
}

func emptyPanel(_ words: String, _ plot: Rect) -> SceneElement {
  .group(
    "panel-empty",
    [
      .rect(plot, .fill(.shade)),
      .text(
        words, at: Point(plot.midX, plot.midY + Font.label.middle), .middle, font: .label,
        ink: .muted),
    ])
}
