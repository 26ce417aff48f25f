extension ExperimentSpec.SelectionMeasure {
  /// What ranks the examples of the pool.
  public enum Selector: String, Sendable, CaseIterable {
    /// The influence of arXiv 2402.04333.
    case less
    /// A uniform draw.
    case random
    /// The words that requests share with the target.
    case bm25
    /// Importance weights of hashed n-grams (arXiv 2302.03169).
    case dsir
    /// The hidden state at the last token, as LESS compares with.
    case rds
    /// Hidden states weighted by position, targets taking turns (arXiv 2503.01807).
    case rdsPlus
    /// The highest loss.
    case loss
    /// The perplexity of the response, at one end or in the middle.
    case perplexity
    /// The highest instruction-following difficulty (arXiv 2308.12032, 2402.00530).
    case ifd
    /// The highest effective rank of the gradients, averaged over projections and layers (arXiv 2504.10766).
    case effectiveRank
    /// The lowest nuclear norm of the gradients, averaged over projections and layers (arXiv 2504.10766).
    case nuclearNorm
    /// The longest response.
    case length
    /// The whole pool: what there is to lose.
    case all
  }
}

extension ExperimentSpec.SelectionMeasure.Selector {
  /// The name for people.
  public var label: String {
    switch self {
    case .less: "LESS"
    case .random: "random"
    case .bm25: "BM25"
    case .dsir: "DSIR"
    case .rds: "RDS"
    case .rdsPlus: "RDS+"
    case .loss: "highest loss"
    case .perplexity: "perplexity"
    case .ifd: "IFD"
    case .effectiveRank: "highest effective rank"
    case .nuclearNorm: "lowest nuclear norm"
    case .length: "longest"
    case .all: "whole pool"
    }
  }

  /// Whether the ranking depends on the target.
  var asksTarget: Bool {
    switch self {
    case .less, .bm25, .dsir, .rds, .rdsPlus: true
    case .random, .loss, .perplexity, .ifd, .effectiveRank, .nuclearNorm, .length, .all: false
    }
  }

  /// Whether the ranking depends on the seed.
  var asksSeed: Bool { self == .less || self == .random || self == .dsir }

  /// What of the model a ranking reads.
  var source: Source {
    switch self {
    case .less: .gradients
    case .rds, .rdsPlus, .loss, .perplexity: .readings
    case .ifd: .difficulties
    case .effectiveRank, .nuclearNorm: .spectra
    case .length: .tokens
    case .random, .bm25, .dsir, .all: .nothing
    }
  }

  /// Whether the ranking depends on the model.
  var asksModel: Bool { source != .nothing }

  /// What of a model a ranking reads.
  enum Source {
    /// Nothing.
    case nothing
    /// How long texts are to it.
    case tokens
    /// Hidden states and losses, from one pass forward.
    case readings
    /// Losses of responses with their requests and without.
    case difficulties
    /// Singular values of its gradients.
    case spectra
    /// Projected gradients at checkpoints of a warmup.
    case gradients
  }
}
