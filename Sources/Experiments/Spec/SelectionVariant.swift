import Transformer

extension ExperimentSpec.SelectionMeasure {
  /// A selector as an experiment uses it: by the settings of the selection, or by some of its own.
  public struct Variant: Sendable, Hashable {
    /// The name by which cells refer to it; that of the selector where it has no settings of its own.
    public var name: String
    /// The name for people.
    public var label: String
    /// What ranks.
    public var selector: Selector
    /// How gradients become rows, in place of the selection's; of `less` alone.
    public var features: Features?
    /// The part of the pool that the warmup trains on, in place of the selection's; of `less` alone.
    public var warmup: Double?
    /// Which checkpoints count, in place of the selection's; of `less` alone.
    public var checkpoints: Checkpoints?
    /// The blocks whose gradients count, all if `nil`; of selectors by gradients or spectra.
    public var layers: ExperimentSpec.Layers?
    /// What is taken of a score, in place of the selection's.
    public var scores: Scores?

    /// A selector by the settings of the selection.
    public init(_ selector: Selector) {
      (name, label, self.selector) = (selector.rawValue, selector.label, selector)
    }

    /// Whether it is the selector itself.
    var isPlain: Bool { self == Variant(selector) }
  }

  /// Which checkpoints of a warmup count.
  public enum Checkpoints: Sendable, Hashable {
    /// The first so many epochs, at least 1.
    case first(Int)
    /// The last so many epochs, at least 1.
    case last(Int)
    /// These epochs, from 1, ascending, at least one.
    case epochs([Int])

    /// The epochs.
    ///
    /// - Parameter count: How many there are; at least as many as are asked for.
    /// - Returns: From 1, ascending.
    public func epochs(of count: Int) -> [Int] {
      switch self {
      case .first(let part): Array(1...part)
      case .last(let part): Array(count - part + 1...count)
      case .epochs(let epochs): epochs
      }
    }

    /// The least number of epochs that there must be.
    var least: Int {
      switch self {
      case .first(let count), .last(let count): count
      case .epochs(let epochs): epochs.last ?? 1
      }
    }
  }

  /// Adapters that were trained elsewhere, with the state of their optimizer.
  public struct ExternalCheckpoint: Sendable, Hashable {
    /// The folder, in the layout of `AdapterCheckpoint`; relative to the specification.
    public var path: String
    /// What it weighs by, above 0: the mean learning rate that led to it; the one recorded with it if `nil`.
    public var learningRate: Double?

    /// Creates a checkpoint.
    public init(path: String, learningRate: Double? = nil) {
      (self.path, self.learningRate) = (path, learningRate)
    }
  }

  /// What the selectors by a score take.
  public struct Scores: Sendable, Hashable {
    /// How instruction-following difficulty compares the two losses.
    public var difficulty = Difficulty.losses
    /// Whether examples of difficulty 1 and above rank last: their request does not help the model to
    /// expect the response, which mostly does not belong to it (Cherry LLM, arXiv 2308.12032, leaves them out).
    public var dropsUnhelped = true
    /// Which perplexities are taken.
    public var perplexity = Part.highest

    /// Creates the usual settings.
    public init() {}

    /// How instruction-following difficulty compares the loss of a response with that of the response alone.
    public enum Difficulty: String, Sendable, Hashable, CaseIterable {
      /// L(A|Q) / L(A) (Cherry LLM, arXiv 2308.12032).
      case losses
      /// exp(L(A|Q) − L(A)) (Superfiltering, arXiv 2402.00530).
      case perplexities
    }

    /// A part of an order of numbers.
    public enum Part: String, Sendable, Hashable, CaseIterable {
      case highest, lowest
      /// The nearest to the median by rank (arXiv 2309.04564).
      case middle
    }
  }
}

extension ExperimentSpec.SelectionMeasure {
  /// The features of a variant.
  func features(of variant: Variant) -> Features { variant.features ?? features }

  /// The epochs, or the places among external checkpoints from 1, that a variant compares by.
  func epochs(of variant: Variant) -> [Int] {
    let count = external.isEmpty ? training.epochs : external.count
    return (variant.checkpoints ?? checkpoints)?.epochs(of: count) ?? Array(1...count)
  }
}
