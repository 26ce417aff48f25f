import Glibc

/// The marks of one sample: violin, points, median and interval.
struct DistributionMarks {
  let sample: DistributionChart.Sample
  let ink: Ink
  let scale: Scale
  let middle: Double
  /// How far the marks may reach from the middle, in px.
  let reach: Double

  /// The shape is estimated on the axis as drawn: of logarithms on a logarithmic one.
  private var drawn: [Double] {
    let isLogarithmic = scale.domain.isLogarithmic
    return sample.finite.compactMap { value in
      isLogarithmic ? (value > 0 ? log10(value) : nil) : value
    }
  }

  func elements() -> [SceneElement] {
    let values = drawn
    guard !values.isEmpty else {
      return [
        .text(
          "no data", at: Point((scale.start + scale.end) / 2, middle + Font.label.middle), .middle,
          font: .label, ink: .muted)
      ]
    }
    let density = KernelDensity(values)
    return (density.map { [violin($0)] } ?? []) + points(values, density) + summary()
  }

  private func position(_ value: Double) -> Double {
    scale.position(of: scale.domain.isLogarithmic ? pow(10, value) : value)
  }

  private func violin(_ density: KernelDensity) -> SceneElement {
    let places = density.places(65)
    let heights = places.map(density.density)
    let top = heights.max() ?? 1
    let shape = zip(places, heights).map { place, height in
      (x: position(place), y: height / top * reach)
    }
    let upper = shape.map { Point($0.x, middle - $0.y) }
    let lower = shape.reversed().map { Point($0.x, middle + $0.y) }
    return .outline(
      upper + lower,
      Paint(fill: ink, fillOpacity: SeriesMarks.bandOpacity, stroke: ink, strokeWidth: 0.75))
  }

  /// Every value as a dot, spread by its index within the shape.
  private func points(_ values: [Double], _ density: KernelDensity?) -> [SceneElement] {
    let top = density.map { shape in values.map(shape.density).max() ?? 1 } ?? 1
    let dots = values.enumerated().map { index, value -> SceneElement in
      let room = (density.map { $0.density(at: value) / top } ?? 0.4) * reach * 0.8
      let offset = Self.jitter(index) * min(room, reach * 0.7)
      return .circle(
        center: Point(position(value), middle + offset), radius: 1.6, .fill(ink, opacity: 0.55))
    }
    return [.group("points", dots)]
  }

  /// −1 to 1, evenly spread: multiples of the golden ratio, in whole numbers.
  static func jitter(_ index: Int) -> Double {
    Double((index &* 40503) & 0xFFFF) / 32768 - 1
  }

  private func summary() -> [SceneElement] {
    guard let median = sample.median, median > 0 || !scale.domain.isLogarithmic else { return [] }
    var marks: [SceneElement] = []
    if let interval = sample.interval?.finite {
      let ends = [interval.low, interval.high].map { Point(scale.position(of: $0), middle) }
      marks.append(.line(ends, .stroke(.text, 3)))
    }
    marks.append(
      .circle(
        center: Point(scale.position(of: median), middle), radius: 3,
        Paint(fill: .background, stroke: .text, strokeWidth: 1.5)))
    return marks
  }
}
