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
    /// The selectors, at least one, their names distinct.
    public var selectors: [Variant]
    /// How many examples are chosen, from which sources, and whether repeated rows count once.
    public var policy: SelectionPolicy
    /// The number of tokens after which an example is cut, at least 2.
    public var maxLength: Int
    /// How an example becomes text.
    public var prompt: Spectra.Prompt
    /// Whether responses of the pool end with the model's end token, which is then trained on, as in the
    /// published code. Those of targets and tests do not.
    public var endToken = false
    /// The adapters that are trained, both in the warmup and on what was chosen.
    public var lora: LoRADesign
    /// How they are trained.
    public var training: FineTuningRecipe
    /// The part of the pool that the warmup trains on, above 0, at most 1.
    public var warmup: Double
    /// Which epochs of the warmup, or which of `external`, count; all if `nil`.
    public var checkpoints: Checkpoints?
    /// Adapters that were trained elsewhere, in place of the warmup; empty where there is one.
    public var external: [ExternalCheckpoint] = []
    /// How gradients become rows.
    public var features: Features
    /// What the selectors by a score take.
    public var scores = Scores()
    /// The seeds, at least one, none twice: each draws a warmup, random choices and orders of its own.
    public var seeds: [Int]
    /// Whether all weights are trained on what was chosen, in place of adapters. Those of the warmup, whose
    /// gradients are compared, stay adapters.
    public var trainsAllWeights = false
    /// The names of the models that choose; all of the experiment if empty.
    public var choosers: [String] = []
    /// The names of the models that are trained on what each of them chose; each on its own choice if
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

    /// How a model's answers to test examples are judged.
    public enum Answers: Sendable, Equatable {
      /// It writes on greedily after the prompt, at most so many tokens; the example's response holds the
      /// right answer in this form.
      case written(AnswerForm, tokens: Int)
      /// The likeliest of the texts in a column is its answer, by the whole text or a token; the example's
      /// response is one of them, or the letter of one, and letters are compared then.
      case choices(column: String, by: ChoiceScores.Rule)
    }

    /// How the gradient of an example becomes a row.
    public struct Features: Sendable, Hashable {
      /// The map.
      public var projection: Projection
      /// What stands for a candidate's gradient, and how targets are taken together.
      public var recipe: InfluenceRecipe
      /// How rows are stored.
      public var encoding: RowEncoding

      /// The map of gradients to rows; `Projection` alone is a weight matrix here.
      public typealias Projection = DataSelection.Projection
    }
  }
}
