public import Transformer

/// What a curvature is taken from.
public struct CurvatureRecipe: Sendable, Equatable {
  /// Which tokens are taken for the next ones.
  public enum Labels: Sendable, Equatable {
    /// Drawn from the model under a seed: the Gauss–Newton matrix (Martens & Grosse 2015).
    case sampled(seed: UInt64)
    /// Those of the text: the empirical Fisher, as in the code published with IDEAL.
    case given
  }

  /// Which positions are counted in Σ x·xᵀ, Σ δ·δᵀ and the number of tokens. Each example goes through
  /// the model alone, so there is no padding to mask.
  public enum Positions: Sendable, Equatable {
    /// Those at or before the example's last scored one. What comes later has δ = 0 in a causal model.
    case reaching
    /// All of the text, its last token included: what kronfluence counts with an attention mask of ones.
    /// Σ δ·δᵀ is the same, Σ x·xᵀ and the number of tokens are not.
    case all
  }

  /// Which maps of a block.
  public var projections: Set<Projection>
  /// Which blocks; all if `nil`.
  public var layers: Set<Int>?
  /// Which tokens are taken for the next ones.
  public var labels: Labels
  /// Which positions are counted.
  public var positions: Positions
  /// What passes keep between forward and backward; no bit depends on it.
  public var retention: Retention

  /// Creates a recipe.
  public init(
    projections: Set<Projection> = [.gate, .up, .down], layers: Set<Int>? = nil,
    labels: Labels = .sampled(seed: 0), positions: Positions = .reaching,
    retention: Retention = .everything
  ) {
    (self.projections, self.layers, self.labels) = (projections, layers, labels)
    (self.positions, self.retention) = (positions, retention)
  }

  /// How many rows of an example count.
  func rows(of example: TrainingExample) -> Int {
    switch positions {
    case .all: example.tokens.count
    case .reaching: example.reach
    }
  }
}
