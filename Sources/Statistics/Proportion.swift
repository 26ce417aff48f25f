/// How often something was so, such as a right answer.
public struct Proportion: Sendable, Hashable {
  /// How often it was so.
  public let successes: Int
  /// How often it could have been so.
  public let count: Int

  /// Creates a proportion of 0 to `count` successes.
  public init(successes: Int, of count: Int) {
    precondition((0...max(count, 0)).contains(successes), "\(successes) successes of \(count)")
    (self.successes, self.count) = (successes, count)
  }

  /// Creates the proportion of `true`.
  public init(_ outcomes: [Bool]) {
    self.init(successes: outcomes.count { $0 }, of: outcomes.count)
  }

  /// The share of successes, from 0 to 1; `nil` of nothing.
  public var value: Double? { count == 0 ? nil : Double(successes) / Double(count) }

  /// Wilson's score interval (1927): every p for which the share would not be surprising,
  /// |share − p| ≤ z·√(p(1 − p)/n).
  ///
  /// Never outside 0 to 1, and never empty, even where all or none are so; covers close to its level from
  /// about ten examples on. It takes examples as drawn independently: of answers by several seeds to the
  /// same examples use `CrossedMean`.
  ///
  /// - Parameter level: Between 0 and 1.
  /// - Returns: The interval; `nil` of nothing.
  public func wilsonInterval(level: Double = 0.95) -> Interval? {
    requireLevel(level)
    guard let share = value else { return nil }
    let (n, z) = (Double(count), normalQuantile((1 + level) / 2))
    let square = z * z
    let centre = (share + square / (2 * n)) / (1 + square / n)
    let spread = share * (1 - share) / n + square / (4 * n * n)
    let half = z * spread.squareRoot() / (1 + square / n)
    // In exact arithmetic one end is the share itself where all or none are so.
    return Interval(
      lower: successes == 0 ? 0 : max(0, centre - half),
      upper: successes == count ? 1 : min(1, centre + half), level: level)
  }
}
