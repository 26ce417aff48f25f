/// The marks of one series in one panel.
struct SeriesMarks {
  static let lineWidth = 1.75
  static let bandOpacity = 0.18
  private static let markerSize = 6.0

  let series: LineChart.Series
  let x: Scale
  let y: Scale

  private var ink: Ink { Palette.ink(of: series.style) }

  private func point(_ value: LineChart.Value) -> Point {
    Point(x.position(of: value.x), y.position(of: value.y ?? 0))
  }

  /// The bands of all intervals; a value without neighbours gets a bar instead.
  func bands() -> [SceneElement] {
    series.runs(x.domain, y.domain).flatMap { run -> [SceneElement] in
      run.split { $0.interval?.finite == nil }.map { Array($0) }.map { part in
        let ends = part.map { value in
          (x.position(of: value.x), value.interval ?? Interval(0, 0))
        }
        let upper = ends.map { Point($0.0, y.position(of: $0.1.high)) }
        let lower = ends.map { Point($0.0, y.position(of: $0.1.low)) }
        if part.count == 1 { return .line(upper + lower, .stroke(ink, 1)) }
        return .outline(
          simplified(upper) + simplified(lower).reversed(), .fill(ink, opacity: Self.bandOpacity))
      }
    }
  }

  /// The line and its markers; a value without neighbours becomes a dot.
  func lines() -> [SceneElement] {
    let runs = series.runs(x.domain, y.domain)
    let width = series.style.color == .context ? 1 : Self.lineWidth
    var marks: [SceneElement] = []
    let joined = runs.filter { $0.count > 1 }.map { simplified($0.map(point)) }
    if !joined.isEmpty {
      marks.append(.lines(joined, .stroke(ink, width, dash: series.style.dash.lengths)))
    }
    if series.style.marker == .none {
      return marks
        + runs.filter { $0.count == 1 }.map {
          .circle(center: point($0[0]), radius: 2.5, .fill(ink))
        }
    }
    return marks
      + runs.joined().compactMap {
        .marker(series.style.marker, at: point($0), size: Self.markerSize, ink: ink)
      }
  }

  /// Where the line ends at the right, if it is drawn at all.
  var end: Point? {
    series.runs(x.domain, y.domain).last?.last.map(point)
  }
}
