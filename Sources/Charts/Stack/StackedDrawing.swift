/// Draws stacked bars lying down, so that the names of bars read, with the number of each segment that has
/// room for it and the sum at the end of each bar.
struct StackedDrawing {
  private var pitch: Double { 26 * chart.stretch }
  private var thickness: Double { 17 * chart.stretch }

  let chart: StackedChart
  let width: Double
  let measurer: any TextMeasurer

  init(_ chart: StackedChart, width: Double, measurer: any TextMeasurer) {
    (self.chart, self.width, self.measurer) = (chart, width, measurer)
  }

  func scene() -> Scene {
    var page = Page(width: width, measurer: measurer, headline: chart.headline)
    page.addKey(chart.parts.map { KeyItem(sample: .swatch($0.style), name: $0.name) })
    let labels = chart.bars.map { measurer.width(of: $0, in: .label) }.max() ?? 0
    let isNarrow = width < 480 && labels > 90
    let left = isNarrow ? 2 : min(labels, page.inner * 0.35).rounded(.up) + 12
    let rowHeight = pitch + (isNarrow ? 14 : 0)
    let sums =
      chart.grid.shown.joined().map { total in
        measurer.width(of: NumberText.significant(StackedChart.total(total)), in: .label)
      }.max() ?? 0
    let measures = PanelLayout.Measures(
      left: left, right: sums.rounded(.up) + 8, gap: sums.rounded(.up) + 24,
      minimumPlotWidth: 150, plotHeight: rowHeight * Double(max(1, chart.bars.count)) + 4)
    let layout = PanelLayout(
      rows: chart.grid.rows, columns: chart.grid.columns, on: page, measures)
    let domain = chart.domain
    let ticks = AxisMarks.horizontalTicks(
      domain, width: layout.plotWidth, wholeOnly: chart.axis.isWhole, measurer: measurer)
    page.elements += layout.headings
    for frame in layout.frames {
      page.elements.append(
        panel(
          frame, ticks, domain, rowHeight: rowHeight, labelWidth: isNarrow ? nil : left - 12))
    }
    page.cursor = layout.bottom - 8
    page.addHorizontalTitle(chart.axis.label, below: layout.extent)
    return page.finish(chart)
  }

  /// `labelWidth` is `nil` if the names stand above their bars.
  private func panel(
    _ frame: PanelLayout.Frame, _ ticks: LogTicks, _ domain: Domain, rowHeight: Double,
    labelWidth: Double?
  ) -> SceneElement {
    let (plot, panel) = (frame.plot, chart.grid.panels[frame.row][frame.column])
    guard let bars = panel.content, !bars.isEmpty else { return absentPanel(panel, plot) }
    let scale = Scale(domain: domain, start: plot.x, end: plot.maxX)
    var marks = [
      AxisMarks.horizontal(
        ticks, scale, in: plot, gridded: true,
        labelledBy: frame.showsHorizontalLabels ? measurer : nil)
    ]
    for (index, (name, segments)) in zip(chart.bars, bars).enumerated() {
      let middle = plot.y + 2 + rowHeight * Double(index + 1) - pitch / 2
      marks.append(
        .group("group", tooltip: chart.words(name, segments), bar(segments, scale, middle)))
      if labelWidth == nil || frame.isFirstInStrip {
        marks.append(label(name, plot, middle, labelWidth))
      }
    }
    return .group("panel", marks)
  }

  private func bar(_ segments: [Double?], _ scale: Scale, _ middle: Double) -> [SceneElement] {
    var (marks, sum): ([SceneElement], Double) = ([], 0)
    for (part, value) in zip(chart.parts, segments) {
      guard let value = value.finite, value > 0 else { continue }
      let (from, to) = (scale.position(of: sum), scale.position(of: sum + value))
      sum += value
      // A hair of the ground keeps neighbours apart.
      let box = Rect(
        x: from, y: middle - thickness / 2, width: max(to - from - 1, 0.5), height: thickness)
      // Strong enough for the number on it.
      marks.append(.rect(box, .fill(Palette.textInk(of: part.style))))
      let text = NumberText.significant(value)
      if measurer.width(of: text, in: .label) + 6 <= box.width {
        marks.append(
          .text(
            text, at: Point(box.midX, middle + Font.label.middle), .middle, font: .label,
            ink: .background))
      }
    }
    guard sum > 0 else { return marks }
    marks.append(
      .text(
        NumberText.significant(sum),
        at: Point(scale.position(of: sum) + 5, middle + Font.label.middle), font: .label,
        ink: .muted))
    return marks
  }

  private func label(
    _ name: String, _ plot: Rect, _ middle: Double, _ labelWidth: Double?
  ) -> SceneElement {
    guard let labelWidth else {
      let text = measurer.fitted(name, in: .label, width: plot.width)
      return .text(text, at: Point(plot.x, middle - pitch / 2 - 1), font: .label, ink: .text)
    }
    let text = measurer.fitted(name, in: .label, width: labelWidth)
    return .text(
      text, at: Point(plot.x - 6, middle + Font.label.middle), .end, font: .label, ink: .text)
  }
}
