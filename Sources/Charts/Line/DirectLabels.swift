/// The names of series at the right ends of their lines.
struct DirectLabels {
  private static let distance = 8.0

  private var labels: [(series: LineChart.Series, end: Point)]
  private let plot: Rect
  private let measurer: any TextMeasurer

  init(_ marks: [SeriesMarks], beside plot: Rect, measurer: any TextMeasurer) {
    labels = marks.compactMap { mark in mark.end.map { (mark.series, $0) } }
    self.plot = plot
    self.measurer = measurer
  }

  /// The middles of labels for lines that end at `ends`, apart and inside `range`.
  static func places(_ ends: [Double], in range: ClosedRange<Double>) -> [Double] {
    let half = Font.label.lineHeight / 2
    let bounds = (range.lowerBound + half - 6)...(range.upperBound - half + 6)
    return spread(ends, gap: Font.label.lineHeight, within: bounds)
  }

  /// The names, and a thin leader to each that had to move by more than half a line.
  func elements() -> [SceneElement] {
    let places = Self.places(labels.map(\.end.y), in: plot.y...plot.maxY)
    var marks: [SceneElement] = []
    for (label, y) in zip(labels, places) {
      let x = plot.maxX + Self.distance
      if abs(y - label.end.y) > Font.label.lineHeight / 2 {
        marks.append(
          .line(
            [Point(label.end.x + 2, label.end.y), Point(x - 2, y)],
            .stroke(Palette.ink(of: label.series.style), 0.75)))
      }
      marks.append(
        .text(
          label.series.name, at: Point(x, y + Font.label.middle), font: .label,
          ink: Palette.textInk(of: label.series.style)))
    }
    return [.group("labels", marks)]
  }
}
