public import Experiments

/// One number in two versions of an experiment.
public struct NumberComparison: Sendable {
  /// What joins the two.
  public var key: ReportedNumber.Key
  /// What it is a number of.
  public var quantity: QuantityFacts
  /// The number in the reference; `nil` if it is not there.
  public var reference: EstimateFinding?
  /// The number in the other version; `nil` if it is not there.
  public var other: EstimateFinding?
  /// How they differ; `nil` where one has no value.
  public var difference: NumberDifference?
  /// The p-value, adjusted for all numbers that are compared (Benjamini and Hochberg).
  public var adjustedPValue: Double?
  /// The greatest difference that does not matter.
  public var tolerance: Double
  /// Whether it is one point of a curve.
  public var isPoint: Bool
  /// What was concluded from the number before and after, where that differs.
  public var conclusion: Conclusion?
  /// What became of it.
  public var verdict: ComparisonVerdict
  /// Why, where the numbers do not say it.
  public var reason: String?

  /// A verdict of a claim or of a difference, before and after.
  public struct Conclusion: Sendable, Equatable {
    /// Before.
    public var before: String
    /// After.
    public var after: String
  }
}

extension NumberComparison {
  /// The verdict on a difference whose p-value was adjusted.
  ///
  /// - Parameters:
  ///   - direction: Which change is an improvement.
  ///   - alpha: One less the confidence level.
  /// - Returns: The verdict, and why where the numbers do not say it.
  func judged(direction: Metric.Direction, alpha: Double) -> (ComparisonVerdict, String?) {
    guard let difference else { return (verdict, reason) }
    let band = tolerance
    if difference.basis == .identical { return (.equivalent, nil) }
    guard let lower = difference.lower, let upper = difference.upper else {
      return abs(difference.value) <= band
        ? (.withinTolerance, nil) : (.inconclusive, "there is no interval")
    }
    if lower >= -band, upper <= band { return (.equivalent, nil) }
    guard let p = adjustedPValue, p < alpha else { return (.inconclusive, nil) }
    if abs(difference.value) <= band { return (.withinTolerance, nil) }
    guard lower > band || upper < -band else {
      return (.inconclusive, "it differs, but perhaps by no more than the tolerance")
    }
    switch direction {
    case .neutral: return (.changed, nil)
    case .higher: return (difference.value > 0 ? .improved : .regressed, nil)
    case .lower: return (difference.value < 0 ? .improved : .regressed, nil)
    }
  }
}
