import Artifacts
import DataMixing
import Diagnostics
import Execution
import JSONTree
import Statistics
import Transformer

/// All steps of a mixture, and which of them gives what.
struct MixtureSteps: Sendable {
  typealias Measure = ExperimentSpec.MixtureMeasure
  typealias Mixer = Measure.Mixer

  /// A mixture among others. All parts that a mixer does not have are `nil`.
  struct Arm: Hashable, Sendable {
    var mixer: Mixer
    /// m of IDEAL's loop.
    var step: Double?
    /// The round of IDEAL's loop that it comes from, from 1.
    var round: Int?
    /// The draw, or the domain that stands alone, from 0.
    var part: Int?
  }

  /// What a mixture, a training and its evaluations are of.
  struct Run: Hashable, Sendable {
    var model: String
    var arm: Arm
    var epochs: Int
    var seed: Int
  }

  /// What an evaluation is of.
  struct Trial: Hashable, Sendable {
    /// The model that was trained and evaluated.
    var model: String
    /// What it was trained on; `nil` for the model as it is.
    var run: Run?
    /// The data set.
    var test: String
  }

  let settings: Measure
  /// The examples of all domains.
  let pool: SelectionPool
  let reference: SelectionPool
  /// What is tested, by the data set's name.
  let tests: [String: SelectionPool]
  /// The models, as the mixture reads them.
  let models: [SelectionModel]
  /// The rows of each domain before the first round.
  let start: [Int]
  /// The steps, those that others need before them.
  private(set) var steps: [any Step] = []
  /// Which step makes a mixture; round 0 of IDEAL is the starting mixture.
  private(set) var mixtures: [Run: Int] = [:]
  /// Which step measures the influences that a round of IDEAL comes from.
  private(set) var influences: [Run: Int] = [:]
  /// Which step evaluates.
  private(set) var trials: [Trial: Int] = [:]
  private var places: [Digest: Int] = [:]

  /// Lays out the steps.
  ///
  /// - Parameters:
  ///   - settings: The mixture.
  ///   - models: The models.
  ///   - data: The examples of each data set that the mixture names.
  init(_ settings: Measure, models: [SelectionModel], data: [String: [Example]]) {
    self.settings = settings
    self.models = models
    pool = SelectionPool(settings.domains, of: data, endsResponses: settings.endToken)
    reference = SelectionPool(settings.reference, of: data, endsResponses: settings.endToken)
    tests = Dictionary(
      uniqueKeysWithValues: settings.tests.map { ($0.data, SelectionPool([$0.data], of: data)) })
    start = settings.startCounts(pool.sets.map(\.range.count))
    for model in models {
      for test in settings.tests { evaluate(model, nil, nil, on: test) }
      for epochs in settings.epochs {
        for seed in settings.seeds { add(model, epochs: epochs, seed: seed) }
      }
    }
  }

  private mutating func place(_ step: any Step) -> Int {
    let key = step.key
    if let place = places[key] { return place }
    places[key] = steps.count
    steps.append(step)
    return steps.count - 1
  }

  // MARK: Mixers

  private mutating func add(_ model: SelectionModel, epochs: Int, seed: Int) {
    let lane = Lane(model: model, epochs: epochs, seed: seed)
    let joint = counted(start, seed: seed, purpose: "joint")
    var loops: [Double: MixtureStep] = [:]
    if settings.hasLoop {
      for step in settings.loop.steps { loops[step] = loop(lane, from: joint, step: step) }
    }
    for arm in settings.arms where arm.mixer != .ideal {
      let ideal = arm.step.flatMap { loops[$0] }
      let mixture = mixture(arm, lane, joint: joint, ideal: ideal)
      train(
        lane, arm, on: mixture, training(lane, on: mixture, settings.label(of: arm)),
        isTested: true)
    }
  }

  /// A model that is trained for so many epochs, with a seed.
  private struct Lane {
    let model: SelectionModel
    let epochs: Int
    let seed: Int

    func run(_ arm: Arm) -> Run {
      Run(model: model.name, arm: arm, epochs: epochs, seed: seed)
    }
  }

  private func mixture(
    _ arm: Arm, _ lane: Lane, joint: MixtureStep, ideal: MixtureStep?
  ) -> MixtureStep {
    let (seed, total) = (lane.seed, start.reduce(0, +))
    func step(_ evidence: MixtureStep.Evidence) -> MixtureStep {
      MixtureStep(
        pool: pool, evidence: evidence, seed: seed, round: 0, purpose: settings.label(of: arm))
    }
    switch arm.mixer {
    case .ideal, .joint: return joint
    case .uniform:
      return counted(
        Mix.uniform(start.count).counts(total: total), seed: seed, purpose: "uniform")
    case .proportional:
      return counted(
        apportioned(pool.sets.map { Double($0.range.count) }, total: total), seed: seed,
        purpose: "proportional")
    case .random:
      let mixes = Mix.random(
        settings.draws, concentrations: start.map { _ in 1 },
        seed: Seed("random mixture", String(seed)))
      return counted(
        mixes[arm.part ?? 0].counts(total: total), seed: seed, purpose: settings.label(of: arm))
    case .specific:
      let counts = start.enumerated().map { $0 == arm.part ? $1 : 0 }
      return counted(counts, seed: seed, purpose: settings.label(of: arm))
    case .doremi: return doremi(lane, joint)
    case .doge: return doge(lane, joint)
    case .regression: return step(.regression(small(lane), total: total))
    case .idealAtJointTotal: return step(.scaled(ideal ?? joint, totalOf: joint))
    case .jointAtIdealTotal: return step(.scaled(joint, totalOf: ideal ?? joint))
    case .doremiAtIdealTotal:
      return step(.scaled(doremi(lane, joint), totalOf: ideal ?? joint))
    case .dogeAtIdealTotal: return step(.scaled(doge(lane, joint), totalOf: ideal ?? joint))
    }
  }

  private func doremi(_ lane: Lane, _ joint: MixtureStep) -> MixtureStep {
    weighed(lane, .doremi(reference: training(lane, on: joint, "joint")), joint, Mixer.doremi)
  }

  private func doge(_ lane: Lane, _ joint: MixtureStep) -> MixtureStep {
    weighed(lane, .doge(reference: reference), joint, Mixer.doge)
  }

  /// The mixture that a proxy training ends with.
  private func weighed(
    _ lane: Lane, _ rule: ProxyStep.Rule, _ joint: MixtureStep, _ mixer: Mixer
  ) -> MixtureStep {
    MixtureStep(
      pool: pool, evidence: .proxy(proxy(lane, rule, joint), total: start.reduce(0, +)),
      seed: lane.seed, round: 0, purpose: mixer.label)
  }

  private func counted(_ counts: [Int], seed: Int, purpose: String) -> MixtureStep {
    MixtureStep(pool: pool, evidence: .counts(counts), seed: seed, round: 0, purpose: purpose)
  }

  private func proxy(_ lane: Lane, _ rule: ProxyStep.Rule, _ joint: MixtureStep) -> ProxyStep {
    ProxyStep(
      model: lane.model, mixture: joint, rule: rule, lora: settings.lora, recipe: recipe(lane))
  }

  /// The small trainings that a regression is fitted to.
  private func small(_ lane: Lane) -> [(mixture: MixtureStep, evaluation: EvaluationStep)] {
    let total = max(
      1, Int((settings.regression.part * Double(start.reduce(0, +))).rounded()))
    let mixes = Mix.random(
      settings.regression.mixes, concentrations: start.map { _ in 1 },
      seed: Seed("regression mixtures", String(lane.seed)))
    return mixes.enumerated().map { index, mix in
      let mixture = counted(
        mix.counts(total: total), seed: lane.seed, purpose: "small mixture \(index + 1)")
      return (mixture, onReference(lane, training(lane, on: mixture, mixture.purpose)))
    }
  }

  /// The reference losses after a training.
  private func onReference(_ lane: Lane, _ training: AdapterStep) -> EvaluationStep {
    EvaluationStep(
      examination: Examination(
        model: lane.model, test: reference,
        testName: settings.reference.joined(separator: ", "), answers: nil),
      trained: .adapters(training))
  }

  // MARK: The loop

  /// Adds the rounds of IDEAL with one m, and returns the last mixture.
  private mutating func loop(
    _ lane: Lane, from joint: MixtureStep, step: Double
  ) -> MixtureStep {
    let settings = settings.loop
    var (mixture, training) = (joint, training(lane, on: joint, "joint"))
    for round in 1...settings.rounds {
      let arm = Arm(mixer: .ideal, step: step, round: round)
      let measured = influence(lane, mixture, training)
      influences[lane.run(arm)] = place(measured)
      let update = MixtureStep.Update(
        step: step, curvature: settings.curvatures[0], convention: settings.convention,
        total: settings.total == .kept ? start.reduce(0, +) : nil, rounding: settings.rounding)
      let last = (mixture, training)
      let name = self.settings.label(of: arm)
      mixture = MixtureStep(
        pool: pool, evidence: .influences(measured, update), seed: lane.seed, round: round,
        purpose: "\(lane.model.name) · \(name) · \(lane.epochs) epochs")
      training = self.training(lane, on: mixture, name)
      if settings.stop == .reference {
        training.twins = [last.1]
        mixture = better(lane, (mixture, training), than: last, round: round)
        training = self.training(lane, on: mixture, name, twins: [training, last.1])
      }
      train(lane, arm, on: mixture, training, isTested: self.settings.mixers.contains(.ideal))
    }
    return mixture
  }

  /// The round's mixture if the reference loss falls by it, else the one before.
  private func better(
    _ lane: Lane, _ next: (MixtureStep, AdapterStep), than last: (MixtureStep, AdapterStep),
    round: Int
  ) -> MixtureStep {
    func judged(_ pair: (MixtureStep, AdapterStep)) -> MixtureStep.Judged {
      .init(mixture: pair.0, evaluation: onReference(lane, pair.1))
    }
    return MixtureStep(
      pool: pool, evidence: .better(judged(next), than: judged(last)), seed: lane.seed,
      round: round, purpose: "\(next.0.purpose), or the one before")
  }

  private mutating func influence(
    _ lane: Lane, _ mixture: MixtureStep, _ training: AdapterStep
  ) -> InfluenceStep {
    let subject = CurvatureSubject(
      model: lane.model, training: training, mixture: mixture, settings: settings.loop,
      seed: lane.seed)
    let measured = InfluenceStep(of: subject, on: reference)
    addAll(measured)
    return measured
  }

  // MARK: Trainings and evaluations

  private func recipe(_ lane: Lane) -> FineTuningRecipe {
    var recipe = settings.training.stacked
    (recipe.epochs, recipe.seed) = (lane.epochs, UInt64(lane.seed))
    return recipe
  }

  private func training(
    _ lane: Lane, on mixture: MixtureStep, _ name: String, twins: [AdapterStep] = []
  ) -> AdapterStep {
    AdapterStep(
      model: lane.model, pool: pool, rows: .mixed(mixture), lora: settings.lora,
      recipe: recipe(lane), epoch: lane.epochs,
      purpose: settings.epochs.count > 1 ? "\(name) · \(epochWords(lane.epochs))" : name,
      twins: twins)
  }

  private mutating func train(
    _ lane: Lane, _ arm: Arm, on mixture: MixtureStep, _ training: AdapterStep, isTested: Bool
  ) {
    addAll(mixture)
    mixtures[lane.run(arm)] = place(mixture)
    guard isTested, !settings.tests.isEmpty else { return }
    addAll(training)
    for test in settings.tests { evaluate(lane.model, lane.run(arm), training, on: test) }
  }

  private mutating func evaluate(
    _ model: SelectionModel, _ run: Run?, _ training: AdapterStep?, on test: Measure.Test
  ) {
    guard let pool = tests[test.data] else { return }
    trials[Trial(model: model.name, run: run, test: test.data)] = place(
      EvaluationStep(
        examination: Examination(
          model: model, test: pool, testName: test.data, answers: test.answers),
        trained: training.map { .adapters($0) }))
  }

  /// Adds what a step needs, then the step.
  private mutating func addAll(_ step: any Step) {
    for step in step.withNeeds where !(step is PretrainStep || step is TokenizerStep) {
      _ = place(step)
    }
  }
}

/// For example `1 epoch` or `3 epochs`.
func epochWords(_ count: Int) -> String { count == 1 ? "1 epoch" : "\(count) epochs" }

extension MixtureSteps {
  /// The methods that a mixture may use, with their versions.
  static let methods = [
    MethodFacts(name: AdapterStep.kind, version: AdapterStep.version),
    MethodFacts(name: AxesStep.kind, version: AxesStep.version),
    MethodFacts(name: MomentStep.kind, version: MomentStep.version),
    MethodFacts(name: InfluenceStep.kind, version: InfluenceStep.version),
    MethodFacts(name: MixtureStep.kind, version: MixtureStep.version),
    MethodFacts(name: ProxyStep.kind, version: ProxyStep.version),
    MethodFacts(name: EvaluationStep.kind, version: EvaluationStep.version),
  ]
}
