extension Proportion {
  /// The interval of a share of right answers that are not independent, as those of several seeds to the
  /// same examples: Clopper and Pearson's (Biometrika 26, 1934) of as many independent answers as would vary
  /// as much (Korn & Graubard, Survey Methodology 24, 1998).
  ///
  /// Never outside 0 to 1, with a width even where all or none are right, and wider the nearer to both.
  ///
  /// - Parameters:
  ///   - share: The share, from 0 to 1.
  ///   - standardError: Its standard error; 0 where nothing varies.
  ///   - degrees: The degrees of freedom of the standard error, above 0.
  ///   - examples: How many examples there are, at least 1: the answers count for no more independent ones.
  ///   - level: Between 0 and 1.
  /// - Returns: The interval.
  public static func interval(
    ofShare share: Double, standardError: Double, degrees: Double, examples: Int,
    level: Double = 0.95
  ) -> Interval {
    requireLevel(level)
    precondition((0...1).contains(share) && examples >= 1, "\(share) of \(examples) examples")
    let count = effectiveCount(
      share, standardError, degrees: degrees, examples: examples, level: level)
    let (right, tail) = (share * count, (1 - level) / 2)
    return Interval(
      lower: right > 0 ? betaQuantile(tail, right, count - right + 1) : 0,
      upper: right < count ? betaQuantile(1 - tail, right + 1, count - right) : 1, level: level)
  }

  /// How far from 0 the mean difference of paired answers may be where no pair of so many examples differed:
  /// it cannot exceed the share of pairs that differ, of which Clopper and Pearson give the greatest.
  ///
  /// - Parameters:
  ///   - examples: At least 1.
  ///   - level: Between 0 and 1.
  /// - Returns: An interval around 0.
  public static func differenceOfNone(_ examples: Int, level: Double = 0.95) -> Interval {
    let most = interval(
      ofShare: 0, standardError: 0, degrees: 1, examples: examples, level: level
    ).upper
    return Interval(lower: -most, upper: most, level: level)
  }

  private static func effectiveCount(
    _ share: Double, _ standardError: Double, degrees: Double, examples: Int, level: Double
  ) -> Double {
    let most = Double(examples)
    guard standardError > 0, share > 0, share < 1, examples > 1 else { return most }
    // Few degrees of freedom make the standard error itself a guess.
    let ratio =
      StudentT(degrees: most - 1).bound(level: level)
      / StudentT(degrees: degrees).bound(level: level)
    let count = share * (1 - share) / (standardError * standardError) * ratio * ratio
    return min(most, max(1, count))
  }
}

/// The x of which I_x(a, b) is `probability`, by halving.
private func betaQuantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
  var (low, high) = (0.0, 1.0)
  while true {
    let middle = low + (high - low) / 2
    guard low < middle, middle < high else { return middle }
    if incompleteBeta(a, b, x: middle, complement: 1 - middle) < probability {
      low = middle
    } else {
      high = middle
    }
  }
}
