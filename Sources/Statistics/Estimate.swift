/// A statistic with its bootstrap interval, or the reason why there is none.
public struct Estimate: Sendable, Hashable {
  /// The statistic of the sample; `nil` where it is undefined. Never NaN or infinite.
  public let value: Double?
  /// The interval; `nil` where the caveat says why.
  public let interval: Interval?
  /// The bootstrap standard error, the standard deviation over resamples; `nil` without an interval.
  public let standardError: Double?
  /// How many examples each sample has: one number, or two for two unpaired samples.
  public let counts: [Int]
  /// How the interval was computed; `nil` without an interval.
  public let method: IntervalMethod?
  /// What a reader must know, if anything.
  public let caveat: Caveat?
  /// For each sample, how far each of its examples moves the statistic: its jackknife influence, whose
  /// mean is zero. Of a mean these are the deviations from it. Empty where no jackknife was made.
  public let influence: [[Double]]

  init(value: Double?, counts: [Int], caveat: Caveat) {
    (self.value, self.counts, self.caveat) = (value.flatMap(finite), counts, caveat)
    (interval, standardError, method, influence) = (nil, nil, nil, [])
  }

  init(
    value: Double, interval: Interval, standardError: Double, counts: [Int],
    method: IntervalMethod, caveat: Caveat?, influence: [[Double]]
  ) {
    (self.value, self.interval, self.standardError) = (value, interval, standardError)
    (self.counts, self.method, self.caveat) = (counts, method, caveat)
    self.influence = influence
  }
}

/// How an interval is computed from resamples.
public enum IntervalMethod: String, Sendable, Hashable, CaseIterable {
  /// Quantiles of the resampled statistics at (1 ± level) / 2.
  case percentile
  /// Bias-corrected and accelerated (Efron 1987): the quantiles are shifted for the bias and the
  /// skewness of the statistic.
  case bca
}

/// Why a result is missing or special.
public enum Caveat: Sendable, Hashable {
  /// A sample has no examples: no value, no interval, no p-value.
  case noExamples
  /// A sample has one example: a value, but no interval.
  case oneExample
  /// A value is NaN or infinite: no result. Leave it out knowingly, with `completeCases`.
  case notFinite
  /// Every resample gives the same value: the interval is that value.
  case constant
  /// The statistic is undefined for the sample itself, such as a ratio to zero: no result.
  case undefined
  /// The statistic is undefined on so many resamples. Up to one in twenty are left out of the
  /// interval; beyond that there is no interval.
  case undefinedResamples(Int)
  /// All resamples lie on one side of the value, or the acceleration is beyond what BCa can bear: the
  /// interval is a percentile interval.
  case percentileInstead
}
