/// Unseen upright strips, one for each place on the horizontal axis, that tell the values there.
struct HoverColumns {
  /// With more places the strips would be thinner than a pointer and the file heavy.
  private static let limit = 64

  let marks: [SeriesMarks]
  let plot: Rect
  let axis: Axis

  func elements() -> [SceneElement] {
    guard let scale = marks.first?.x else { return [] }
    let drawn = marks.flatMap { $0.series.runs($0.x.domain, $0.y.domain).joined() }.map(\.x)
    let places = Array(Set(drawn)).sorted().filter {
      let x = scale.position(of: $0)
      return x >= plot.x && x <= plot.maxX
    }
    guard places.count <= Self.limit else { return [] }
    let middles = places.map { scale.position(of: $0) }
    let strips = places.indices.map { index -> SceneElement in
      let left = index == 0 ? plot.x : (middles[index - 1] + middles[index]) / 2
      let right =
        index == places.count - 1 ? plot.maxX : (middles[index] + middles[index + 1]) / 2
      let strip = Rect(x: left, y: plot.y, width: right - left, height: plot.height)
      return .group("hover", tooltip: words(at: places[index]), [.rect(strip, .none)])
    }
    return [.group("hovers", strips)]
  }

  private func words(at place: Double) -> String {
    let values = marks.flatMap { mark in
      mark.series.values.filter { $0.x == place }.compactMap { value in
        value.y.finite.map { "\(mark.series.name) \(spoken($0, value.interval))" }
      }
    }
    return "\(axis.title) \(axis.text(place, digits: 6)): "
      + values.joined(separator: "; ")
  }
}

/// An estimate and its interval: `3.21 [2.9, 3.5]`.
func spoken(_ value: Double, _ interval: Interval?) -> String {
  let estimate = NumberText.significant(value)
  guard let interval = interval?.finite else { return estimate }
  let (low, high) = (interval.low, interval.high)
  return "\(estimate) [\(NumberText.significant(low)), \(NumberText.significant(high))]"
}
