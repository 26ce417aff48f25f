/// The smallest true difference of means that a two-sided test would find with the given power.
///
/// (z₁₋α⸝₂ + z_power) · √(s₁²/n₁ + s₂²/n₂), by the normal approximation with the samples' own standard
/// deviations; for fewer than twenty examples a little too small. What is smaller than it could easily
/// have been missed, so that "inconclusive" does not mean "equal".
///
/// - Parameters:
///   - first: The values of the first sample.
///   - second: The values of the second.
///   - alpha: The level of the test, between 0 and 1, such as 0.05.
///   - power: The probability of finding the difference, between 0.5 and 1.
/// - Returns: At least 0, in the unit of the values; `nil` for a sample of fewer than two values or with
///   one that is not finite.
public func detectableDifference(
  _ first: [Double], _ second: [Double], alpha: Double, power: Double = 0.8
) -> Double? {
  guard let a = variance(of: first), let b = variance(of: second) else { return nil }
  let error = (a / Double(first.count) + b / Double(second.count)).squareRoot()
  return factor(alpha, power) * error
}

/// The same for pairs, of their differences: (z₁₋α⸝₂ + z_power) · s / √n.
public func detectableMean(
  ofDifferences differences: [Double], alpha: Double, power: Double = 0.8
) -> Double? {
  standardError(of: differences).map { factor(alpha, power) * $0 }
}

private func factor(_ alpha: Double, _ power: Double) -> Double {
  requireLevel(alpha)
  precondition(power >= 0.5 && power < 1, "A power is from 0.5 to 1; found \(power).")
  return normalQuantile(1 - alpha / 2) + normalQuantile(power)
}
