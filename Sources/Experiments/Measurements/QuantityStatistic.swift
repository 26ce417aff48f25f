import GradientSpectra

/// A number made of a mean curve: what tables, claims and forest plots estimate.
struct QuantityStatistic: Sendable {
  /// The metric whose curves are averaged.
  let curveMetric: Metric
  /// Whether the number is the mean of one number an example.
  let isLinear: Bool
  private let segment: Segment?
  private let layerCount: Int

  private enum Segment: Sendable {
    case all, early, middle, last
  }

  /// The statistic of a quantity in a model of `layerCount` layers; the relative difference, which
  /// needs two curves, has its own.
  init(_ quantity: ExperimentSpec.Quantity, layerCount: Int) {
    self.layerCount = layerCount
    curveMetric = quantity.madOf ?? quantity.metric
    segment =
      switch quantity.metric {
      case .mad: .all
      case .madEarly: .early
      case .madMiddle: .middle
      case .madLast: .last
      default: nil
      }
    isLinear = segment == nil
  }

  /// The number of a mean curve [projections · layers]: the mean over all of it, or the mean over the
  /// projections of the mean absolute difference of neighbouring layers.
  func callAsFunction(_ mean: [Double], layers: Int) -> Double? {
    guard !mean.isEmpty else { return nil }
    guard let segment else { return mean.reduce(0, +) / Double(mean.count) }
    let bounds = LayerSegments(layers: layerCount)
    let range: Range<Int> =
      switch segment {
      case .all: 0..<layerCount
      case .early: bounds.early
      case .middle: bounds.middle
      case .last: bounds.last
      }
    let differences = stride(from: 0, to: mean.count, by: layers).map { start in
      meanAbsoluteDifference(Array(mean[start..<start + layers]), in: range)
    }
    let known = differences.compactMap { $0 }
    guard known.count == differences.count else { return nil }
    return known.reduce(0, +) / Double(known.count)
  }
}
