/// Bootstrap intervals over the examples of one sample, or of one paired sample.
///
/// Degenerate samples give an `Estimate` without an interval and with a `Caveat`, never NaN: no
/// examples, one example, a value that is not finite, a statistic that is undefined. Where all resamples
/// agree, as with equal values, the interval is that one value.
public struct Bootstrap: Sendable, Hashable {
  /// The resamples.
  public let indices: BootstrapIndices
  /// The confidence level of the intervals.
  public let level: Double
  /// How the intervals are computed.
  public let method: IntervalMethod

  /// Creates a bootstrap.
  ///
  /// - Parameters:
  ///   - indices: The resamples.
  ///   - level: Between 0 and 1.
  ///   - method: How the intervals are computed.
  public init(
    _ indices: BootstrapIndices, level: Double = 0.95, method: IntervalMethod = .bca
  ) {
    requireLevel(level)
    (self.indices, self.level, self.method) = (indices, level, method)
  }

  /// The mean of `values`, one for each example.
  public func mean(of values: [Double]) -> Estimate {
    requireSameCount(indices.count, values.count)
    if let early = early(values, statistic: { $0[0] }) { return early }
    guard let means = Means(values, indices) else { return without(nil, .undefined) }
    return replicates(
      observed: means.observed, resampled: means.resampled, jackknife: means.jackknife)
  }

  /// Any statistic of one number.
  ///
  /// - Parameter statistic: Called with the indices of the examples to use, of which some stand several
  ///   times: once with all in order, once for each resample, and for BCa once without each example in
  ///   turn. It gives `nil` (or a value that is not finite) where it is undefined.
  /// - Returns: The estimate.
  public func estimate(_ statistic: ([Int]) -> Double?) -> Estimate {
    estimates { [statistic($0)] }[0]
  }

  /// Any statistic of several numbers, such as a curve over layers: an estimate for each, all from the
  /// same resamples.
  ///
  /// - Parameter statistic: As for `estimate(_:)`; always returns the same number of values.
  /// - Returns: As many estimates as `statistic` returns values. With no examples `statistic` is called
  ///   once, with no indices, to learn their number.
  public func estimates(_ statistic: ([Int]) -> [Double?]) -> [Estimate] {
    let count = indices.count
    let observed = statistic(Array(0..<count))
    guard count >= 1 else { return observed.map { _ in without(nil, .noExamples) } }
    guard count >= 2 else { return observed.map(single) }
    let resampled = columns(observed.count, (0..<indices.resamples).map { statistic(indices[$0]) })
    let left = method == .bca ? (0..<count).map { statistic(positions(count, without: $0)) } : []
    let jackknife = columns(observed.count, left)
    return observed.indices.map { column in
      replicates(
        observed: observed[column] ?? .nan, resampled: resampled[column],
        jackknife: jackknife[column])
    }
  }

  func replicates(observed: Double, resampled: [Double], jackknife: [Double]) -> Estimate {
    Replicates(
      observed: observed, resampled: resampled, jackknife: [jackknife], counts: [indices.count]
    ).estimate(level: level, method: method)
  }

  /// The estimate of a sample too small or too broken to resample; `nil` for any other.
  func early(_ values: [Double], statistic: ([Double]) -> Double) -> Estimate? {
    if values.isEmpty { return without(nil, .noExamples) }
    guard allFinite(values) else { return without(nil, .notFinite) }
    return indices.count == 1 ? single(statistic(values)) : nil
  }

  func without(_ value: Double?, _ caveat: Caveat) -> Estimate {
    Estimate(value: value, counts: [indices.count], caveat: caveat)
  }

  private func single(_ value: Double?) -> Estimate {
    let value = value.flatMap(finite)
    return without(value, value == nil ? .undefined : .oneExample)
  }
}

/// Rows of `width` values as columns, NaN for `nil`.
func columns(_ width: Int, _ rows: [[Double?]]) -> [[Double]] {
  for row in rows {
    precondition(
      row.count == width,
      "A statistic always returns as many values; found \(width) and then \(row.count).")
  }
  return (0..<width).map { column in rows.map { $0[column] ?? .nan } }
}
