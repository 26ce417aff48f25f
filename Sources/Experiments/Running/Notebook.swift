public import Artifacts
public import Diagnostics
public import Execution
import LinearAlgebra

/// An experiment bound to this machine: its models opened, its data read, its steps known.
public struct Notebook: Sendable {
  /// The experiment.
  public let spec: ExperimentSpec
  /// Its name: that of its file, without the ending.
  public let name: String
  /// The steps: those that train a model, then one for each of its data sets and examples.
  public let steps: [any Step]
  let models: [OpenedModel]
  let data: [OpenedData]
  private let places: [Measurements.Pair: PairPlaces]
  /// The indices of the steps that train models, by the models' names.
  private let trainings: [String: Int]
  /// The selection, and where its steps begin; `nil` where there is none or it cannot be made.
  private let selection: (steps: SelectionSteps, start: Int)?
  /// The mixture, and where its steps begin; `nil` where there is none or it cannot be made.
  let mixture: (steps: MixtureSteps, start: Int)?
  /// Why the mixture cannot be made.
  private let mixtureProblem: Problem?

  /// Opens models and data.
  ///
  /// A model or data set that cannot be opened is noted with its problem and leaves the others alone.
  ///
  /// - Parameters:
  ///   - spec: The experiment.
  ///   - name: Its name.
  ///   - library: Where models are found.
  ///   - store: Remembers the digests of large files.
  ///   - memory: Where the weights of models are while they are measured.
  public init(
    _ spec: ExperimentSpec, name: String, library: ModelLibrary, store: Store,
    memory: WeightMemory = .resident
  ) {
    NumericEnvironment.useOneThreadPerProduct()
    self.spec = spec
    self.name = name
    var checkpoints: [OpenedModel.Checkpoint: LoadedModel] = [:]
    models = spec.models.map {
      OpenedModel(
        $0, measure: spec.measure(with: $0), library: library, store: store, memory: memory,
        sharing: &checkpoints)
    }
    data = spec.data.reduce(into: []) { earlier, set in
      earlier.append(OpenedData(set, of: spec, earlier: earlier, store: store))
    }
    var steps: [any Step] = []
    var places: [Measurements.Pair: PairPlaces] = [:]
    var trainings: [String: Int] = [:]
    var tokenizers: Set<Digest> = []
    for model in models {
      guard case .success(let opened) = model.state else { continue }
      if let training = opened.model.training {
        if tokenizers.insert(training.tokenizer.key).inserted { steps.append(training.tokenizer) }
        trainings[model.definition.name] = steps.count
        steps.append(training)
      }
      let measure = spec.measure(with: model.definition)
      for set in data where set.isMeasured && spec.measure.hasSpectra {
        guard case .success(let examples) = set.state else { continue }
        let pair = Measurements.Pair(model: model.definition.name, data: set.definition.name)
        places[pair] = steps.append(
          Array(examples.examples(for: model.definition)), of: pair, opened, measuring: measure)
      }
    }
    let start = steps.count
    selection = spec.selectionSteps(models: models, data: data, store: store).map { ($0, start) }
    steps += selection?.steps.steps ?? []
    let mixtureStart = steps.count
    let mixing = capturingProblem { [models, data] in
      try spec.mixtureSteps(models: models, data: data)
    }
    mixture = (try? mixing.get()).flatMap { $0 }.map { ($0, mixtureStart) }
    if case .failure(let problem) = mixing {
      mixtureProblem = problem
    } else {
      mixtureProblem = nil
    }
    steps += mixture?.steps.steps ?? []
    self.steps = steps
    self.places = places
    self.trainings = trainings
  }

  /// What is wrong with models and data, each problem once.
  public var problems: [Problem] {
    models.compactMap(\.problem) + data.compactMap(\.problem)
      + (mixtureProblem.map { [$0] } ?? [])
  }

  /// Why nothing at all can be computed: all data are published ones, and their folder is not given.
  public var missingData: Problem? {
    let needsPublished = data.contains { set in
      if case .failure(.needsPublished) = set.state { true } else { false }
    }
    return steps.isEmpty && problems.isEmpty && needsPublished ? .onlyPublished : nil
  }

  /// The model and data set of a step, for grouping: `smollm2-135m-instruct · none`; other steps are
  /// groups by themselves.
  public static func group(of step: any Step) -> String {
    switch step {
    case let step as SpectraStep: "\(step.modelName) · \(step.dataName)"
    case let step as QualityStep: "\(step.modelName) · \(step.dataName) · quality"
    case let step as SketchStep: "\(step.modelName) · \(step.dataName)"
    case is RankingStep: "rankings"
    case let step as AdapterStep: "\(step.model.name) · training"
    case let step as TuningStep: "\(step.model.name) · training"
    case let step as EvaluationStep: "\(step.model.name) · evaluation"
    case is MixtureStep: "mixtures"
    case let step as AxesStep: "\(step.subject.model.name) · curvature"
    case let step as MomentStep: "\(step.axes.subject.model.name) · curvature"
    case let step as InfluenceStep: "\(step.subject.model.name) · influences"
    case let step as ProxyStep: "\(step.model.name) · proxies"
    default: step.identity
    }
  }

  /// The findings of a run.
  ///
  /// - Parameters:
  ///   - outcomes: What became of each of `steps`.
  ///   - store: Where the results are.
  /// - Returns: All that a report shows; cells that lack results say so.
  /// - Throws: `Problem` if the store does not work.
  public func findings(_ outcomes: [Run.Outcome], store: Store) throws -> Findings {
    precondition(
      outcomes.count == steps.count, "\(outcomes.count) outcomes of \(steps.count) steps")
    var measurements = Measurements(
      models: try models.map { try facts(of: $0, outcomes, store: store) }, data: data.map(\.facts),
      examples: [:])
    for model in models {
      for (index, set) in data.enumerated() {
        let pair = Measurements.Pair(model: model.definition.name, data: set.definition.name)
        guard let places = places[pair] else { continue }
        let collected = try collect(
          set, with: model.definition, outcomes, at: places, store: store)
        measurements.examples[pair] = collected.measured
        measurements.data[index].measured.append(
          MeasuredFacts(
            model: pair.model, collected.measured, missing: collected.missing,
            hasFixed: spec.measure.spectra.fixed != nil))
      }
    }
    chooseSubsets(&measurements)
    if let (selected, start) = selection {
      let own = Array(outcomes[start..<start + selected.steps.count])
      measurements.selection = try SelectionResults(selected, own, store: store)
      try measurements.selection?.countTokens(selected, trained: outcomes, trainings, store: store)
    }
    if let (mixed, start) = mixture {
      let own = Array(outcomes[start..<start + mixed.steps.count])
      measurements.mixture = try MixtureResults(mixed, own, store: store)
    }
    measurements.mixtureProblem = mixtureProblem?.summary
    let builder = CellBuilder(spec: spec, measurements: measurements)
    let findings = Findings(
      name: name, isPublished: spec.dataRoot == nil ? nil : true, title: spec.title,
      question: spec.question, description: spec.description,
      spec: spec.json, models: measurements.models, data: measurements.data,
      environment: .current,
      methods: methods,
      statistics: StatisticsFacts(
        resamples: spec.statistics.resamples, confidence: spec.statistics.confidence,
        seed: spec.statistics.seed),
      cells: spec.cells.map(builder.finding))
    // What is rendered now and what is rendered from the file later must be the same to the last byte.
    let text = try findings.encoded()
    var read = try Findings(parsing: Array(text.utf8), file: "findings.json")
    read.samples = ExampleInfluences(findings, text: text)
    return read
  }

  private var methods: [MethodFacts] {
    let training =
      trainings.isEmpty
      ? []
      : [
        MethodFacts(name: TokenizerStep.kind, version: TokenizerStep.version),
        MethodFacts(name: PretrainStep.kind, version: PretrainStep.version),
      ]
    let quality =
      spec.measure.quality == nil
      ? [] : [MethodFacts(name: QualityStep.kind, version: QualityStep.version)]
    let sketch =
      spec.measure.sketch == nil
      ? [] : [MethodFacts(name: SketchStep.kind, version: SketchStep.version)]
    let spectra =
      spec.measure.hasSpectra
      ? [MethodFacts(name: SpectraStep.kind, version: SpectraStep.version)] : []
    let selected = selection?.steps.settings.methods ?? []
    let mixed = mixture == nil ? [] : MixtureSteps.methods
    let both = selected + mixed.filter { method in !selected.contains { $0.name == method.name } }
    return training + spectra + quality + sketch + both
  }

  /// What is known of a model, with how it was trained or why it was not.
  private func facts(
    of model: OpenedModel, _ outcomes: [Run.Outcome], store: Store
  ) throws -> ModelFacts {
    var facts = model.facts
    guard let index = trainings[facts.name] else { return facts }
    if let digest = outcomes[index].result {
      facts.training = try TrainedCheckpoint.log(of: digest, in: store)
        .facts(ofText: model.training?.corpus.digest.hex)
    }
    facts.problem = outcomes[index].problem?.summary
    return facts
  }

  private func collect(
    _ set: OpenedData, with model: ModelDefinition, _ outcomes: [Run.Outcome],
    at places: PairPlaces, store: Store
  ) throws -> (measured: [MeasuredExample], missing: [MissingExample]) {
    guard case .success(let examples) = set.state else { return ([], []) }
    var measured: [MeasuredExample] = []
    var missing = examples.unusable(for: model).map {
      MissingExample(index: $0.index, id: nil, reason: $0.problem.summary)
    }
    let used = Array(examples.examples(for: model))
    for (number, (example, key)) in zip(used, used.pairingKeys).enumerated() {
      switch try artifact(outcomes[places.spectra.lowerBound + number], store: store) {
      case .success(.measured(let spectra)):
        let more = try places.more(number, outcomes, store: store)
        let columns = set.definition.columnScores(of: example)
        measured.append(
          MeasuredExample(
            key: key, spectra: spectra,
            scores: columns.merging(more.scores) { _, computed in computed }, fixed: more.fixed,
            sketch: more.sketch))
      case .success(.unmeasurable(let reason, let tokens)):
        missing.append(
          MissingExample(
            index: example.index, id: example.id, reason: reason.sentence(tokens: tokens)))
      case .failure(let problem):
        missing.append(
          MissingExample(index: example.index, id: example.id, reason: problem.summary))
      }
    }
    return (measured, missing.sorted { $0.index < $1.index })
  }

  private func artifact(
    _ outcome: Run.Outcome, store: Store
  ) throws -> Result<SpectraArtifact, Problem> {
    if let problem = outcome.problem { return .failure(problem) }
    guard let digest = outcome.result else { return .failure(Problem("It was not run yet.")) }
    guard let artifact = SpectraArtifact(bytes: try store.bytes(of: digest)) else {
      return .failure(Problem.damagedResult(digest.short))
    }
    return .success(artifact)
  }
}
