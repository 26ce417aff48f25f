/// Distances between items from resampled examples: what intervals of `GroupDistanceTest` are made of.
///
/// Curves measured on few examples are noisy, and noise makes all distances larger: a resample adds
/// more. Differences and ratios of distances share most of that bias, single distances do not. Give the
/// jackknife for BCa intervals, which correct for what is left; without it intervals are percentile
/// intervals.
public struct ResampledDistances: Sendable, Hashable {
  /// The distances of each resample, every item measured on the same draw of examples.
  public var resampled: [DistanceMatrix]
  /// For each sample of examples, the distances without each of its examples in turn; empty for
  /// percentile intervals.
  public var jackknife: [[DistanceMatrix]]
  /// How many examples each sample has.
  public var counts: [Int]
  /// The confidence level, between 0 and 1.
  public var level: Double

  /// Creates resampled distances.
  public init(
    _ resampled: [DistanceMatrix], jackknife: [[DistanceMatrix]] = [], counts: [Int],
    level: Double = 0.95
  ) {
    requireLevel(level)
    (self.resampled, self.jackknife) = (resampled, jackknife)
    (self.counts, self.level) = (counts, level)
  }
}

extension GroupDistanceTest {
  /// Intervals of what a test measures, over examples: how much of it the choice of examples decides.
  /// They say nothing of other families or sizes; the p-value does.
  public struct Intervals: Sendable, Hashable {
    /// Of `GroupDistances.difference`.
    public let difference: Estimate
    /// Of `GroupDistances.ratio`.
    public let ratio: Estimate
    /// Of `GroupDistances.area`.
    public let area: Estimate

    init(_ observed: GroupDistances, groups: [Int], resampled: ResampledDistances) {
      func split(_ matrices: [DistanceMatrix]) -> [GroupDistances?] {
        matrices.map { GroupDistances(distances: $0, groups: groups) }
      }
      let draws = split(resampled.resampled)
      let left = resampled.jackknife.map(split)
      func estimate(_ statistic: (GroupDistances) -> Double?) -> Estimate {
        func values(_ splits: [GroupDistances?]) -> [Double] {
          splits.map { $0.flatMap(statistic) ?? .nan }
        }
        return Replicates(
          observed: statistic(observed) ?? .nan, resampled: values(draws),
          jackknife: left.map(values), counts: resampled.counts
        ).estimate(level: resampled.level, method: left.isEmpty ? .percentile : .bca)
      }
      difference = estimate(\.difference)
      ratio = estimate(\.ratio)
      area = estimate(\.area)
    }
  }
}
