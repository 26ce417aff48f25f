/// Draws distributions lying down, a row for each group, so that long names read.
struct DistributionDrawing {
  private var rowHeight: Double { 46 * chart.stretch }
  private static let inset = 6.0

  let chart: DistributionChart
  let width: Double
  let measurer: any TextMeasurer
  let domain: Domain

  init(_ chart: DistributionChart, width: Double, measurer: any TextMeasurer) {
    self.chart = chart
    self.width = width
    self.measurer = measurer
    domain = chart.domain
  }

  func scene() -> Scene {
    var page = Page(width: width, measurer: measurer, headline: chart.headline)
    let labels = chart.groups.map { measurer.width(of: $0.name, in: .label) }.max() ?? 0
    let isStacked = width < 480 && labels > 60
    let left = isStacked ? 2 : min(labels, page.inner * 0.3).rounded(.up) + 12
    let pitch = rowHeight + (isStacked ? 14 : 0)
    let measures = PanelLayout.Measures(
      left: left, right: 4, minimumPlotWidth: 140,
      plotHeight: pitch * Double(max(1, chart.groups.count)))
    let layout = PanelLayout(
      rows: chart.grid.rows, columns: chart.grid.columns, on: page, measures)
    let ticks = AxisMarks.horizontalTicks(
      domain, width: layout.plotWidth - 2 * Self.inset, wholeOnly: chart.axis.isWhole,
      measurer: measurer)
    page.elements += layout.headings
    for frame in layout.frames {
      page.elements.append(
        panel(frame, ticks, pitch: pitch, labelWidth: isStacked ? nil : left - 12))
    }
    page.cursor = layout.bottom - 8
    page.addHorizontalTitle(
      chart.axis.label + (domain.isLogarithmic ? ", log scale" : ""), below: layout.extent)
    page.addNotes(chart.notes)
    return page.finish(chart)
  }

  /// `labelWidth` is `nil` if the names stand above their rows.
  private func panel(
    _ frame: PanelLayout.Frame, _ ticks: LogTicks, pitch: Double, labelWidth: Double?
  ) -> SceneElement {
    let (plot, panel) = (frame.plot, chart.grid.panels[frame.row][frame.column])
    guard let samples = panel.content, !samples.isEmpty else { return absentPanel(panel, plot) }
    let scale = Scale(
      domain: domain, start: plot.x + Self.inset, end: plot.maxX - Self.inset)
    var marks = [
      AxisMarks.horizontal(
        ticks, scale, in: plot, gridded: true,
        labelledBy: frame.showsHorizontalLabels ? measurer : nil)
    ]
    for (index, (group, sample)) in zip(chart.groups, samples).enumerated() {
      let middle = plot.y + pitch * Double(index + 1) - rowHeight / 2
      let row = DistributionMarks(
        sample: sample, ink: Palette.ink(of: group.style), scale: scale, middle: middle,
        reach: rowHeight * 0.44)
      marks.append(
        .group(
          "group", tooltip: DistributionChart.words(group.name, sample),
          clip: chart.axis.domain == nil ? nil : plot, row.elements()))
      if labelWidth == nil || frame.isFirstInStrip {
        marks.append(label(group, plot, middle, labelWidth))
      }
    }
    return .group("panel", marks)
  }

  private func label(
    _ group: DistributionChart.Group, _ plot: Rect, _ middle: Double, _ labelWidth: Double?
  ) -> SceneElement {
    let ink = Palette.textInk(of: group.style)
    guard let labelWidth else {
      let text = measurer.fitted(group.name, in: .label, width: plot.width)
      return .text(
        text, at: Point(plot.x, middle - rowHeight / 2 - 1), font: .label, ink: ink)
    }
    let text = measurer.fitted(group.name, in: .label, width: labelWidth)
    return .text(
      text, at: Point(plot.x - 6, middle + Font.label.middle), .end, font: .label, ink: ink)
  }
}
