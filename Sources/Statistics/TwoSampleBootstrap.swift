import RealModule

/// Bootstrap intervals for two samples of different examples, each resampled by itself.
///
/// Degenerate samples are handled as in `Bootstrap`; a sample of one example has no spread to resample,
/// so it gives a value without an interval.
public struct TwoSampleBootstrap: Sendable, Hashable {
  /// The resamples of the first sample.
  public let first: BootstrapIndices
  /// The resamples of the second sample, as many.
  public let second: BootstrapIndices
  /// The confidence level of the intervals.
  public let level: Double
  /// How the intervals are computed.
  public let method: IntervalMethod

  /// Creates a bootstrap of two samples.
  ///
  /// - Parameters:
  ///   - first: The resamples of the first sample.
  ///   - second: The resamples of the second: as many, from another seed.
  ///   - level: Between 0 and 1.
  ///   - method: How the intervals are computed.
  public init(
    _ first: BootstrapIndices, _ second: BootstrapIndices, level: Double = 0.95,
    method: IntervalMethod = .bca
  ) {
    precondition(
      first.resamples == second.resamples,
      "Two samples have one number of resamples; found \(first.resamples) and \(second.resamples).")
    precondition(
      first.seed != second.seed,
      "Two samples are drawn from different seeds; found \(first.seed.value) twice.")
    requireLevel(level)
    (self.first, self.second, self.level, self.method) = (first, second, level, method)
  }

  /// The mean of `a` less the mean of `b`.
  public func difference(of a: [Double], minus b: [Double]) -> Estimate {
    combined(a, b) { $0 - $1 }
  }

  /// The mean of `a` over the mean of `b`; undefined where the mean of `b` is zero.
  public func ratio(of a: [Double], to b: [Double]) -> Estimate { combined(a, b) { $0 / $1 } }

  /// The natural logarithm of the mean of `a` over the mean of `b`; undefined where a mean is zero or
  /// negative.
  public func logRatio(of a: [Double], to b: [Double]) -> Estimate {
    combined(a, b) { $0 > 0 && $1 > 0 ? Double.log($0) - Double.log($1) : .nan }
  }

  /// Any statistic of one number of both samples.
  ///
  /// - Parameter statistic: Called with the indices of the examples of each sample; otherwise as in
  ///   `Bootstrap.estimate(_:)`.
  /// - Returns: The estimate, with two counts.
  public func estimate(_ statistic: ([Int], [Int]) -> Double?) -> Estimate {
    guard first.count > 0, second.count > 0 else { return without(nil, .noExamples) }
    let (a, b) = (Array(0..<first.count), Array(0..<second.count))
    let observed = statistic(a, b).flatMap(finite)
    if first.count == 1 || second.count == 1 {
      return without(observed, observed == nil ? .undefined : .oneExample)
    }
    let resampled = (0..<first.resamples).map { statistic(first[$0], second[$0]) ?? .nan }
    guard method == .bca else { return replicates(observed, resampled, [], []) }
    return replicates(
      observed, resampled,
      a.map { statistic(positions(a.count, without: $0), b) ?? .nan },
      b.map { statistic(a, positions(b.count, without: $0)) ?? .nan })
  }

  private func combined(
    _ a: [Double], _ b: [Double], _ combine: (Double, Double) -> Double
  ) -> Estimate {
    requireSameCount(first.count, a.count)
    requireSameCount(second.count, b.count)
    guard !a.isEmpty, !b.isEmpty else { return without(nil, .noExamples) }
    guard allFinite(a), allFinite(b) else { return without(nil, .notFinite) }
    if a.count == 1 || b.count == 1 {
      let value = mean(of: a).flatMap { a in mean(of: b).map { combine(a, $0) } }.flatMap(finite)
      return without(value, value == nil ? .undefined : .oneExample)
    }
    guard let above = Means(a, first), let below = Means(b, second) else {
      return without(nil, .undefined)
    }
    return replicates(
      combine(above.observed, below.observed),
      zip(above.resampled, below.resampled).map(combine),
      above.jackknife.map { combine($0, below.observed) },
      below.jackknife.map { combine(above.observed, $0) })
  }

  private func replicates(
    _ observed: Double?, _ resampled: [Double], _ left: [Double], _ right: [Double]
  ) -> Estimate {
    Replicates(
      observed: observed ?? .nan, resampled: resampled, jackknife: [left, right],
      counts: [first.count, second.count]
    ).estimate(level: level, method: method)
  }

  private func without(_ value: Double?, _ caveat: Caveat) -> Estimate {
    Estimate(value: value, counts: [first.count, second.count], caveat: caveat)
  }
}
