/// The marks of one series in one panel.
struct SeriesMarks {
  static let lineWidth = 1.75
  static let bandOpacity = 0.18
  private static let markerSize = 6.0
  /// Markers closer than this run into one another; they are then thinned out to stand farther apart.
  private static let closest = 9.0
  private static let spacing = 40.0

  let series: LineChart.Series
  let x: Scale
  let y: Scale
  var intervals = LineChart.IntervalForm.bands
  /// How far to the right of their places the marks stand, in px.
  var shift = 0.0

  private var ink: Ink { Palette.ink(of: series.style) }

  private func point(_ value: LineChart.Value) -> Point {
    Point(x.position(of: value.x) + shift, y.position(of: value.y ?? 0))
  }

  /// The bands or bars of all intervals; a value without neighbours gets a bar in either case.
  func bands() -> [SceneElement] {
    intervals == .whiskers ? whiskers() : areas()
  }

  private func whiskers() -> [SceneElement] {
    let cap = 2.5
    return series.values.filter { $0.isDrawable(x.domain, y.domain) }.compactMap { value in
      value.interval?.finite.map { interval in
        let place = point(value).x
        let (low, high) = (y.position(of: interval.low), y.position(of: interval.high))
        return .lines(
          [[Point(place, low), Point(place, high)]]
            + [low, high].map { [Point(place - cap, $0), Point(place + cap, $0)] },
          .stroke(ink, 1))
      }
    }
  }

  private func areas() -> [SceneElement] {
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

  /// Whether there are more values than pixels: a line that goes up and down in each would be a broad stripe,
  /// and a marker would stand at no value that can be told from its neighbours.
  private var isDense: Bool { Double(series.values.count) > 2 * abs(x.end - x.start) }

  /// The line and its markers; a value without neighbours becomes a dot.
  func lines() -> [SceneElement] {
    let runs = series.runs(x.domain, y.domain)
    let width = series.style.color == .context || isDense ? 1 : Self.lineWidth
    var marks: [SceneElement] = []
    let joined = runs.filter { $0.count > 1 }.map { simplified($0.map(point)) }
    if !joined.isEmpty {
      marks.append(.lines(joined, .stroke(ink, width, dash: series.style.dash.lengths)))
    }
    if series.style.marker == .none || isDense {
      return marks
        + runs.filter { $0.count == 1 }.map {
          .circle(center: point($0[0]), radius: 2.5, .fill(ink))
        }
    }
    return marks
      + Self.thinned(runs.joined().map(point)).compactMap {
        .marker(series.style.marker, at: $0, size: Self.markerSize, ink: ink)
      }
  }

  /// All of `points`, or enough of them to know the marker by where they would touch.
  private static func thinned(_ points: [Point]) -> [Point] {
    let gaps = zip(points, points.dropFirst()).map { abs($1.x - $0.x) }
    guard let least = gaps.min(), least < closest else { return points }
    var last = -Double.infinity
    return points.filter { point in
      guard abs(point.x - last) >= spacing else { return false }
      last = point.x
      return true
    }
  }

  /// Where the line ends at the right, if it is drawn at all.
  var end: Point? {
    series.runs(x.domain, y.domain).last?.last.map(point)
  }
}
