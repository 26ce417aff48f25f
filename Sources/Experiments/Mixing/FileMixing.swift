import Architectures
public import Artifacts
public import DataMixing
public import Diagnostics
public import Execution
import JSONTree
import Statistics
public import Transformer

/// The next mixture of files that needs no specification: what `gradbook mix` does.
public struct FileMixing: Sendable {
  /// What is mixed, and how.
  public struct Request: Sendable {
    /// A path, a name in the catalog or a Hugging Face repository.
    public var model: String
    /// The files of the domains, at least one, none twice.
    public var domains: [String]
    /// The file of what the model should do well.
    public var reference: String
    /// The number of tokens after which an example is cut.
    public var maxLength = 1024
    /// Whether prompts go through the model's chat template.
    public var usesChatTemplate = false
    /// The adapters that are trained on the mixture as it is.
    public var lora = LoRADesign.ofAllMaps
    /// How they are trained, for how many epochs.
    public var training = FineTuningRecipe.ofMixtures
    /// How influences become the next mixture; one round.
    public var loop = ExperimentSpec.MixtureMeasure.Loop.usual
    /// The seed.
    public var seed = 0

    /// Creates a request.
    public init(model: String, domains: [String], reference: String) {
      (self.model, self.domains, self.reference) = (model, domains, reference)
    }
  }

  /// What becomes of a domain.
  public struct NextDomain: Sendable {
    /// Its file.
    public let file: String
    /// How many rows it has.
    public let rows: Int
    /// How many it gets.
    public let next: Int
    /// α: negative where more of it lowers the reference loss.
    public let alpha: Estimated
    /// β, the share of its rows that is added before counts become whole and, if it is kept, their total.
    public let beta: Double
  }

  /// A number with its interval.
  public struct Estimated: Sendable {
    /// The number.
    public let value: Double
    /// The interval's lower end; `nil` where there is none.
    public let lower: Double?
    /// The interval's upper end.
    public let upper: Double?
  }

  /// The next mixture.
  public struct Outcome: Sendable {
    /// One for each domain, in their order.
    public let domains: [NextDomain]
    /// Σα over Σ|α|.
    public let imbalance: Double?
    /// What a reader must know.
    public let warnings: [MixingWarning]
    fileprivate let mixture: Mixture
  }

  /// The rows of the files that are no examples.
  public let unusable: [Problem]
  /// What is to be computed.
  public var steps: [any Step] { layout.steps }
  private let layout: MixtureSteps

  /// Opens the model and reads the files.
  ///
  /// - Parameters:
  ///   - request: What is mixed, and how.
  ///   - library: Where models are found.
  ///   - store: Where results are.
  ///   - memory: Where weights are while they are used.
  /// - Throws: `Problem` if something cannot be opened, a domain repeats another, or a row of the
  ///   reference is trained on.
  public init(
    _ request: Request, library: ModelLibrary, store: Store, memory: WeightMemory = .resident
  ) throws {
    let opened = try OpenedFiles(
      request.domains + [request.reference], model: request.model, maxLength: request.maxLength,
      usesChatTemplate: request.usesChatTemplate, library: library, store: store, memory: memory)
    unusable = opened.unusable
    try request.loop.check(opened.loaded.decoder.design)
    func rows(_ paths: [String]) -> MixtureData.Rows { paths.map { ($0, opened.data[$0] ?? []) } }
    try MixtureData(
      domains: rows(request.domains), reference: rows([request.reference]), tests: []
    ).check()
    layout = MixtureSteps(request.settings, models: [opened.model], data: opened.data)
  }

  /// The next mixture.
  ///
  /// - Parameters:
  ///   - outcomes: What became of ``steps``.
  ///   - store: Where the results are.
  ///   - resamples: Of intervals, at least 1.
  /// - Returns: The mixture.
  /// - Throws: The `Problem` of the step that failed first, or that says why no step can be taken.
  public func outcome(
    _ outcomes: [Run.Outcome], store: Store, resamples: Int = 2000
  ) throws -> Outcome {
    if let problem = outcomes.lazy.compactMap(\.problem).first { throw problem }
    guard let (run, place) = layout.mixtures.first, let result = outcomes[place].result,
      let step = steps[place] as? MixtureStep, let measured = layout.influences[run],
      let influences = outcomes[measured].result
    else { throw Problem.damagedResult("mixture") }
    let mixture = try step.result(result, in: store)
    if let refusal = mixture.refusal { throw Problem.noStep(refusal) }
    let settings = layout.settings.loop
    let found = try InfluenceTable.read(influences, in: store).influences(
      settings.curvatures[0], counts: layout.start, names: layout.settings.domains,
      convention: settings.convention,
      resampling: InfluenceResampling(resamples: resamples, seed: Seed("mix")))
    let domains = found.values.enumerated().map { index, value in
      NextDomain(
        file: value.domain, rows: layout.start[index], next: mixture.counts[index],
        alpha: Estimated(
          value: value.alpha, lower: value.estimate.interval?.lower,
          upper: value.estimate.interval?.upper),
        beta: mixture.step?.betas[index] ?? 0)
    }
    let warnings = MixingWarning.about(
      mixture.counts, before: layout.start,
      domains: layout.pool.sets.map { ($0.name, $0.range.count) })
    return Outcome(
      domains: domains, imbalance: found.imbalance, warnings: found.warnings + warnings,
      mixture: mixture)
  }

  /// The rows of the next mixture as they stand in their files, domain after domain; repeated ones as often
  /// as they are trained on.
  ///
  /// - Parameters:
  ///   - outcome: What ``outcome(_:store:resamples:)`` gave.
  ///   - emit: Receives each file with its lines.
  /// - Throws: `Problem` if a file cannot be read any more; what `emit` throws.
  public func lines(
    of outcome: Outcome, _ emit: (_ file: String, _ lines: [String]) throws -> Void
  ) throws {
    for (set, rows) in zip(layout.pool.sets, outcome.mixture.rows) {
      let lines = try DataRows.lines(of: set.name)
      let places = rows.map { layout.pool.examples[set.range.lowerBound + $0].index }
      guard places.allSatisfy({ $0 < lines.count }) else { throw Problem.damagedResult(set.name) }
      try emit(set.name, places.map { lines[$0] })
    }
  }
}

extension ExperimentSpec.MixtureMeasure.Loop {
  /// One round of the paper's step, by EK-FAC alone.
  public static let usual = Self(
    rounds: 1, stop: .rounds, steps: [0.15], sampling: 0.5, convention: .sum,
    damping: .relative(0.1),
    labels: .sampled, projections: [.gate, .up, .down], layers: .all, total: .free,
    rounding: .largestRemainder, curvatures: [.ekfac])
}

extension FileMixing.Request {
  fileprivate var settings: ExperimentSpec.MixtureMeasure {
    ExperimentSpec.MixtureMeasure(
      domains: domains, reference: [reference], tests: [], mixers: [.ideal], loop: loop,
      start: .all, draws: 1, regression: .usual, maxLength: maxLength,
      prompt: usesChatTemplate ? .chat : .plain, lora: lora, training: training,
      epochs: [training.epochs], seeds: [seed])
  }
}

extension Problem {
  fileprivate static func noStep(_ refusal: String) -> Problem {
    Problem(
      "There is no next mixture, and the one there is stays: \(refusal)",
      expected: "finite influences that are not all zero",
      remedy: "Raise the damping, choose other layers, or give more rows.")
  }
}
