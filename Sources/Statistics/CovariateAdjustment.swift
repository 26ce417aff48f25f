/// The difference of two groups at equal covariate: analysis of covariance with one slope for both.
///
/// Least squares of y = α + δ·[first group] + β·x: β is the slope within the groups, pooled, and δ the
/// difference of the means of y less β times the difference of the means of x.
public struct CovariateAdjustment: Sendable, Hashable {
  /// The mean of the first group less that of the second, both moved to one x.
  public let difference: Double
  /// The rise of y for a step of 1 in x, within the groups.
  public let slope: Double

  /// Fits both groups; `nil` for an empty group, for a value that is not finite, and where x does not
  /// vary within either group.
  public init?(
    _ first: (x: [Double], y: [Double]), _ second: (x: [Double], y: [Double])
  ) {
    guard let a = Deviations(first.x, first.y), let b = Deviations(second.x, second.y) else {
      return nil
    }
    let slope = (a.xy + b.xy) / (a.xx + b.xx)
    // What rounding leaves of a constant is no variation to fit.
    let scale = max(a.largest, b.largest)
    guard a.xx + b.xx > 1e-24 * scale * scale, slope.isFinite else { return nil }
    let difference = (a.meanY - b.meanY) - slope * (a.meanX - b.meanX)
    guard difference.isFinite else { return nil }
    (self.slope, self.difference) = (slope, difference)
  }
}

/// Sums of squares and products about the means of one group.
private struct Deviations {
  let meanX: Double
  let meanY: Double
  let xx: Double
  let xy: Double
  /// The largest magnitude of x.
  let largest: Double

  init?(_ x: [Double], _ y: [Double]) {
    requireSameCount(x.count, y.count)
    guard let meanX = mean(of: x), let meanY = mean(of: y) else { return nil }
    (self.meanX, self.meanY) = (meanX, meanY)
    let dx = x.map { $0 - meanX }
    xx = dot(dx, dx)
    xy = dot(dx, y.map { $0 - meanY })
    largest = x.reduce(0) { max($0, abs($1)) }
  }
}

/// How much of the smaller group lies within the range of the other, from 0 to 1; of two equally large
/// groups, the lesser share. `nil` where a group is empty or a value is not finite.
public func rangeOverlap(_ first: [Double], _ second: [Double]) -> Double? {
  guard allFinite(first), allFinite(second), let a = range(of: first), let b = range(of: second)
  else { return nil }
  func share(_ values: [Double], in range: ClosedRange<Double>) -> Double {
    Double(values.count(where: range.contains)) / Double(values.count)
  }
  let (own, other) = (share(first, in: b), share(second, in: a))
  if first.count == second.count { return min(own, other) }
  return first.count < second.count ? own : other
}

private func range(of values: [Double]) -> ClosedRange<Double>? {
  values.min().flatMap { low in values.max().map { low...$0 } }
}

extension TwoSampleBootstrap {
  /// The difference of two groups at equal covariate, fitted anew for every resample.
  public func adjustedDifference(
    of a: (x: [Double], y: [Double]), minus b: (x: [Double], y: [Double])
  ) -> Estimate {
    requireSameCount(first.count, a.x.count)
    requireSameCount(second.count, b.x.count)
    return estimate { CovariateAdjustment(picked(a, $0), picked(b, $1))?.difference }
  }
}

extension Bootstrap {
  /// The same for pairs: values at one position belong to one example and are resampled together.
  public func adjustedDifference(
    of a: (x: [Double], y: [Double]), minus b: (x: [Double], y: [Double])
  ) -> Estimate {
    requireSameCount(indices.count, a.x.count)
    requireSameCount(indices.count, b.x.count)
    return estimate { CovariateAdjustment(picked(a, $0), picked(b, $0))?.difference }
  }
}

private func picked(
  _ group: (x: [Double], y: [Double]), _ picks: [Int]
) -> (x: [Double], y: [Double]) {
  (picks.map { group.x[$0] }, picks.map { group.y[$0] })
}
