/// Unseen upright strips that tell the values where they stand: one for each place on the horizontal axis, or
/// with many places one for those nearest to it.
struct HoverColumns {
  /// With more places the strips would be thinner than a pointer and the file heavy.
  private static let limit = 64
  /// How many strips stand for more places than that, at most; none is thinner than `least` px.
  private static let most = 24.0
  private static let least = 8.0

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
    let strips =
      places.count <= Self.limit ? strips(at: places, scale) : strips(amid: places, scale)
    return [.group("hovers", strips)]
  }

  private func strip(from left: Double, to right: Double, _ words: String) -> SceneElement {
    let rect = Rect(x: left, y: plot.y, width: right - left, height: plot.height)
    return .group("hover", tooltip: words, [.rect(rect, .none)])
  }
}

// MARK: - A strip for each place

extension HoverColumns {
  private func strips(at places: [Double], _ scale: Scale) -> [SceneElement] {
    let middles = places.map { scale.position(of: $0) }
    return places.indices.map { index in
      let left = index == 0 ? plot.x : (middles[index - 1] + middles[index]) / 2
      let right =
        index == places.count - 1 ? plot.maxX : (middles[index] + middles[index + 1]) / 2
      return strip(from: left, to: right, words(at: places[index]))
    }
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

// MARK: - A strip for several places

extension HoverColumns {
  /// Strips of one width between the first place and the last; those near which nothing is are left out.
  private func strips(amid places: [Double], _ scale: Scale) -> [SceneElement] {
    guard let first = places.first, let last = places.last else { return [] }
    let (start, end) = (scale.position(of: first), scale.position(of: last))
    let count = max(1, min(Self.most, ((end - start) / Self.least).rounded(.down)))
    let width = (end - start) / count
    return (0..<Int(count)).compactMap { index in
      let left = start + Double(index) * width
      return words(around: left + width / 2, reach: width, scale)
        .map { strip(from: left, to: left + width, $0) }
    }
  }

  /// Of each series the value nearest to `middle`, with its own place; `nil` if none is within `reach` px.
  private func words(around middle: Double, reach: Double, _ scale: Scale) -> String? {
    let values = marks.compactMap { mark -> (place: Double, words: String)? in
      let near = mark.series.values.lazy.filter { $0.y.finite != nil }
        .map { (value: $0, distance: abs(scale.position(of: $0.x) - middle)) }
        .min { $0.distance < $1.distance }
      guard let near, near.distance <= reach, let y = near.value.y.finite else { return nil }
      return (near.value.x, "\(mark.series.name) \(spoken(y, near.value.interval))")
    }
    guard let first = values.first else { return nil }
    let place = { axis.text($0, digits: 3) }
    // Where all stand at one place, it is said once.
    guard values.contains(where: { $0.place != first.place }) else {
      return "\(axis.title) \(place(first.place)): " + values.map(\.words).joined(separator: "; ")
    }
    return "near \(axis.title) \(place(first.place)): "
      + values.map { "\($0.words) at \(place($0.place))" }.joined(separator: "; ")
  }
}

/// An estimate and its interval: `3.21 [2.9, 3.5]`.
func spoken(_ value: Double, _ interval: Interval?) -> String {
  let estimate = NumberText.significant(value)
  guard let interval = interval?.finite else { return estimate }
  let (low, high) = (interval.low, interval.high)
  return "\(estimate) [\(NumberText.significant(low)), \(NumberText.significant(high))]"
}
