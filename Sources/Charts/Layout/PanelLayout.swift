/// Where the panels of a grid stand.
///
/// Columns that do not fit side by side are broken into several strips below each other.
struct PanelLayout {
  struct Frame {
    var row: Int
    var column: Int
    var plot: Rect
    var isFirstInStrip: Bool
    var isLastInStrip: Bool
    var showsHorizontalLabels: Bool
  }

  /// The measures of a grid, all in px.
  struct Measures {
    var left: Double
    var right: Double
    var gap: Double = 16
    var minimumPlotWidth: Double = 112
    var plotHeight: Double
    /// Room for the labels of the horizontal axis.
    var axisHeight: Double = 20
  }

  private(set) var frames: [Frame] = []
  private(set) var headings: [SceneElement] = []
  private(set) var bottom: Double
  let plotWidth: Double
  let columnsPerStrip: Int
  private let hasRowHeadings: Bool

  init(
    rows: [String], columns: [String], on page: Page, _ measures: Measures
  ) {
    let inner = page.inner - measures.left - measures.right
    let fitting = Int((inner + measures.gap) / (measures.minimumPlotWidth + measures.gap))
    let strips = (columns.count + max(fitting, 1) - 1) / max(fitting, 1)
    columnsPerStrip = (columns.count + strips - 1) / strips
    let gaps = measures.gap * Double(columnsPerStrip - 1)
    plotWidth = max(40, (inner - gaps) / Double(columnsPerStrip))
    bottom = page.cursor
    hasRowHeadings = rows.contains { !$0.isEmpty }
    for row in rows.indices {
      addRowHeading(rows[row], page)
      for first in stride(from: 0, to: columns.count, by: columnsPerStrip) {
        let members = first..<min(first + columnsPerStrip, columns.count)
        let isLast = row == rows.count - 1 || strips > 1
        addStrip(row, members, columns, page, measures, isLast)
      }
    }
  }

  /// From the left end of the first plot to the right end of the last.
  var extent: ClosedRange<Double> {
    let left = frames.map(\.plot.x).min() ?? 0
    return left...max(left, frames.map(\.plot.maxX).max() ?? 0)
  }

  private mutating func addRowHeading(_ text: String, _ page: Page) {
    guard !text.isEmpty else { return }
    bottom += 18
    headings.append(
      .text(
        page.measurer.fitted(text, in: .heading, width: page.inner),
        at: Point(Page.margin, bottom - 5), font: .heading))
  }

  private mutating func addStrip(
    _ row: Int, _ members: Range<Int>, _ columns: [String], _ page: Page, _ measures: Measures,
    _ isLast: Bool
  ) {
    let isHeaded =
      members.contains { !columns[$0].isEmpty } && (row == 0 || columnsPerStrip < columns.count)
    if isHeaded { bottom += 18 }
    for column in members {
      let place = Double(column - members.lowerBound)
      let x = Page.margin + measures.left + place * (plotWidth + measures.gap)
      let plot = Rect(x: x, y: bottom, width: plotWidth, height: measures.plotHeight)
      if isHeaded { addColumnHeading(columns[column], above: plot, page) }
      frames.append(
        Frame(
          row: row, column: column, plot: plot, isFirstInStrip: column == members.lowerBound,
          isLastInStrip: column == members.upperBound - 1, showsHorizontalLabels: isLast))
    }
    bottom += measures.plotHeight + (isLast ? measures.axisHeight : 0) + 10
  }

  private mutating func addColumnHeading(_ text: String, above plot: Rect, _ page: Page) {
    let font = Font(size: 11, weight: hasRowHeadings ? .regular : .bold)
    headings.append(
      .text(
        page.measurer.fitted(text, in: font, width: plot.width),
        at: Point(plot.x, plot.y - 7), font: font))
  }
}
