public import Experiments
import Foundation
import Statistics

/// How two numbers differ, and how surely.
public struct NumberDifference: Sendable, Equatable {
  /// How it was found out how sure that is.
  public enum Basis: String, Sendable {
    /// The examples are the same: the test is of their differences.
    case paired
    /// Some examples are the same.
    case overlapping
    /// No example is the same.
    case unpaired
    /// From the intervals of both, as if they were independent; the examples are not known.
    case intervals
    /// Both are the same to the last digit, interval included.
    case identical
    /// It was not: there is no interval.
    case none
  }

  /// The second number less the first; of log ratios, the natural logarithm of their ratio.
  public var value: Double
  /// The lower end of its interval; `nil` where there is none.
  public var lower: Double?
  /// The upper end of its interval.
  public var upper: Double?
  /// The probability of so large a difference if there were none; `nil` without an interval.
  public var pValue: Double?
  /// How many examples are in both.
  public var shared: Int
  /// How the interval was found.
  public var basis: Basis

  /// The forms of a difference.
  public enum Form: String, Sendable, CaseIterable {
    /// Second less first.
    case absolute
    /// The natural logarithm of second by first.
    case logRatio
  }

  /// Compares two estimates; `nil` where a value is missing or has no logarithm.
  ///
  /// The variance is that of the influences of the examples (the jackknife), with the examples that both
  /// estimates share taken into account; the interval and the p-value are those of Student's t.
  ///
  /// - Parameters:
  ///   - first: The reference.
  ///   - second: What is compared with it.
  ///   - form: Whether differences or ratios are taken.
  ///   - level: The confidence level of the interval.
  public init?(
    from first: EstimateFinding, to second: EstimateFinding, form: Form = .absolute, level: Double
  ) {
    guard let a = first.value, let b = second.value else { return nil }
    switch form {
    case .absolute: value = b - a
    case .logRatio:
      guard a > 0, b > 0 else { return nil }
      value = log(b / a)
    }
    (shared, basis) = (0, .none)
    if first == second, Self.mayBeOneSample(first, second) {
      (lower, upper, basis) = (0, 0, .identical)
      return
    }
    let scales = form == .logRatio ? (1 / a, 1 / b) : (1, 1)
    guard
      let spread = Self.spread(first, second, scales: scales)
        ?? Self.spreadOfIntervals(first, second, scales: scales, level: level)
    else { return }
    (shared, basis) = (spread.shared, spread.basis)
    let error = spread.variance.squareRoot()
    let distribution = StudentT(degrees: spread.degrees)
    let reach = error > 0 ? error * distribution.bound(level: level) : 0
    (lower, upper) = (value - reach, value + reach)
    pValue = error > 0 ? distribution.twoSided(value / error) : value == 0 ? 1 : 0
  }

  /// Whether both rest on the same examples, as far as is known.
  private static func mayBeOneSample(_ first: EstimateFinding, _ second: EstimateFinding) -> Bool {
    let (a, b) = (first.influence.map(\.examples), second.influence.map(\.examples))
    return a.isEmpty || b.isEmpty || a == b
  }

  private struct Spread {
    var variance: Double
    var degrees: Double
    var shared: Int
    var basis: Basis
  }

  private static func spread(
    _ first: EstimateFinding, _ second: EstimateFinding, scales: (Double, Double)
  ) -> Spread? {
    guard !first.influence.isEmpty, first.influence.count == second.influence.count else {
      return nil
    }
    let parts = zip(first.influence, second.influence).map { a, b in
      SharedDifference(
        scaled(a.values, scales.0), scaled(b.values, scales.1),
        pairs: pairs(a.examples, b.examples))
    }
    let known = parts.compactMap { $0 }
    guard known.count == parts.count else { return nil }
    let (variance, degrees) = SharedDifference.sum(known)
    let shared = known.map(\.shared).min() ?? 0
    let basis: Basis =
      known.allSatisfy(\.isPaired)
      ? .paired : known.contains { $0.shared > 0 } ? .overlapping : .unpaired
    return Spread(variance: variance, degrees: max(degrees, 1), shared: shared, basis: basis)
  }

  private static func scaled(_ values: [Double], _ scale: Double) -> [Double] {
    scale == 1 ? values : values.map { $0 * scale }
  }

  /// Where the examples that both have stand in each.
  private static func pairs(
    _ first: [UInt64], _ second: [UInt64]
  ) -> [(first: Int, second: Int)] {
    if first == second { return first.indices.map { ($0, $0) } }
    let places = Dictionary(
      zip(first, first.indices), uniquingKeysWith: { earlier, _ in earlier })
    return second.enumerated().compactMap { index, example in
      places[example].map { ($0, index) }
    }
  }

  /// What the intervals say, as if both estimates were independent and normal.
  private static func spreadOfIntervals(
    _ first: EstimateFinding, _ second: EstimateFinding, scales: (Double, Double), level: Double
  ) -> Spread? {
    guard let low = first.lower, let high = first.upper, let bottom = second.lower,
      let top = second.upper
    else { return nil }
    let normal = StudentT(degrees: .infinity).bound(level: level)
    let a = (high - low) / (2 * normal) * scales.0
    let b = (top - bottom) / (2 * normal) * scales.1
    return Spread(variance: a * a + b * b, degrees: .infinity, shared: 0, basis: .intervals)
  }
}
