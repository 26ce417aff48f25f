import RealModule

/// A density estimate with a Gaussian kernel.
public struct KernelDensity: Sendable, Hashable {
  /// The sample.
  public let values: [Double]
  /// The standard deviation of the kernel, in the unit of the values; above zero.
  public let bandwidth: Double

  /// Creates an estimate.
  ///
  /// Without a bandwidth, Silverman's rule of thumb (1986, equation 3.31): 0.9 · min(s, IQR / 1.34) ·
  /// n^(−1/5), s alone where the quartiles agree. `nil` for no values, for a value that is not finite,
  /// and, without a bandwidth, for values that are all equal.
  ///
  /// - Parameters:
  ///   - values: The sample.
  ///   - bandwidth: Above zero, in the unit of the values.
  public init?(_ values: [Double], bandwidth: Double? = nil) {
    if let bandwidth {
      precondition(
        bandwidth > 0 && bandwidth.isFinite,
        "A bandwidth is finite and above 0; found \(bandwidth).")
    }
    guard !values.isEmpty, allFinite(values),
      let width = bandwidth ?? KernelDensity.silvermanBandwidth(of: values)
    else { return nil }
    (self.values, self.bandwidth) = (values, width)
  }

  /// The density at `x`, per unit of the values; at least 0.
  public func callAsFunction(_ x: Double) -> Double {
    let sum = compensatedSum(
      values.lazy.map { value in
        let distance = (x - value) / bandwidth
        return Double.exp(-0.5 * distance * distance)
      })
    return sum / (Double(values.count) * bandwidth * (2 * Double.pi).squareRoot())
  }

  /// The density at `count` equal steps, from `margin` bandwidths below the smallest value to as far
  /// above the largest.
  ///
  /// - Parameters:
  ///   - count: How many points, at least 2.
  ///   - margin: At least 0; beyond 3 bandwidths the density all but vanishes.
  /// - Returns: The points, x ascending.
  public func curve(points count: Int = 200, margin: Double = 3) -> [(x: Double, density: Double)] {
    precondition(count >= 2, "A curve has at least 2 points; found \(count).")
    precondition(margin >= 0, "A margin is at least 0; found \(margin).")
    let low = (values.min() ?? 0) - margin * bandwidth
    let high = (values.max() ?? 0) + margin * bandwidth
    return (0..<count).map { step in
      let share = Double(step) / Double(count - 1)
      let x = low * (1 - share) + high * share
      return (x, self(x))
    }
  }

  private static func silvermanBandwidth(of values: [Double]) -> Double? {
    guard let deviation = standardDeviation(of: values), deviation > 0 else { return nil }
    let sorted = values.sorted()
    let range = quantile(0.75, ofSorted: sorted) - quantile(0.25, ofSorted: sorted)
    let spread = range > 0 ? min(deviation, range / 1.34) : deviation
    return 0.9 * spread * Double.pow(Double(values.count), -0.2)
  }
}
