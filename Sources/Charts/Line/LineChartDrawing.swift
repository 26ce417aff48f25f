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
      page.addKey(series.map { item(for: $0) } + referenceItems)
    } else {
      page.addKey(referenceItems)
    }
    page.addVerticalTitle(
      chart.y, note: yDomains.contains(where: \.isLogarithmic) ? "log scale" : nil)
    let layout = PanelLayout(
      rows: chart.grid.rows, columns: chart.grid.columns, on: page, plan.measures)
    page.elements += layout.headings
    let ticks = AxisMarks.horizontalTicks(
      xDomain, width: layout.plotWidth - 2 * inset, wholeOnly: chart.x.isWhole,
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

  private func item(for series: LineChart.Series) -> KeyItem {
    let hasBand = chart.hasBands && chart.intervals == .bands
    return .init(sample: .line(series.style, hasBand: hasBand), name: series.name)
  }

  /// What reference lines mean, each name once.
  private var referenceItems: [KeyItem] {
    let isLogarithmic = yDomains.allSatisfy(\.isLogarithmic)
    return chart.references(isLogarithmic: isLogarithmic).reduce(into: []) { items, reference in
      let item = KeyItem(sample: .reference, name: reference.name)
      if !reference.name.isEmpty, !items.contains(item) { items.append(item) }
    }
  }

  /// Room between the frame of a plot and its first and last value.
  var inset: Double { chart.intervals == .whiskers ? 9 : 5 }

  private func panel(
    _ frame: PanelLayout.Frame, _ ticks: LogTicks, labelled: Bool
  ) -> SceneElement {
    let plot = frame.plot
    guard let content = chart.grid.panels[frame.row][frame.column].content else {
      return absentPanel(chart.grid.panels[frame.row][frame.column], plot)
    }
    let x = Scale(domain: xDomain, start: plot.x + inset, end: plot.maxX - inset)
    let y = Scale(domain: yDomains[frame.row], start: plot.maxY, end: plot.y)
    let all = content.enumerated().map { place, series in
      SeriesMarks(
        series: series, x: x, y: y, intervals: chart.intervals,
        shift: shift(place, of: content.count, in: plot))
    }
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
    marks += referenceLines(y, plot)
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

  /// How far to the right of its place a series stands among those of its panel: whiskers need room.
  private func shift(_ place: Int, of count: Int, in plot: Rect) -> Double {
    guard chart.intervals == .whiskers, count > 1 else { return 0 }
    let step = min(5, 2 * inset / Double(count - 1))
    return (Double(place) - Double(count - 1) / 2) * step
  }

  private func referenceLines(_ y: Scale, _ plot: Rect) -> [SceneElement] {
    chart.references(isLogarithmic: y.domain.isLogarithmic)
      .filter { y.domain.bounds.contains($0.value) }
      .map { reference in
        let level = y.position(of: reference.value)
        return .group(
          "reference", tooltip: reference.name.isEmpty ? nil : reference.name,
          [.line([Point(plot.x, level), Point(plot.maxX, level)], .stroke(.muted, 1))])
      }
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
