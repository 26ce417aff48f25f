/// A confidence interval, both ends included.
public struct Interval: Sendable, Hashable {
  /// The lower end.
  public let lower: Double
  /// The upper end, at least the lower one.
  public let upper: Double
  /// The confidence level, between 0 and 1, such as 0.95.
  public let level: Double

  /// Creates an interval from finite ends in order.
  public init(lower: Double, upper: Double, level: Double) {
    precondition(
      lower.isFinite && upper.isFinite && lower <= upper,
      "The ends of an interval are finite and in order; found \(lower) and \(upper).")
    requireLevel(level)
    (self.lower, self.upper, self.level) = (lower, upper, level)
  }

  /// Whether `value` is in the interval.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// The upper end less the lower one.
  public var width: Double { upper - lower }
}

func requireLevel(_ level: Double) {
  precondition(level > 0 && level < 1, "A level is between 0 and 1; found \(level).")
}
