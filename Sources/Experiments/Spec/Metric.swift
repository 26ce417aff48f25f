/// A quantity that experiments can show and make claims about.
///
/// What charts, validation and documentation say about it stands in one table, ``facts``.
public enum Metric: String, Sendable, CaseIterable {
  case nuclearNorm, sigma1, sigma1Ratio, frobeniusNorm, effectiveRank, stableRank, nuclearRank
  case effectiveRankShare, stableRankShare, nuclearRankShare
  case lossNormalizedNuclearNorm, sumNuclearNorm
  case queryOutputSimilarity, keyValueSimilarity, adjacentSimilarity
  case mad, madEarly, madMiddle, madLast, relativeDifference
  case loss, responseTokens, tokens
  case directLoss, perplexity, ifdLoss, ifdPerplexity
  case tokenEntropy, highEntropySum
  case deitaComplexity, deitaQuality, deita
  case insTag, difficulty, reward
  case gVendi, grace

  /// What there is one value of the metric for.
  public enum Grain: String, Sendable {
    /// Each example, layer and projection.
    case layerProjection
    /// Each example and layer.
    case layer
    /// Each example, projection and pair of neighbouring layers; the pair counts as its first layer.
    case layerPair
    /// Each curve over the layers, that is, each model, data set and projection; for
    /// `relativeDifference` also each of the curve's layers.
    case curve
    /// Each example.
    case example
    /// Each data set, that is, one number for a model and a data set.
    case dataSet
  }

  /// Which change of a metric is an improvement.
  public enum Direction: String, Sendable, CaseIterable {
    case higher, lower, neutral
  }

  /// What is known of a metric before anything is measured.
  public struct Facts: Sendable {
    /// The name for people, such as `Nuclear norm`.
    public let label: String
    /// The unit, such as `nat`; `nil` for a dimensionless metric, and for one that has the unit of the
    /// curve it is taken of.
    public let unit: String?
    /// What there is one value for.
    public let grain: Grain
    /// Which change is an improvement.
    public let direction: Direction
    /// Whether every value is greater than 0 on data that say anything, so that logarithms and ratios
    /// make sense.
    public let isPositive: Bool
    /// One sentence for people, with the formula.
    public let summary: String
  }

  /// Whether there is a value for each projection.
  public var hasProjections: Bool {
    switch facts.grain {
    case .layerProjection, .layerPair, .curve: true
    case .layer, .example, .dataSet: false
    }
  }

  /// Whether there is a value for each layer.
  public var hasLayers: Bool {
    switch facts.grain {
    case .layerProjection, .layerPair, .layer: true
    case .curve: self == .relativeDifference
    case .example, .dataSet: false
    }
  }

  /// Whether the metric is computed from a curve of another metric over the layers.
  public var isOfCurve: Bool { facts.grain == .curve }

  /// Whether there is one value for all examples of a data set together, and none for each.
  public var isOfDataSet: Bool { facts.grain == .dataSet }

  /// Whether there is a value for each layer of one example, so that examples have curves.
  public var hasCurve: Bool { hasLayers && !isOfCurve }

  /// Whether a curve over the layers may be divided by its mean, which is then greater than 0.
  public var isNormalizable: Bool { hasCurve && facts.isPositive }

  /// The projections that must be measured for the metric to exist; empty if any will do.
  public var neededProjections: [ExperimentSpec.Projection] {
    switch self {
    case .queryOutputSimilarity: [.q, .o]
    case .keyValueSimilarity: [.k, .v]
    default: []
    }
  }

  /// The metrics whose curve over the layers another metric can be computed from.
  public static var curves: [Metric] {
    allCases.filter { $0.hasLayers && $0.hasProjections && !$0.isOfCurve }
  }
}
