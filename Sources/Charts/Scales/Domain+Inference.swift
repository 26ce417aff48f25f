import Glibc

extension Domain {
  /// The domain that shows `values` well, or the one that `axis` demands.
  ///
  /// - Parameters:
  ///   - values: finite numbers, in any order; may be empty.
  ///   - axis: what the caller wants: scaling, whole numbers, a fixed range.
  ///   - padding: how much room to leave at each end, as a part of the span.
  ///   - reachesZero: whether a linear domain near zero is extended to it.
  init(of values: [Double], axis: Axis, padding: Double, reachesZero: Bool) {
    let isLogarithmic = Self.isLogarithmic(values, axis)
    if let bounds = axis.domain {
      self.init(bounds: Self.widened(bounds, isLogarithmic), isLogarithmic: isLogarithmic)
      return
    }
    let shown = isLogarithmic ? values.filter { $0 > 0 } : values
    guard let low = shown.min(), let high = shown.max() else {
      self.init(bounds: isLogarithmic ? 1...10 : 0...1, isLogarithmic: isLogarithmic)
      return
    }
    if low == high || Self.isNegligible(low, high) {
      self.init(bounds: Self.around(low, isLogarithmic, axis), isLogarithmic: isLogarithmic)
    } else if isLogarithmic {
      self.init(bounds: Self.paddedLog(low, high, padding), isLogarithmic: true)
    } else {
      self.init(
        bounds: Self.paddedLinear(low, high, padding, reachesZero), isLogarithmic: false)
    }
  }

  private static func isLogarithmic(_ values: [Double], _ axis: Axis) -> Bool {
    switch axis.scaling {
    case .linear: return false
    case .logarithmic: return true
    case .automatic:
      let all = values + (axis.domain.map { [$0.lowerBound, $0.upperBound] } ?? [])
      guard let low = all.min(), let high = all.max(), low > 0 else { return false }
      return high / low > 100
    }
  }

  /// A difference this small is rounding, and no tick label could tell it.
  private static func isNegligible(_ low: Double, _ high: Double) -> Bool {
    high / 2 - low / 2
      < max(max(low.magnitude, high.magnitude) * 1e-10, .leastNormalMagnitude)
  }

  private static func widened(
    _ bounds: ClosedRange<Double>, _ isLogarithmic: Bool
  ) -> ClosedRange<Double> {
    guard isNegligible(bounds.lowerBound, bounds.upperBound) else { return bounds }
    return around(bounds.lowerBound, isLogarithmic, Axis(""))
  }

  private static func around(
    _ value: Double, _ isLogarithmic: Bool, _ axis: Axis
  ) -> ClosedRange<Double> {
    if isLogarithmic { return max(value / 2, .leastNonzeroMagnitude)...clamped(value * 2) }
    if axis.isWhole, value.magnitude < 1e9 { return (value - 1)...(value + 1) }
    let room = value == 0 ? 1 : max(value.magnitude / 10, .leastNormalMagnitude)
    return clamped(value - room)...clamped(value + room)
  }

  private static func paddedLinear(
    _ low: Double, _ high: Double, _ padding: Double, _ reachesZero: Bool
  ) -> ClosedRange<Double> {
    let room = (high / 4 - low / 4) * padding * 4
    var (from, to) = (clamped(low - room), clamped(high + room))
    if reachesZero, low >= 0, low <= 0.3 * high { from = 0 }
    if reachesZero, high <= 0, high >= 0.3 * low { to = 0 }
    return from...to
  }

  private static func paddedLog(
    _ low: Double, _ high: Double, _ padding: Double
  ) -> ClosedRange<Double> {
    let span = log10(high) - log10(low)
    // Nine digits, so that a last digit of `pow` never decides whether a tick is inside.
    let factor = nineDigits(pow(10, span * padding))
    return max(low / factor, .leastNonzeroMagnitude)...clamped(high * factor)
  }

  private static func nineDigits(_ value: Double) -> Double {
    (value * 1e8).rounded() / 1e8
  }

  private static func clamped(_ value: Double) -> Double {
    min(max(value, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
  }
}
