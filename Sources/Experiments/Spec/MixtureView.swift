extension ExperimentSpec {
  /// What a cell shows of a mixture.
  public struct MixtureView: Sendable, Equatable {
    /// What is shown.
    public var show: Show
    /// The names of the models, in the order to show them; at least one.
    public var models: [String]
    /// The names of the tests; at least one.
    public var tests: [String]
    /// The mixers; at least one.
    public var mixers: [MixtureMeasure.Mixer]
    /// For how many epochs models were trained; at least one.
    public var epochs: [Int]
    /// The seeds that are shown, a part of those that were run; all if `nil`.
    public var seeds: [Int]?
    /// What trained models are judged by, where that is shown.
    public var judgement: SelectionView.Judgement = .loss

    /// One side of a comparison.
    public struct Operand: Sendable, Equatable {
      /// What was trained on; `nil` for the model as it is. Of several draws or domains the mean counts.
      public var mixer: MixtureMeasure.Mixer?
      /// For how many epochs; as the other side if `nil`.
      public var epochs: Int?
      /// m of IDEAL's loop; the first if `nil`.
      public var step: Double?
    }

    /// For what a claim must hold separately.
    public enum Scope: String, Sendable, CaseIterable {
      /// For the mean over the tests, each of which weighs alike.
      case mean
      /// For each test.
      case eachTest = "each test"
    }

    /// What is shown.
    public enum Show: Sendable, Equatable {
      /// A claim: that what models are judged by is less, or greater, after training on one mixture than on
      /// another.
      case claim(
        of: Operand, is: Claim.Relation, than: Operand, for: Scope, source: String?)
      /// A forest plot: how models differ from those trained on one mixture, or not trained.
      case effects(against: MixtureMeasure.Mixer?)
      /// A table of what trained models are judged by.
      case results
      /// Stacked bars: the rows of each domain at the start and after each round of IDEAL.
      case rounds
      /// Lines: the share of each domain in the mixture at the start and after each round of IDEAL.
      case slopes
      /// Stacked bars: the rows of each domain in each mixture.
      case shares
      /// What models are judged by after each round of IDEAL.
      case progress
      /// A forest plot: the influence of each domain by each curvature.
      case influences
      /// A grid: how far curvatures agree on examples.
      case agreement
      /// A table: the rows of each domain in each mixture.
      case counts
    }
  }
}

extension ExperimentSpec.MixtureView.Show {
  /// The shows of a chart, by the words of a specification.
  enum ChartWord: String, CaseIterable {
    case effects, rounds, slopes, shares, progress, influences, agreement
  }

  /// The shows of a table.
  enum TableWord: String, CaseIterable {
    case results, counts
  }

  /// Whether it shows the rounds of IDEAL.
  var asksLoop: Bool {
    switch self {
    case .rounds, .slopes, .progress, .influences, .agreement: true
    case .claim, .effects, .results, .shares, .counts: false
    }
  }

  /// Whether it shows what models are judged by.
  var isJudged: Bool {
    switch self {
    case .claim, .effects, .results, .progress: true
    case .rounds, .slopes, .shares, .influences, .agreement, .counts: false
    }
  }
}
