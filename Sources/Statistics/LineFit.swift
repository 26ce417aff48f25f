/// The least-squares line through points, such as a metric against log N.
public struct LineFit: Sendable, Hashable {
  /// The value of the line at x = 0.
  public let intercept: Double
  /// The rise of the line for a step of 1 in x.
  public let slope: Double
  /// The standard error of the intercept; `nil` for two points, which leave nothing to judge it by.
  public let interceptError: Double?
  /// The standard error of the slope; `nil` for two points.
  public let slopeError: Double?
  /// The share of the variance of y that the line explains, from 0 to 1; `nil` where all y are equal.
  public let rSquared: Double?
  /// How many points there are.
  public let count: Int

  /// Fits a line by centred, compensated sums.
  ///
  /// `nil` for fewer than two points, where all x are equal, and for a value that is not finite.
  public init?(_ x: [Double], _ y: [Double]) {
    requireSameCount(x.count, y.count)
    guard x.count >= 2, let meanX = mean(of: x), let meanY = mean(of: y) else { return nil }
    let (dx, dy) = (x.map { $0 - meanX }, y.map { $0 - meanY })
    let (xx, yy) = (dot(dx, dx), dot(dy, dy))
    let slope = dot(dx, dy) / xx
    guard xx > 0, xx.isFinite, yy.isFinite, slope.isFinite else { return nil }
    let residuals = zip(dx, dy).map { $1 - slope * $0 }
    let squares = dot(residuals, residuals)
    let n = Double(x.count)
    (self.slope, intercept, count) = (slope, meanY - slope * meanX, x.count)
    rSquared = yy > 0 ? min(max(1 - squares / yy, 0), 1) : nil
    let error = x.count > 2 ? (squares / (n - 2) / xx).squareRoot() : nil
    slopeError = error
    interceptError = error.map { $0 * (xx / n + meanX * meanX).squareRoot() }
  }

  /// The value of the line at `x`.
  public func callAsFunction(_ x: Double) -> Double { intercept + slope * x }
}
