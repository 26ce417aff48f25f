/// What a table says of one column of numbers.
///
/// Values that are not finite are left out and counted in `excluded`: a reader must say so. Every other
/// function of this module refuses such values instead (it returns `nil` or an estimate with a caveat),
/// because a test or an interval on what is left would hide the loss.
public struct Summary: Sendable, Hashable {
  /// How many finite values there are.
  public let count: Int
  /// How many values were NaN or infinite.
  public let excluded: Int
  /// The mean; `nil` for no values.
  public let mean: Double?
  /// The sample standard deviation, n − 1 below; `nil` for fewer than two values.
  public let standardDeviation: Double?
  /// The standard error of the mean; `nil` for fewer than two values.
  public let standardError: Double?
  /// The smallest value; `nil` for no values.
  public let minimum: Double?
  /// The quantile at 0.25, type 7; `nil` for no values.
  public let lowerQuartile: Double?
  /// The quantile at 0.5, type 7; `nil` for no values.
  public let median: Double?
  /// The quantile at 0.75, type 7; `nil` for no values.
  public let upperQuartile: Double?
  /// The largest value; `nil` for no values.
  public let maximum: Double?

  /// Summarises the finite ones of `values`.
  public init(_ values: [Double]) {
    let sorted = values.filter(\.isFinite).sorted()
    func quartile(_ probability: Double) -> Double? {
      sorted.isEmpty ? nil : quantile(probability, ofSorted: sorted)
    }
    count = sorted.count
    excluded = values.count - sorted.count
    mean = Statistics.mean(of: sorted)
    standardDeviation = Statistics.standardDeviation(of: sorted)
    standardError = Statistics.standardError(of: sorted)
    (minimum, maximum) = (sorted.first, sorted.last)
    (lowerQuartile, median, upperQuartile) = (quartile(0.25), quartile(0.5), quartile(0.75))
  }
}
