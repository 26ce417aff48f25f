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
  /// The steps, one for each model, data set and example.
  public let steps: [any Step]
  let models: [OpenedModel]
  let data: [OpenedData]
  private let places: [Measurements.Pair: Range<Int>]

  /// Opens models and data.
  ///
  /// A model or data set that cannot be opened is noted with its problem and leaves the others alone.
  ///
  /// - Parameters:
  ///   - spec: The experiment.
  ///   - name: Its name.
  ///   - library: Where models are found.
  ///   - store: Remembers the digests of large files.
  public init(_ spec: ExperimentSpec, name: String, library: ModelLibrary, store: Store) {
    NumericEnvironment.useOneThreadPerProduct()
    self.spec = spec
    self.name = name
    let settings = spec.measure.spectra
    models = spec.models.map { OpenedModel($0, settings: settings, library: library, store: store) }
    data = spec.data.map { OpenedData($0, path: spec.path(of: $0)) }
    var steps: [any Step] = []
    var places: [Measurements.Pair: Range<Int>] = [:]
    for model in models {
      guard case .success(let opened) = model.state else { continue }
      for set in data {
        guard case .success(let examples) = set.state else { continue }
        let start = steps.count
        steps += examples.examples.map { example in
          SpectraStep(
            model: opened.model, modelName: model.definition.name, modelDigest: opened.digest,
            dataName: set.definition.name, example: example, settings: settings)
        }
        places[Measurements.Pair(model: model.definition.name, data: set.definition.name)] =
          start..<steps.count
      }
    }
    self.steps = steps
    self.places = places
  }

  /// What is wrong with models and data, each problem once.
  public var problems: [Problem] {
    models.compactMap(\.problem) + data.compactMap(\.problem)
  }

  /// The model and data set of a step, for grouping: `smollm2-135m-instruct · none`.
  public static func group(of step: any Step) -> String {
    guard let spectra = step as? SpectraStep else { return step.identity }
    return "\(spectra.modelName) · \(spectra.dataName)"
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
      models: models.map(\.facts), data: data.map(\.facts), examples: [:])
    for model in models {
      for (index, set) in data.enumerated() {
        let pair = Measurements.Pair(model: model.definition.name, data: set.definition.name)
        guard let range = places[pair] else { continue }
        let collected = try collect(set, outcomes[range], store: store)
        measurements.examples[pair] = collected.measured
        measurements.data[index].measured.append(
          MeasuredFacts(model: pair.model, collected.measured, missing: collected.missing))
      }
    }
    let builder = CellBuilder(spec: spec, measurements: measurements)
    let findings = Findings(
      name: name, title: spec.title, question: spec.question, description: spec.description,
      spec: spec.json, models: measurements.models, data: measurements.data,
      environment: .current,
      methods: [MethodFacts(name: SpectraStep.kind, version: SpectraStep.version)],
      statistics: StatisticsFacts(
        resamples: spec.statistics.resamples, confidence: spec.statistics.confidence,
        seed: spec.statistics.seed),
      cells: spec.cells.map(builder.finding))
    // What is rendered now and what is rendered from the file later must be the same to the last byte.
    return try Findings(parsing: Array(try findings.encoded().utf8), file: "findings.json")
  }

  private func collect(
    _ set: OpenedData, _ outcomes: ArraySlice<Run.Outcome>, store: Store
  ) throws -> (measured: [MeasuredExample], missing: [MissingExample]) {
    guard case .success(let examples) = set.state else { return ([], []) }
    var measured: [MeasuredExample] = []
    var missing = examples.unusable.map {
      MissingExample(index: $0.index, id: nil, reason: $0.problem.summary)
    }
    var occurrences: [[UInt8]: Int] = [:]
    for (example, outcome) in zip(examples.examples, outcomes) {
      let request = Array(example.request.utf8)
      let key = PairingKey(request: request, occurrence: occurrences[request, default: 0])
      occurrences[request, default: 0] += 1
      switch try artifact(outcome, store: store) {
      case .success(.measured(let spectra)):
        measured.append(MeasuredExample(key: key, spectra: spectra))
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
