/// Two samples of which some examples are in both: how surely the means of their influences differ.
///
/// The variance of a difference of two numbers, b − a, whose influences are u on the n examples of the
/// one sample and v on the m of the other:
/// - where both have the same examples, s²(v − u) / n: the paired test;
/// - where they share none, s²(u) / n + s²(v) / m: Welch's test;
/// - between, s²(u) / n + s²(v) / m − 2·k·cov(u, v) / (n·m), with the covariance over the k shared ones.
public struct SharedDifference: Sendable, Hashable {
  /// The variance of the difference.
  public let variance: Double
  /// The degrees of freedom of its t statistic.
  public let degrees: Double
  /// How many examples are in both.
  public let shared: Int
  /// Whether both have the same examples.
  public let isPaired: Bool

  /// Compares two samples; `nil` where one has fewer than two examples.
  ///
  /// - Parameters:
  ///   - first: The influences on the number that is subtracted.
  ///   - second: The influences on the other.
  ///   - pairs: The positions of shared examples in each, every position at most once.
  public init?(_ first: [Double], _ second: [Double], pairs: [(first: Int, second: Int)]) {
    guard let a = sampleVariance(first), let b = sampleVariance(second) else { return nil }
    let (n, m) = (Double(first.count), Double(second.count))
    shared = pairs.count
    isPaired = pairs.count == first.count && pairs.count == second.count
    if isPaired {
      // The differences themselves: variances less covariance would cancel where both agree.
      variance = (sampleVariance(pairs.map { second[$0.second] - first[$0.first] }) ?? 0) / n
      degrees = n - 1
      return
    }
    let (x, y) = (a / n, b / m)
    let common = covariance(pairs.map { first[$0.first] }, pairs.map { second[$0.second] })
    variance = max(0, x + y - 2 * Double(pairs.count) * common / (n * m))
    degrees =
      pairs.isEmpty && x + y > 0
      ? (x + y) * (x + y) / (x * x / (n - 1) + y * y / (m - 1)) : min(n, m) - 1
  }
}

private func sampleVariance(_ values: [Double]) -> Double? { variance(of: values) }

private func covariance(_ first: [Double], _ second: [Double]) -> Double {
  guard first.count > 1, let x = mean(of: first), let y = mean(of: second) else { return 0 }
  return dot(first.map { $0 - x }, second.map { $0 - y }) / Double(first.count - 1)
}

extension SharedDifference {
  /// The variances of independent parts of one difference together, with Welch and Satterthwaite's
  /// degrees of freedom.
  public static func sum(_ parts: [SharedDifference]) -> (variance: Double, degrees: Double) {
    let total = parts.reduce(0) { $0 + $1.variance }
    let squares = parts.reduce(0) { $0 + $1.variance * $1.variance / $1.degrees }
    return (total, squares > 0 ? total * total / squares : parts.map(\.degrees).min() ?? 1)
  }
}
