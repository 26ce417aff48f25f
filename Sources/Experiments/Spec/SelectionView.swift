extension ExperimentSpec {
  /// What a cell shows of a selection.
  public struct SelectionView: Sendable, Equatable {
    /// What is shown.
    public var show: Show
    /// The names of the models that choose or are trained, in the order to show them; at least one.
    public var models: [String]
    /// The names of the targets; at least one.
    public var targets: [String]
    /// The selectors; at least one.
    public var selectors: [SelectionMeasure.Variant]
    /// The seeds that are shown, a part of those that were run; all if `nil`.
    public var seeds: [Int]?
    /// What trained models are judged by, where that is shown.
    public var judgement: Judgement = .loss

    /// What trained models are judged by.
    public enum Judgement: String, Sendable, CaseIterable {
      /// The mean loss of test responses.
      case loss
      /// The exponential of that mean; in tables of results alone.
      case perplexity
      /// The part of test examples whose answer, written by the model, is right.
      case accuracy

      /// What differences and claims are about.
      static let comparable: [Judgement] = [.loss, .accuracy]
    }

    /// What two choices agree in.
    public enum Agreement: String, Sendable, CaseIterable {
      /// The part of one choice that is in the other.
      case overlap
      /// Spearman's correlation of the scores of the whole pool.
      case rankCorrelation
    }

    /// What is shown.
    public enum Show: Sendable, Equatable {
      /// A claim: that what models are judged by is less, or greater, after training on one selector's choice
      /// than after training on another's, or than the model's as it is where that is `nil`.
      case claim(
        of: SelectionMeasure.Variant, is: Claim.Relation, than: SelectionMeasure.Variant?,
        source: String?)
      /// A forest plot: how models differ from those trained on one selector's choice, or not trained.
      case effects(against: SelectionMeasure.Variant?)
      /// A table of what trained models are judged by.
      case results
      /// A grid: which part of each choice is from which data set.
      case sources
      /// Response tokens of what was chosen, and of the pool.
      case lengths
      /// Scores of what was chosen, and of the pool.
      case scores
      /// A grid: how far selectors agree.
      case overlap(Agreement)
      /// A grid for each selector: how far models agree.
      case transfer(Agreement)
      /// A grid for each selector: how far choices for different targets agree.
      case targets(Agreement)
      /// The loss of the warmup.
      case warmup
      /// A table: how far choices agree with that of one selector, and how long their responses are.
      case ablation(against: SelectionMeasure.Variant)
      /// A table of the best and the worst examples by their names.
      case extremes
    }
  }
}

extension ExperimentSpec.SelectionView.Show {
  /// The shows of a chart, by the words of a specification.
  enum ChartWord: String, CaseIterable {
    case effects, sources, lengths, scores, overlap, transfer, targets, warmup
  }

  /// The shows of a table.
  enum TableWord: String, CaseIterable {
    case results, ablation, extremes
  }
}
