import RealModule

/// Student's t distribution.
public struct StudentT: Sendable, Hashable {
  /// The degrees of freedom, above 0; need not be whole. From ten million on, the normal distribution.
  public let degrees: Double

  /// Creates the distribution.
  public init(degrees: Double) {
    precondition(degrees > 0, "Degrees of freedom are above 0; found \(degrees).")
    self.degrees = degrees
  }

  /// The probability of a value at least as far from 0 as `t`: the two-sided p-value.
  ///
  /// I_x(ν/2, 1/2) with x = ν / (ν + t²), the regularized incomplete beta function.
  public func twoSided(_ t: Double) -> Double {
    guard t.isFinite else { return t.isNaN ? .nan : 0 }
    guard degrees < 1e7 else { return 2 * normalProbability(below: -abs(t)) }
    let square = t * t
    // x and 1 − x are formed apart, so that neither loses its digits to the other.
    return incompleteBeta(
      degrees / 2, 0.5, x: degrees / (degrees + square), complement: square / (degrees + square))
  }

  /// The t whose `twoSided` is `1 - level`: half the width of an interval in standard errors.
  ///
  /// Newton's steps from the normal quantile, kept between bounds that halve where a step would leave
  /// them.
  public func bound(level: Double) -> Double {
    requireLevel(level)
    let z = normalQuantile((1 + level) / 2)
    guard degrees < 1e7 else { return z }
    // The tails of t are heavier than those of the normal distribution.
    var (low, high) = (z, max(2 * z, 1))
    while twoSided(high) > 1 - level { (low, high) = (high, 2 * high) }
    var t = min(z * (1 + (z * z + 1) / (4 * degrees)), high)
    for _ in 0..<200 {
      let excess = twoSided(t) - (1 - level)
      if excess > 0 { low = t } else { high = t }
      let step = excess / (2 * density(t))
      let next = t + step
      if abs(step) <= 1e-14 * t || high - low <= 1e-15 * high { return next }
      t = next > low && next < high ? next : (low + high) / 2
    }
    return t
  }

  private func density(_ t: Double) -> Double {
    let constant =
      Double.logGamma((degrees + 1) / 2) - Double.logGamma(degrees / 2)
      - 0.5 * Double.log(degrees * Double.pi)
    return Double.exp(constant - (degrees + 1) / 2 * Double.log(onePlus: t * t / degrees))
  }
}

/// I_x(a, b) by its continued fraction (Lentz's method; DLMF 8.17.22).
func incompleteBeta(_ a: Double, _ b: Double, x: Double, complement: Double) -> Double {
  if x <= 0 { return 0 }
  if complement <= 0 { return 1 }
  // The fraction converges fast below the mean; above it, the other tail is the smaller.
  let isBelow = x <= (a + 1) / (a + b + 2)
  let tail = isBelow ? betaTail(a, b, x, complement) : betaTail(b, a, complement, x)
  return isBelow ? tail : 1 - tail
}

private func betaTail(_ a: Double, _ b: Double, _ x: Double, _ complement: Double) -> Double {
  let logarithm =
    a * Double.log(x) + b * Double.log(complement) + Double.logGamma(a + b) - Double.logGamma(a)
    - Double.logGamma(b)
  return Double.exp(logarithm) / a / betaFraction(a, b, x)
}

/// 1 + d₁/(1 + d₂/(1 + …)), from the front.
private func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
  let tiny = 1e-300
  func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var (fraction, above, below) = (1.0, 1.0, 0.0)
  for step in 1..<20_000 {
    let m = Double(step / 2)
    let coefficient =
      step.isMultiple(of: 2)
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    below = 1 / away(1 + coefficient * below)
    above = away(1 + coefficient / above)
    fraction *= above * below
    if abs(above * below - 1) < 1e-15 { break }
  }
  return fraction
}
