import RealModule

/// Subsamples without replacement, for statistics that repeated examples would bias: the entropy of a
/// similarity matrix shrinks when an example stands in it twice, so a bootstrap's resamples are all too
/// low.
///
/// The standard error is that of the delete-d jackknife (Shao and Wu 1989; Politis, Romano and Wolf 1999 for
/// subsampling in general). A statistic of b of n examples, drawn without replacement, varies by about
/// σ²(1/b − 1/n), one of n of the population by σ²/n; so the variance over subsamples gives σ². It is that of
/// the logarithm, because such statistics grow with the number of examples.
public struct Subsampling: Sendable {
  /// The examples in groups that are drawn together.
  public let groups: [[Int]]
  /// How many subsamples there are.
  public let draws: Int
  /// The seed of the draws.
  public let seed: Seed

  /// Creates subsamples.
  ///
  /// - Parameters:
  ///   - groups: The examples, each once, in groups that are drawn together, such as the answers to one
  ///     request.
  ///   - draws: How many subsamples, at least 2.
  ///   - seed: Their seed.
  public init(groups: [[Int]], draws: Int, seed: Seed) {
    precondition(draws >= 2, "There are at least 2 subsamples; found \(draws).")
    (self.groups, self.draws, self.seed) = (groups, draws, seed)
  }

  /// The number of examples.
  public var count: Int { groups.reduce(0) { $0 + $1.count } }

  /// What a positive statistic is for `size` examples, and how sure that is.
  ///
  /// - Parameters:
  ///   - size: The number of examples, at most ``count``: all of them, or as many as another sample has.
  ///     With fewer, the value is the geometric mean over subsamples of that size.
  ///   - leavingOut: The share of the examples that is left out of a subsample for the error, between 0 and
  ///     1. Small shares are nearest to the whole; a statistic that is random itself wants large ones,
  ///     because what it adds to the variance is multiplied by (n − d)/d.
  ///   - statistic: Called with distinct examples; greater than 0, or `nil` where it is undefined.
  /// - Returns: The estimate, without an error for fewer than four groups.
  public func estimate(
    size: Int, leavingOut: Double = 0.25, _ statistic: ([Int]) -> Double?
  ) -> SubsampleEstimate {
    precondition(
      leavingOut > 0 && leavingOut < 1, "A share is between 0 and 1; found \(leavingOut).")
    precondition(size <= count, "\(size) of \(count) examples")
    guard size > 0 else { return SubsampleEstimate(value: nil, logError: nil, count: 0) }
    let value =
      size == count
      ? statistic(groups.flatMap { $0 }.sorted())
      : mean(logarithms(size: size, "values", statistic)).map { Double.exp($0) }
    guard let value, value > 0, value.isFinite else {
      return SubsampleEstimate(value: nil, logError: nil, count: size)
    }
    let kept = size - max(1, Int(Double(size) * leavingOut))
    guard groups.count >= 4, kept >= 2, let logs = logarithms(size: kept, "errors", statistic),
      let mean = mean(logs)
    else { return SubsampleEstimate(value: value, logError: nil, count: size) }
    let squares = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let variance = squares / Double(logs.count - 1)
    let whole = Double(count)
    let error = (variance / (1 / Double(kept) - 1 / whole) / whole).squareRoot()
    return SubsampleEstimate(value: value, logError: error, count: size)
  }

  /// The logarithms of the statistic of every subsample; `nil` if one has none.
  private func logarithms(
    size: Int, _ purpose: String, _ statistic: ([Int]) -> Double?
  ) -> [Double]? {
    var generator = SeededGenerator(seed.adding(purpose))
    let values = (0..<draws).compactMap { _ -> Double? in
      statistic(subsample(size, &generator)).flatMap { $0 > 0 ? finite(Double.log($0)) : nil }
    }
    return values.count == draws ? values : nil
  }

  /// So many examples: groups in random order, the last cut where it would be too many.
  private func subsample(_ size: Int, _ generator: inout SeededGenerator) -> [Int] {
    var order = Array(groups.indices)
    generator.shuffle(&order)
    var chosen: [Int] = []
    for group in order where chosen.count < size {
      chosen += groups[group].prefix(size - chosen.count)
    }
    return chosen.sorted()
  }

  private func mean(_ values: [Double]?) -> Double? {
    values.map { $0.reduce(0, +) / Double($0.count) }
  }
}

/// A positive statistic of a whole sample with the standard error of its logarithm.
public struct SubsampleEstimate: Sendable, Hashable {
  /// The statistic; `nil` where it is undefined.
  public let value: Double?
  /// The standard error of its logarithm; `nil` where there are too few examples.
  public let logError: Double?
  /// The number of examples that the statistic is of.
  public let count: Int

  /// value · exp(± z · error): an interval that holds no negative number.
  ///
  /// - Parameter level: Between 0 and 1.
  /// - Returns: `nil` without an error.
  public func interval(level: Double) -> Interval? {
    requireLevel(level)
    guard let value, let logError else { return nil }
    let factor = Double.exp(normalQuantile((1 + level) / 2) * logError)
    guard factor.isFinite, (value * factor).isFinite else { return nil }
    return Interval(lower: value / factor, upper: value * factor, level: level)
  }

  /// The interval of this statistic less that of another sample.
  ///
  /// Built of the two intervals, so that it keeps their skewness (Zou and Donner 2008): each end is as far
  /// from the difference as the root of the squared distances of the ends concerned.
  public func interval(minus other: SubsampleEstimate, level: Double) -> Interval? {
    guard let value, let subtracted = other.value, let own = interval(level: level),
      let their = other.interval(level: level)
    else { return nil }
    func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    return Interval(
      lower: value - subtracted - length(value - own.lower, their.upper - subtracted),
      upper: value - subtracted + length(own.upper - value, subtracted - their.lower), level: level)
  }

  /// The interval of the logarithm of this statistic over that of another sample.
  public func logRatioInterval(to other: SubsampleEstimate, level: Double) -> Interval? {
    requireLevel(level)
    guard let value, let divisor = other.value, let a = logError, let b = other.logError else {
      return nil
    }
    let reach = normalQuantile((1 + level) / 2) * (a * a + b * b).squareRoot()
    let ratio = Double.log(value / divisor)
    return Interval(lower: ratio - reach, upper: ratio + reach, level: level)
  }
}
