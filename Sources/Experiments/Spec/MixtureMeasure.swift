import Curvature
public import DataMixing
public import Transformer

extension ExperimentSpec {
  /// Mixtures of training data: IDEAL (arXiv 2505.12762) and the mixers that it is compared with, from the
  /// domains to the evaluated model.
  public struct MixtureMeasure: Sendable, Equatable {
    /// The names of the data sets that are mixed, at least one.
    public var domains: [String]
    /// The names of the data sets that show what the model should do well, at least one; no row of them
    /// is trained on or tested.
    public var reference: [String]
    /// What trained models are evaluated on, at least one, no data set twice.
    public var tests: [Test]
    /// The mixers, at least one, none twice.
    public var mixers: [Mixer]
    /// IDEAL's loop.
    public var loop: Loop
    /// How many rows of each domain there are before the first round.
    public var start: Start
    /// How many mixes are drawn at random, at least 1.
    public var draws: Int
    /// What the regression is fitted to.
    public var regression: Regression
    /// The number of tokens after which an example is cut, at least 2.
    public var maxLength: Int
    /// How an example becomes text.
    public var prompt: Spectra.Prompt
    /// Whether responses of domains and reference end with the model's end token, which is then trained
    /// on, as in the published code. Those of tests do not.
    public var endToken = false
    /// The adapters that are trained.
    public var lora: LoRADesign
    /// How they are trained; `epochs` says how often each row is seen.
    public var training: FineTuningRecipe
    /// For how many epochs models are trained: each number has trainings and rounds of its own; at least
    /// one, none twice.
    public var epochs: [Int]
    /// The seeds, at least one, none twice: each has trainings, samples and draws of its own.
    public var seeds: [Int]

    /// What trained models are evaluated on.
    public struct Test: Sendable, Equatable {
      /// The name of the data set.
      public var data: String
      /// How answers are found in what a trained model writes; `nil` where it writes none.
      public var answers: SelectionMeasure.Answers?
    }

    /// How many rows of each domain there are before the first round.
    public enum Start: Sendable, Equatable {
      /// All that it has.
      case all
      /// As many of each as the smallest has.
      case equal
      /// So many, in the order of the domains, each at least 1; rows repeat where it has fewer.
      case counts([Int])
    }

    /// What the regression on small trainings is fitted to.
    public struct Regression: Sendable, Equatable {
      /// How many mixes are trained on, at least 2.
      public var mixes: Int
      /// Their rows, as a part of the starting mixture's; above 0, at most 1.
      public var part: Double
    }

    /// IDEAL's loop: how influences become the next mixture.
    public struct Loop: Sendable, Equatable {
      /// How many times the mixture is changed, at least 1.
      public var rounds: Int
      /// What ends the loop before all rounds.
      public var stop: Stop
      /// m, the largest share of a domain that a round adds or takes away; above 0, at most 1. Each
      /// number has rounds of its own.
      public var steps: [Double]
      /// σ, the part of each domain's rows that curvature and gradients are taken from; above 0, at most
      /// 1.
      public var sampling: Double
      /// What a domain's gradient is.
      public var convention: InfluenceConvention
      /// What is added to the eigenvalues of the curvature.
      public var damping: Damping
      /// Whether the curvature takes its labels from the model.
      public var labels: Labels
      /// The maps that gradients are taken by, within the blocks that `layers` leaves.
      public var projections: [Projection]
      /// The blocks or maps that take part.
      public var layers: Layers
      /// What the rows add up to.
      public var total: Total
      /// How counts become whole.
      public var rounding: CountRounding
      /// The curvatures whose influences are computed, on the same gradients; none twice. The first makes
      /// the mixture.
      public var curvatures: [Inverse]
    }

    /// Which tokens the curvature takes for the next ones.
    public enum Labels: String, Sendable, CaseIterable {
      /// Drawn from the model.
      case sampled
      /// Those of the text.
      case given
    }

    /// What ends the loop.
    public enum Stop: String, Sendable, CaseIterable {
      /// The number of rounds alone.
      case rounds
      /// A round after whose training the reference loss is not below that of the mixture before, which
      /// stays.
      case reference
    }

    /// What the rows of a mixture add up to.
    public enum Total: String, Sendable, CaseIterable {
      /// Whatever a round gives.
      case free
      /// As many as at the start.
      case kept
    }

    /// The blocks or maps whose gradients are compared.
    public enum Layers: Sendable, Equatable {
      /// All blocks.
      case all
      /// So many blocks from the embedding.
      case first(Int)
      /// So many blocks before the head.
      case last(Int)
      /// These blocks, from 0.
      case indices([Int])
      /// So many maps whose eigenvalues vary least.
      case lowestVariance(Int)
    }

    /// What gradients are multiplied by before they are compared.
    public enum Inverse: String, Sendable, CaseIterable {
      /// Second moments of gradients along Kronecker axes.
      case ekfac
      /// Kronecker factors alone.
      case kfac
      /// Nothing: inner products of gradients.
      case identity
      /// What the code published with the paper does, which is no inverse.
      case published
      /// The whole Gauss–Newton matrix, by conjugate gradients: for small models.
      case conjugateGradients
    }

    /// What says how many rows of each domain are trained on.
    public enum Mixer: String, Sendable, CaseIterable {
      /// Influences on the reference loss, round by round.
      case ideal
      /// The starting mixture as it is.
      case joint
      /// As many rows of each domain, in all as many as at the start.
      case uniform
      /// In proportion to the rows that domains have, in all as many as at the start.
      case proportional
      /// Drawn from all mixes alike.
      case random
      /// Each domain by itself.
      case specific
      /// Excess losses of a proxy over a reference model (arXiv 2305.10429).
      case doremi
      /// How a proxy's gradients align with those of the reference data (arXiv 2310.15393).
      case doge
      /// A linear prediction of the reference loss from small trainings (arXiv 2407.01492).
      case regression
      /// IDEAL's proportions with as many rows as the starting mixture.
      case idealAtJointTotal
      /// The starting mixture's proportions with as many rows as IDEAL's.
      case jointAtIdealTotal
      /// DoReMi's proportions with as many rows as IDEAL's.
      case doremiAtIdealTotal
      /// DoGE's proportions with as many rows as IDEAL's.
      case dogeAtIdealTotal
    }
  }
}

extension ExperimentSpec.MixtureMeasure.Mixer {
  /// The name for people.
  public var label: String {
    switch self {
    case .ideal: "IDEAL"
    case .joint: "joint"
    case .uniform: "uniform"
    case .proportional: "proportional"
    case .random: "random"
    case .specific: "one domain alone"
    case .doremi: "DoReMi"
    case .doge: "DoGE"
    case .regression: "regression"
    case .idealAtJointTotal: "IDEAL at the joint total"
    case .jointAtIdealTotal: "joint at IDEAL's total"
    case .doremiAtIdealTotal: "DoReMi at IDEAL's total"
    case .dogeAtIdealTotal: "DoGE at IDEAL's total"
    }
  }

  /// Whether it needs IDEAL's rounds.
  var asksLoop: Bool {
    switch self {
    case .ideal, .idealAtJointTotal, .jointAtIdealTotal, .doremiAtIdealTotal, .dogeAtIdealTotal:
      true
    case .joint, .uniform, .proportional, .random, .specific, .doremi, .doge, .regression: false
    }
  }
}

extension ExperimentSpec.MixtureMeasure.Inverse {
  /// The name for people.
  public var label: String {
    switch self {
    case .ekfac: "EK-FAC"
    case .kfac: "K-FAC"
    case .identity: "identity"
    case .published: "published code"
    case .conjugateGradients: "conjugate gradients"
    }
  }

  /// The operator along Kronecker axes; `nil` where there is none.
  var inverse: CurvatureInverse? {
    switch self {
    case .ekfac: .ekfac
    case .kfac: .kfac
    case .identity: .identity
    case .published: .published
    case .conjugateGradients: nil
    }
  }

  /// What is added to eigenvalues where a specification asks for `damping`: nothing by the published code.
  func added(_ damping: Damping) -> Damping { self == .published ? .absolute(0) : damping }
}

extension ExperimentSpec.MixtureMeasure {
  /// The data sets that the mixture reads, each once.
  var dataNames: [String] {
    var seen: Set<String> = []
    return (domains + reference + tests.map(\.data)).filter { seen.insert($0).inserted }
  }

  /// Whether IDEAL's rounds are computed.
  var hasLoop: Bool { mixers.contains { $0.asksLoop } }
}
