/// The labels of the rows and columns of cells.
struct HeatMapLabels {
  private enum Form {
    /// Level, one for every `stride` columns.
    case level(stride: Int)
    /// Turned by −45°, one for each column.
    case turned
  }

  private static let longest = 120.0

  private let chart: HeatMap
  private let labelWidth: Double
  private let measurer: any TextMeasurer
  private let form: Form
  /// Room below the cells, in px.
  let height: Double
  /// How far the first label below the cells reaches to the left of them, in px.
  let overhang: Double

  /// Level labels if all fit; numbers are thinned out; names are turned.
  init(_ chart: HeatMap, cellWidth: Double, labelWidth: Double, measurer: any TextMeasurer) {
    self.chart = chart
    self.labelWidth = labelWidth
    self.measurer = measurer
    let widest = chart.xLabels.map { measurer.width(of: $0, in: .tick) }.max() ?? 0
    let isNumeric = chart.xLabels.allSatisfy { Double($0) != nil }
    if widest + 6 <= cellWidth {
      form = .level(stride: 1)
      (height, overhang) = (20, 0)
    } else if isNumeric {
      form = .level(stride: Self.stride(for: (widest + 8) / max(cellWidth, 0.1)))
      (height, overhang) = (20, 0)
    } else {
      form = .turned
      let reach = min(widest, Self.longest) * 0.71
      (height, overhang) = ((reach + 16).rounded(.up), reach + 6)
    }
  }

  /// The next of 1, 2, 5, 10, 20, 50 …
  private static func stride(for least: Double) -> Int {
    var step = DecimalStep(mantissa: 1, exponent: 6)
    while step.finer.value(1) >= max(least, 1) { step = step.finer }
    return Int(step.value(1))
  }

  func vertical(_ edges: CellEdges) -> SceneElement {
    let stride = Self.stride(for: Font.tick.lineHeight * 0.9 / max(edges.smallest.height, 0.1))
    let marks = chart.yLabels.indices.filter { $0 % stride == 0 }.map { row -> SceneElement in
      .text(
        measurer.fitted(chart.yLabels[row], in: .tick, width: labelWidth + 1),
        at: Point(edges.plot.x - 6, edges.middle(row: row) + Font.tick.middle - 0.5), .end,
        font: .tick, ink: .muted)
    }
    return .group("axis-y", marks)
  }

  func horizontal(_ edges: CellEdges) -> SceneElement {
    let base = edges.plot.maxY
    switch form {
    case .level(let stride):
      return .group(
        "axis-x",
        chart.xLabels.indices.filter { $0 % stride == 0 }.map { column in
          .text(
            chart.xLabels[column], at: Point(edges.middle(column: column), base + 15), .middle,
            font: .tick, ink: .muted)
        })
    case .turned:
      return .group(
        "axis-x",
        chart.xLabels.indices.map { column in
          .text(
            measurer.fitted(chart.xLabels[column], in: .tick, width: Self.longest),
            at: Point(edges.middle(column: column) + 4, base + 12), .end, font: .tick,
            ink: .muted, rotation: -45)
        })
    }
  }
}
