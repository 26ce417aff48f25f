import Artifacts
import DataSelection
import Diagnostics
import Execution
import JSONTree
import Transformer

/// All steps of a selection, and which of them gives what.
struct SelectionSteps: Sendable {
  typealias Selector = ExperimentSpec.SelectionMeasure.Selector

  /// What a ranking is of. All parts are filled in, those that do not matter too.
  struct Choice: Hashable, Sendable {
    /// The model that chooses.
    var model: String
    var selector: Selector
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

  let settings: ExperimentSpec.SelectionMeasure
  /// The examples to choose from.
  let pool: SelectionPool
  /// What the examples of each target test are, by the target's name.
  private(set) var tests: [String: SelectionPool] = [:]
  /// The steps, those that others need before them.
  private(set) var steps: [any Step] = []
  /// Which step ranks.
  private(set) var rankings: [Choice: Int] = [:]
  /// Which step evaluates.
  private(set) var trials: [Trial: Int] = [:]
  /// The last step of each model's warmup, by model and seed.
  private(set) var warmups: [String: [Int: Int]] = [:]
  /// The models, as the selection reads them.
  let models: [SelectionModel]
  private var places: [Digest: Int] = [:]

  /// Lays out the steps.
  ///
  /// - Parameters:
  ///   - settings: The selection.
  ///   - models: The models that choose; those that are trained are among them.
  ///   - data: The examples of each data set that the selection names.
  init(
    _ settings: ExperimentSpec.SelectionMeasure, models: [SelectionModel],
    data: [String: [Example]]
  ) {
    self.settings = settings
    self.models = models
    func examples(_ names: [String]) -> SelectionPool {
      SelectionPool(names.map { ($0, data[$0] ?? []) })
    }
    pool = examples(settings.pool)
    let targets = settings.targets.map { target in
      let known = examples([target.data])
      return RankingTarget(
        name: target.name, pool: known, subtasks: known.subtasks(inColumn: target.subtasks))
    }
    for target in settings.targets {
      tests[target.name] = target.test.map { examples([$0]) }
    }
    for model in models {
      for seed in settings.seeds {
        for target in targets {
          for selector in settings.selectors { add(selector, model, target, seed: seed) }
        }
      }
    }
    addTrials()
  }

  /// The models that are trained on what `model` chose.
  func learners(of model: SelectionModel) -> [SelectionModel] {
    settings.trained.isEmpty ? [model] : models.filter { settings.trained.contains($0.name) }
  }

  private mutating func place(_ step: any Step) -> Int {
    let key = step.key
    if let place = places[key] { return place }
    places[key] = steps.count
    steps.append(step)
    return steps.count - 1
  }

  // MARK: Rankings

  private mutating func add(
    _ selector: Selector, _ model: SelectionModel, _ target: RankingTarget, seed: Int
  ) {
    let evidence = evidence(selector, model, target, seed: seed)
    let step = RankingStep(
      selector: selector, model: model, pool: pool, target: selector.asksTarget ? target : nil,
      policy: selector == .all ? SelectionPolicy(.fraction(1)) : settings.policy,
      seed: selector.asksSeed ? seed : nil, evidence: evidence)
    let choice = Choice(
      model: model.name, selector: selector, target: target.name, seed: seed)
    rankings[choice] = place(step)
  }

  private mutating func evidence(
    _ selector: Selector, _ model: SelectionModel, _ target: RankingTarget, seed: Int
  ) -> RankingStep.Evidence {
    if selector == .less { return gradients(model, target, seed: seed) }
    guard selector.asksReadings else { return .texts }
    let ofPool = reading(model, pool, name: "pool")
    guard selector.asksTarget else { return .readings(pool: ofPool, target: nil) }
    return .readings(pool: ofPool, target: reading(model, target.pool, name: target.name))
  }

  private mutating func reading(
    _ model: SelectionModel, _ pool: SelectionPool, name: String
  ) -> ReadingStep {
    let step = ReadingStep(model: model, pool: pool, poolName: name)
    _ = place(step)
    return step
  }

  private mutating func gradients(
    _ model: SelectionModel, _ target: RankingTarget, seed: Int
  ) -> RankingStep.Evidence {
    var (ofPool, ofTarget): ([FeatureStep], [FeatureStep]) = ([], [])
    for epoch in 1...settings.training.epochs {
      let checkpoint = warmup(model, seed: seed, epoch: epoch)
      warmups[model.name, default: [:]][seed] = place(checkpoint)
      func rows(_ pool: SelectionPool, _ name: String, isTarget: Bool) -> FeatureStep {
        FeatureStep(
          checkpoint: checkpoint, pool: pool, poolName: name, features: settings.features,
          isTarget: isTarget)
      }
      ofPool.append(rows(pool, "pool", isTarget: false))
      ofTarget.append(rows(target.pool, target.name, isTarget: true))
    }
    for step in ofPool + ofTarget { _ = place(step) }
    return .gradients(pool: ofPool, target: ofTarget, rule: settings.features.recipe.rule)
  }

  private func warmup(_ model: SelectionModel, seed: Int, epoch: Int) -> AdapterStep {
    AdapterStep(
      model: model, pool: pool, rows: .drawn(part: settings.warmup), lora: settings.lora,
      recipe: recipe(seed), epoch: epoch, purpose: "warmup")
  }

  private func recipe(_ seed: Int) -> FineTuningRecipe {
    var recipe = settings.training
    recipe.seed = UInt64(seed)
    return recipe
  }

  // MARK: Trials

  private mutating func addTrials() {
    let choices = models.flatMap { model in
      settings.seeds.flatMap { seed in
        settings.targets.flatMap { target in
          settings.selectors.map {
            Choice(model: model.name, selector: $0, target: target.name, seed: seed)
          }
        }
      }
    }
    for model in models {
      for learner in learners(of: model) {
        for target in settings.targets { add(Trial(model: learner.name, target: target.name), nil) }
        for choice in choices where choice.model == model.name {
          add(
            Trial(model: learner.name, choice: choice, target: choice.target),
            training(of: learner, on: choice))
        }
      }
    }
  }

  private func training(of learner: SelectionModel, on choice: Choice) -> AdapterStep? {
    guard let place = rankings[choice], let ranking = steps[place] as? RankingStep else {
      return nil
    }
    let goal = choice.selector.asksTarget ? " for \(choice.target)" : ""
    let chooser = choice.selector.asksModel && choice.model != learner.name
    return AdapterStep(
      model: learner, pool: pool, rows: choice.selector == .all ? .all : .chosen(ranking),
      lora: settings.lora, recipe: recipe(choice.seed), epoch: settings.training.epochs,
      purpose: choice.selector.label + (chooser ? " of \(choice.model)" : "") + goal)
  }

  private mutating func add(_ trial: Trial, _ adapters: AdapterStep?) {
    guard let learner = models.first(where: { $0.name == trial.model }),
      let test = tests[trial.target], trials[trial] == nil,
      let goal = settings.targets.first(where: { $0.name == trial.target }), let name = goal.test
    else { return }
    if let adapters { _ = place(adapters) }
    trials[trial] = place(
      EvaluationStep(
        model: learner, adapters: adapters, test: test, testName: name,
        answers: goal.answers))
  }
}

extension SelectionSteps.Trial {
  /// The model as it is.
  fileprivate init(model: String, target: String) {
    self.init(model: model, choice: nil, target: target)
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

extension SelectionSteps {
  /// The methods that a selection may use, with their versions.
  static let methods = [
    MethodFacts(name: AdapterStep.kind, version: AdapterStep.version),
    MethodFacts(name: FeatureStep.kind, version: FeatureStep.version),
    MethodFacts(name: ReadingStep.kind, version: ReadingStep.version),
    MethodFacts(name: RankingStep.kind, version: RankingStep.version),
    MethodFacts(name: EvaluationStep.kind, version: EvaluationStep.version),
  ]
}

extension ExperimentSpec {
  /// The steps of the selection; `nil` where there is none, or where a data set or every model that it
  /// needs is missing.
  func selectionSteps(models: [OpenedModel], data: [OpenedData]) -> SelectionSteps? {
    guard let settings = measure.selection else { return nil }
    var examples: [String: [Example]] = [:]
    for name in settings.dataNames {
      guard let set = data.first(where: { $0.definition.name == name }), set.isMeasured,
        case .success(let found) = set.state
      else { return nil }
      examples[name] = found.examples
    }
    let opened = models.compactMap { model -> SelectionModel? in
      guard case .success(let opened) = model.state else { return nil }
      return SelectionModel(
        model: opened.model, name: model.definition.name, digest: opened.digest,
        prompt: model.definition.prompt ?? settings.prompt, maxLength: settings.maxLength)
    }
    return opened.isEmpty ? nil : SelectionSteps(settings, models: opened, data: examples)
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
