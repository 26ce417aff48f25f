/// Draws a heat map: colour bar above, panels below.
struct HeatMapDrawing {
  let chart: HeatMap
  let width: Double
  let measurer: any TextMeasurer
  let domain: Domain

  init(_ chart: HeatMap, width: Double, measurer: any TextMeasurer) {
    self.chart = chart
    self.width = width
    self.measurer = measurer
    domain = chart.domain
  }

  func scene() -> Scene {
    var page = Page(width: width, measurer: measurer, headline: chart.headline)
    if !chart.values.isEmpty {
      page.addColorBar(chart.quantity, chart.ramp, domain, hasMissing: chart.hasMissing)
    }
    page.addParagraph(chart.yTitle, font: .label, ink: .muted)
    page.cursor += 6
    let labelWidth = min(
      chart.yLabels.map { measurer.width(of: $0, in: .tick) }.max() ?? 0, page.inner * 0.3)
    var measures = PanelLayout.Measures(
      left: labelWidth + 8, right: 2, minimumPlotWidth: max(112, Double(chart.xLabels.count) * 4),
      plotHeight: chart.stretch * Self.rowHeight(chart.yLabels.count)
        * Double(max(1, chart.yLabels.count)))
    let rough = PanelLayout(rows: [""], columns: chart.grid.columns, on: page, measures)
    let labels = HeatMapLabels(
      chart, cellWidth: rough.plotWidth / Double(max(1, chart.xLabels.count)),
      labelWidth: labelWidth, measurer: measurer)
    measures.axisHeight = labels.height
    measures.left = max(measures.left, labels.overhang - Page.margin)
    let layout = PanelLayout(
      rows: chart.grid.rows, columns: chart.grid.columns, on: page, measures)
    page.elements += layout.headings
    for frame in layout.frames { page.elements.append(panel(frame, labels)) }
    page.cursor = layout.bottom - 8
    page.addHorizontalTitle(chart.xTitle, below: layout.extent)
    return page.finish(chart)
  }

  /// Enough for a label in each row while the rows are few.
  private static func rowHeight(_ count: Int) -> Double {
    switch count {
    case ...8: 26
    case ...20: 18
    case ...40: 14
    default: max(3, (560 / Double(count)).rounded(.down))
    }
  }

  private func panel(_ frame: PanelLayout.Frame, _ labels: HeatMapLabels) -> SceneElement {
    let panel = chart.grid.panels[frame.row][frame.column]
    guard let cells = panel.content, !chart.xLabels.isEmpty, !chart.yLabels.isEmpty else {
      return absentPanel(panel, frame.plot)
    }
    let edges = CellEdges(frame.plot, columns: chart.xLabels.count, rows: chart.yLabels.count)
    let digits = [3, 2].first { numbersFit(edges, digits: $0) }
    var marks: [SceneElement] = []
    for (y, row) in cells.enumerated() {
      for (x, value) in row.enumerated() {
        marks.append(cell(value.finite, at: (x, y), in: edges.rect(x, y), digits: digits))
      }
    }
    if frame.isFirstInStrip { marks.append(labels.vertical(edges)) }
    if frame.showsHorizontalLabels { marks.append(labels.horizontal(edges)) }
    return .group("panel", marks)
  }

  private func numbersFit(_ edges: CellEdges, digits: Int) -> Bool {
    guard edges.smallest.height >= 14 else { return false }
    let texts = chart.values.map { chart.cellText($0, digits: digits) }
    let widest = texts.map { measurer.width(of: $0, in: .cell) }.max() ?? 0
    return widest + 5 <= edges.smallest.width
  }

  private func cell(
    _ value: Double?, at place: (x: Int, y: Int), in rect: Rect, digits: Int?
  ) -> SceneElement {
    let name = chart.place(place.x, place.y)
    guard let value else {
      return .group("cell", tooltip: "\(name): missing", hatching(of: rect))
    }
    let ink = chart.ramp.ink(at: domain.fraction(of: value))
    var marks: [SceneElement] = [.rect(rect, .fill(ink))]
    if let digits {
      marks.append(
        .text(
          chart.cellText(value, digits: digits), at: Point(rect.midX, rect.midY + Font.cell.middle),
          .middle,
          font: .cell, ink: ink.opposite))
    }
    return .group("cell", tooltip: "\(name): \(NumberText.significant(value, digits: 4))", marks)
  }
}

extension Ink {
  /// Black or white in each theme, whichever reads better on this ink.
  var opposite: Ink {
    func better(on ground: RGB) -> RGB {
      let (black, white) = (RGB(0x000000), RGB(0xFFFFFF))
      return black.contrast(with: ground) >= white.contrast(with: ground) ? black : white
    }
    return Ink(light: better(on: light), dark: better(on: dark))
  }
}

/// The cells of a panel on whole pixels, so that no seams show between them.
struct CellEdges {
  private let xs: [Double]
  private let ys: [Double]
  let plot: Rect

  init(_ plot: Rect, columns: Int, rows: Int) {
    self.plot = plot
    xs = (0...columns).map { (plot.x + plot.width * Double($0) / Double(columns)).rounded() }
    ys = (0...rows).map { (plot.y + plot.height * Double($0) / Double(rows)).rounded() }
  }

  /// A cell; from 9 px on, a gap of one pixel parts it from its neighbours.
  func rect(_ x: Int, _ y: Int) -> Rect {
    let (width, height) = (xs[x + 1] - xs[x], ys[y + 1] - ys[y])
    return Rect(
      x: xs[x], y: ys[y], width: width - (width >= 9 ? 1 : 0),
      height: height - (height >= 9 ? 1 : 0))
  }

  func middle(column: Int) -> Double { (xs[column] + xs[column + 1]) / 2 }
  func middle(row: Int) -> Double { (ys[row] + ys[row + 1]) / 2 }

  var smallest: (width: Double, height: Double) {
    let widths = zip(xs.dropFirst(), xs).map { $0 - $1 }
    let heights = zip(ys.dropFirst(), ys).map { $0 - $1 }
    return (widths.min() ?? 0, heights.min() ?? 0)
  }
}
