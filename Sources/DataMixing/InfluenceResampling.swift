public import Statistics
import Tensors

/// How the intervals of influences are found: by resampling reference examples and training examples,
/// each with replacement, apart from one another.
public struct InfluenceResampling: Sendable, Equatable {
  /// How many resamples: 2000 and more for intervals at 0.95.
  public var resamples: Int
  /// The confidence level.
  public var level: Double
  /// How the intervals are computed.
  public var method: IntervalMethod
  /// Made of the data and the identity of what is estimated.
  public var seed: Seed

  /// Creates a resampling.
  public init(
    resamples: Int = 2000, level: Double = 0.95, method: IntervalMethod = .percentile, seed: Seed
  ) {
    (self.resamples, self.level, self.method, self.seed) = (resamples, level, method, seed)
  }

  /// Resamples of the rows (the same for all domains) and of the columns of one domain.
  func bootstrap(_ part: Matrix<Double>, domain: String) -> TwoSampleBootstrap {
    TwoSampleBootstrap(
      BootstrapIndices(count: part.rows, resamples: resamples, seed: seed.adding("reference")),
      BootstrapIndices(
        count: part.columns, resamples: resamples, seed: seed.adding("domain").adding(domain)),
      level: level, method: method)
  }
}
