public import DataSelection
public import Evaluation
public import Transformer

extension ExperimentSpec {
  /// A selection of training data for targets: LESS (arXiv 2402.04333) and the selectors that it is
  /// compared with, from pool to evaluated model.
  public struct SelectionMeasure: Sendable, Equatable {
    /// The names of the data sets that examples are chosen from, at least one; together the pool.
    public var pool: [String]
    /// What the chosen examples should be good for, at least one, their names distinct.
    public var targets: [Target]
    /// The selectors, at least one, none twice.
    public var selectors: [Selector]
    /// How many examples are chosen, from which sources, and whether repeated rows count once.
    public var policy: SelectionPolicy
    /// The number of tokens after which an example is cut, at least 2.
    public var maxLength: Int
    /// How an example becomes text.
    public var prompt: Spectra.Prompt
    /// The adapters that are trained, both in the warmup and on what was chosen.
    public var lora: LoRADesign
    /// How they are trained.
    public var training: FineTuningRecipe
    /// The part of the pool that the warmup trains on, above 0, at most 1.
    public var warmup: Double
    /// How gradients become rows.
    public var features: Features
    /// The seeds, at least one, none twice: each draws a warmup, random choices and orders of its own.
    public var seeds: [Int]
    /// The names of the models that are trained on what each model chose; each on its own choice if
    /// empty.
    public var trained: [String]

    /// What chosen examples should be good for.
    public struct Target: Sendable, Equatable {
      /// The name by which cells refer to it.
      public var name: String
      /// The data set of the few examples that are known of it.
      public var data: String
      /// The column of `data` that holds the subtask of an example; one subtask if `nil`.
      public var subtasks: String?
      /// The data set that trained models are evaluated on; `nil` where none is trained.
      public var test: String?
      /// How answers are found in what a trained model writes; `nil` where it writes none.
      public var answers: Answers?
    }

    /// How a model's own answers to test examples are judged: it writes on greedily after the prompt.
    public struct Answers: Sendable, Equatable {
      /// How answers are written; the example's response holds the right one.
      public var form: AnswerForm
      /// The most tokens that it writes, at least 1.
      public var tokens: Int
    }

    /// How the gradient of an example becomes a row.
    public struct Features: Sendable, Equatable {
      /// The map.
      public var projection: Projection
      /// What stands for a candidate's gradient, and how targets are taken together.
      public var recipe: InfluenceRecipe
      /// How rows are stored.
      public var encoding: RowEncoding

      /// The map of gradients to rows; `Projection` alone is a weight matrix here.
      public typealias Projection = DataSelection.Projection
    }

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
      /// The longest response.
      case length
      /// The whole pool: what there is to lose.
      case all
    }
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
    case .length: "longest"
    case .all: "whole pool"
    }
  }

  /// Whether the ranking depends on the target.
  var asksTarget: Bool {
    switch self {
    case .less, .bm25, .dsir, .rds, .rdsPlus: true
    case .random, .loss, .length, .all: false
    }
  }

  /// Whether the ranking depends on the seed.
  var asksSeed: Bool {
    switch self {
    case .less, .random, .dsir: true
    case .bm25, .rds, .rdsPlus, .loss, .length, .all: false
    }
  }

  /// Whether a hidden state or a loss of the model as it is must be known.
  var asksReadings: Bool { self == .rds || self == .rdsPlus || self == .loss }

  /// Whether the ranking depends on the model.
  var asksModel: Bool { self == .less || asksReadings || self == .length }
}
