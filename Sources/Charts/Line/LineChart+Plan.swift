extension LineChartDrawing {
  /// What stands where, decided before anything is drawn.
  struct Plan {
    var measures: PanelLayout.Measures
    var isDirect: Bool
    var hasKey: Bool
  }

  /// Labels at the line ends if they fit; a key above if they do not, or if several panels share the series.
  func plan(on page: Page) -> Plan {
    let columns = chart.grid.columns.count
    var measures = PanelLayout.Measures(left: 44, right: 6, plotHeight: 200)
    // Sizes at the ends of neighbouring axes are wide, and must not read as one.
    if chart.x.numbers == .counts { measures.gap = 26 }
    let rough = PanelLayout(
      rows: [""], columns: chart.grid.columns, on: page, measures)
    measures.plotHeight =
      Self.plotHeight(rough.plotWidth, columns: rough.columnsPerStrip) * chart.stretch
    measures.left = labelWidth(measures.plotHeight) + 8
    let right = series.map { measurer.width(of: $0.name, in: .label) }.max().map { $0 + 12 } ?? 0
    var direct = measures
    direct.right = right
    let isDirect =
      series.count >= 2 && series.count <= 6 && right <= page.inner * 0.26
      && fits(direct, columns, page)
      && endsAreApart(direct.plotHeight)
    return Plan(
      measures: isDirect ? direct : measures, isDirect: isDirect,
      hasKey: series.count >= 2 && (!isDirect || !chart.grid.isSingle))
  }

  static func plotHeight(_ plotWidth: Double, columns: Int) -> Double {
    let wanted = columns == 1 ? plotWidth * 0.42 : plotWidth * 0.95
    return min(max(wanted, 140), 280).rounded()
  }

  private func labelWidth(_ height: Double) -> Double {
    yDomains.map { domain in
      let ticks = AxisMarks.verticalTicks(domain, height: height, wholeOnly: chart.y.isWhole)
      return AxisMarks.labelWidth(ticks.labelled, measurer)
    }.max() ?? 0
  }

  private func fits(
    _ measures: PanelLayout.Measures, _ columns: Int, _ page: Page
  ) -> Bool {
    let layout = PanelLayout(rows: [""], columns: chart.grid.columns, on: page, measures)
    return layout.columnsPerStrip == columns && layout.plotWidth >= measures.minimumPlotWidth
  }

  /// Whether the labels of each last panel can stand near the ends of their lines.
  private func endsAreApart(_ height: Double) -> Bool {
    let x = Scale(domain: xDomain, start: 0, end: 1)
    return chart.grid.panels.enumerated().allSatisfy { row, panels in
      guard let content = panels.last?.content else { return false }
      let y = Scale(domain: yDomains[row], start: height, end: 0)
      let named = content.filter { $0.style.color != .context }
      let ends = named.compactMap { SeriesMarks(series: $0, x: x, y: y).end?.y }
      guard ends.count == series.count else { return false }
      let placed = DirectLabels.places(ends, in: 0...height)
      return zip(ends, placed).allSatisfy { abs($0 - $1) <= 2 * Font.label.lineHeight }
    }
  }
}
