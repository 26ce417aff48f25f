import Artifacts
import DataSelection
import Diagnostics
import Execution
import JSONTree
import Transformer

/// All steps of a selection, and which of them gives what.
struct SelectionSteps: Sendable {
  typealias Variant = ExperimentSpec.SelectionMeasure.Variant

  /// What a ranking is of. All parts are filled in, those that do not matter too.
  struct Choice: Hashable, Sendable {
    /// The model that chooses.
    var model: String
    var selector: Variant
    var target: String
    var seed: Int
  }

  /// What an evaluation is of.
  struct Trial: Hashable, Sendable {
    /// The model that was trained and evaluated.
    var model: String
    /// What it was trained on; `nil` for the model as it is.
    var choice: Choice?
    /// The target whose test it is.
    var target: String
  }

  /// What adapters are warmed up on.
  struct Warmup: Hashable, Sendable {
    var model: String
    var seed: Int
    /// The part of the pool.
    var part: Double
  }

  let settings: ExperimentSpec.SelectionMeasure
  /// The examples to choose from.
  let pool: SelectionPool
  /// The same as they are read, not trained on.
  let unended: SelectionPool
  /// What the examples of each target test are, by the target's name.
  private(set) var tests: [String: SelectionPool] = [:]
  /// The steps, those that others need before them.
  private(set) var steps: [any Step] = []
  /// Which step ranks.
  var rankings: [Choice: Int] = [:]
  /// Which step evaluates.
  var trials: [Trial: Int] = [:]
  /// The last step of each warmup.
  var warmups: [Warmup: Int] = [:]
  /// Adapters that were trained elsewhere, in place of a warmup.
  let checkpoints: [OpenedCheckpoint]
  /// The models, as the selection reads them.
  let models: [SelectionModel]
  private var places: [Digest: Int] = [:]

  /// Lays out the steps.
  ///
  /// - Parameters:
  ///   - settings: The selection.
  ///   - models: The models that choose and those that are trained.
  ///   - data: The examples of each data set that the selection names.
  ///   - checkpoints: Those of `settings.external`, opened.
  init(
    _ settings: ExperimentSpec.SelectionMeasure, models: [SelectionModel],
    data: [String: [Example]], checkpoints: [OpenedCheckpoint] = []
  ) {
    self.settings = settings
    self.models = models
    self.checkpoints = checkpoints
    pool = SelectionPool(settings.pool, of: data, endsResponses: settings.endToken)
    unended = pool.unended
    let targets = settings.targets.map { target in
      let known = SelectionPool([target.data], of: data)
      return RankingTarget(
        name: target.name, pool: known, subtasks: known.subtasks(inColumn: target.subtasks),
        problem: target.subtasks.flatMap { column in
          known.examples.contains { $0.columns.contains { $0.key == column } }
            ? nil : .noSubtasks(column, in: known.examples, of: target.data)
        })
    }
    for target in settings.targets {
      tests[target.name] = target.test.map { SelectionPool([$0], of: data) }
    }
    for model in choosers {
      for seed in settings.seeds {
        for target in targets {
          for selector in settings.selectors { add(selector, model, target, seed: seed) }
        }
      }
    }
    addTrials()
  }

  /// The models that choose.
  var choosers: [SelectionModel] {
    settings.choosers.isEmpty ? models : models.filter { settings.choosers.contains($0.name) }
  }

  /// The models that are trained on what `model` chose.
  func learners(of model: SelectionModel) -> [SelectionModel] {
    settings.trained.isEmpty ? [model] : models.filter { settings.trained.contains($0.name) }
  }

  /// The place of a step, which is added where none of its key is there.
  mutating func place(_ step: any Step) -> Int {
    let key = step.key
    if let place = places[key] { return place }
    places[key] = steps.count
    steps.append(step)
    return steps.count - 1
  }
}

extension SelectionPool {
  /// The subtask of each example, from 0 in the order of first occurrence; one where there is no column.
  fileprivate func subtasks(inColumn column: String?) -> [Int] {
    guard let column else { return examples.map { _ in 0 } }
    var known: [String: Int] = [:]
    return examples.map { example in
      let value = example.columns.first { $0.key == column }?.value.text(.canonical) ?? ""
      if let subtask = known[value] { return subtask }
      known[value] = known.count
      return known.count - 1
    }
  }
}

extension ExperimentSpec.SelectionMeasure {
  /// The methods that the selection may use, with their versions.
  var methods: [MethodFacts] {
    let usual = [
      MethodFacts(name: AdapterStep.kind, version: AdapterStep.version),
      MethodFacts(name: FeatureStep.kind, version: FeatureStep.version),
      MethodFacts(name: ReadingStep.kind, version: ReadingStep.version),
      MethodFacts(name: RankingStep.kind, version: RankingStep.version),
      MethodFacts(name: EvaluationStep.kind, version: EvaluationStep.version),
    ]
    let imported =
      external.isEmpty ? [] : [MethodFacts(name: ImportStep.kind, version: ImportStep.version)]
    let tuned =
      trainsAllWeights ? [MethodFacts(name: TuningStep.kind, version: TuningStep.version)] : []
    func uses(_ source: Selector.Source) -> Bool {
      selectors.contains { $0.selector.source == source }
    }
    return usual + imported + tuned
      + (uses(.difficulties)
        ? [MethodFacts(name: DifficultyStep.kind, version: DifficultyStep.version)] : [])
      + (uses(.spectra)
        ? [MethodFacts(name: SpectralStep.kind, version: SpectralStep.version)] : [])
  }
}

extension ExperimentSpec {
  /// The steps of the selection; `nil` where there is none, or where a data set or every model that it
  /// needs is missing.
  func selectionSteps(
    models: [OpenedModel], data: [OpenedData], store: Store
  ) -> SelectionSteps? {
    guard let settings = measure.selection,
      let examples = examples(of: settings.dataNames, among: data)
    else { return nil }
    let opened = opened(models, prompt: settings.prompt, maxLength: settings.maxLength)
    guard !opened.isEmpty else { return nil }
    return SelectionSteps(
      settings, models: opened, data: examples,
      checkpoints: settings.external.map { OpenedCheckpoint($0, from: folder, store: store) })
  }
}

extension ExperimentSpec.SelectionMeasure {
  /// The data sets that the selection reads, each once.
  var dataNames: [String] {
    var seen: Set<String> = []
    let ofTargets = targets.flatMap { [$0.data] + ($0.test.map { [$0] } ?? []) }
    return (pool + ofTargets).filter { seen.insert($0).inserted }
  }
}
