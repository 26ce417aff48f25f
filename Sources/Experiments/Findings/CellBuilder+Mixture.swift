import Artifacts
import JSONTree

extension CellBuilder {
  /// What a cell shows of the mixture.
  func mixture(_ view: ExperimentSpec.MixtureView) -> Draft {
    guard let results = measurements.mixture else { return .nothing }
    let panels = MixturePanels(view, results)
    return mixture(panels).telling(seeds: view.seeds)
  }

  private func mixture(_ panels: MixturePanels) -> Draft {
    switch panels.view.show {
    case .claim(let of, let relation, let than, let scope, let source):
      mixtureClaim(panels, of: of, relation, than: than, for: scope, source: source)
    case .effects(let against): mixtureEffects(panels, against: against)
    case .results: mixtureResults(panels)
    case .rounds: mixtureRounds(panels)
    case .slopes: mixtureSlopes(panels)
    case .shares: mixtureShares(panels)
    case .progress: mixtureProgress(panels)
    case .influences: mixtureInfluences(panels)
    case .agreement: mixtureAgreement(panels)
    case .counts: mixtureCounts(panels)
    }
  }

  /// What keeps the mixture from being whole.
  func mixtureProblems(_ view: ExperimentSpec.MixtureView) -> [String] {
    if let problem = measurements.mixtureProblem { return ["Nothing was mixed: \(problem)"] }
    let settings = spec.measure.mixture
    let models = view.models.compactMap { name in
      measurements.model(name)?.problem.map { "Model '\(name)' was not used: \($0)" }
    }
    let data = measurements.data.filter { settings?.dataNames.contains($0.name) ?? false }
      .compactMap { facts in
        facts.problem.map { "Data '\(facts.name)' was not read: \($0)" }
      }
    let missing: [String] =
      if measurements.mixture == nil, models.isEmpty, data.isEmpty {
        ["Nothing was mixed: some of its data are published data that are not known here."]
      } else {
        []
      }
    let rejected = measurements.mixture.map { MixturePanels(view, $0).rejections } ?? []
    return models + data + missing + (measurements.mixture?.problems ?? []) + rejected
  }

  /// What determines a cell of the mixture.
  func mixtureInputs(of view: ExperimentSpec.MixtureView) -> JSONValue {
    let names = Set(spec.measure.mixture?.dataNames ?? [])
    return .object([
      "settings": spec.measure.mixture?.json,
      "methods": .array(MixtureSteps.methods.map { .string("\($0.name) \($0.version)") }),
      "models": .array(
        measurements.models.filter { view.models.contains($0.name) }.map(identity(of:))),
      "data": .strings(
        measurements.data.filter { names.contains($0.name) }.map { $0.digest ?? "" }),
    ])
  }
}

/// The parts of a view of a mixture: which models, trained for how many epochs, on what.
struct MixturePanels {
  typealias Arm = MixtureSteps.Arm
  typealias Operand = ExperimentSpec.MixtureView.Operand

  let view: ExperimentSpec.MixtureView
  let results: MixtureResults

  init(_ view: ExperimentSpec.MixtureView, _ results: MixtureResults) {
    (self.view, self.results) = (view, results)
  }

  /// A model that is trained for so many epochs.
  struct Lane: Hashable {
    var model: String
    var epochs: Int
  }

  var models: [String] { results.models.filter(view.models.contains) }
  var lanes: [Lane] {
    models.flatMap { model in view.epochs.map { Lane(model: model, epochs: $0) } }
  }
  var seeds: [Int] { results.settings.seeds.shown(by: view.seeds) }
  var tests: [String] { view.tests }
  var steps: [Double] { results.settings.loop.steps }
  var rounds: Int { results.settings.loop.rounds }
  var domains: [String] { results.settings.domains }
  /// The mixtures that are shown.
  var arms: [Arm] { results.settings.arms.filter { view.mixers.contains($0.mixer) } }
  /// What trained models are judged by.
  var quantity: QuantityFacts {
    view.judgement.quantity(
      of: results.settings.tests.filter { tests.contains($0.data) }.map(\.answers))
  }

  /// The name of the model as it is.
  static let untrained = "not trained"

  /// The name of an arm in a lane: of the arm alone where there is one lane.
  func name(_ arm: Arm?, _ lane: Lane) -> String {
    let name = arm.map(results.settings.label) ?? Self.untrained
    let epochs =
      results.settings.epochs.count > 1 && arm != nil ? epochWords(lane.epochs) : nil
    return [name, models.count > 1 ? lane.model : nil, epochs].compactMap { $0 }
      .joined(separator: " · ")
  }

  /// The name of a lane among several; empty for one.
  func name(_ lane: Lane) -> String {
    [
      models.count > 1 ? lane.model : nil,
      results.settings.epochs.count > 1 ? epochWords(lane.epochs) : nil,
    ].compactMap { $0 }.joined(separator: " · ")
  }

  // MARK: Results

  /// What the examples of one test are judged by after training on an arm, or by the model as it is.
  func judged(_ lane: Lane, _ arm: Arm?, _ test: String) -> ArmResults {
    let keys = results.tests[test] ?? []
    let trials = seeds.map { seed in
      results.trials[
        .init(
          model: lane.model,
          run: arm.map { .init(model: lane.model, arm: $0, epochs: lane.epochs, seed: seed) },
          test: test)]
    }
    guard trials.allSatisfy({ $0 != nil }) else { return ArmResults([], keys) }
    return ArmResults(trials.map { $0?.map(view.judgement.value) ?? [] }, keys)
  }

  /// Of several tests together.
  func judged(_ lane: Lane, _ arm: Arm?, _ tests: [String]) -> ArmResults {
    ArmResults(joining: tests.map { judged(lane, arm, $0) })
  }

  /// One side of a comparison: the mean of its draws or domains.
  func judged(_ lane: Lane, _ operand: Operand, _ tests: [String]) -> ArmResults {
    let lane = Lane(model: lane.model, epochs: operand.epochs ?? lane.epochs)
    guard operand.mixer != nil else { return judged(lane, nil, tests) }
    return ArmResults(averaging: arms(of: operand).map { judged(lane, $0, tests) })
  }

  private func arms(of operand: Operand) -> [Arm] {
    let own = results.settings.arms.filter { $0.mixer == operand.mixer }
    guard own.first?.step != nil else { return own }
    return own.filter { $0.step == operand.step ?? steps.first }
  }

  /// The arm after a round of IDEAL; the starting mixture for round 0, if that is trained on.
  func arm(step: Double, round: Int) -> Arm {
    round == 0 ? Arm(mixer: .joint) : Arm(mixer: .ideal, step: step, round: round)
  }
}

extension QuantityFacts {
  /// How much of a domain is trained on.
  static let mixtureRows = QuantityFacts(
    metric: "mixtureRows", label: "Rows", unit: nil, direction: "neutral",
    summary: "How many rows of a domain are trained on, repeated ones as often as they stand.")

  /// How much of a mixture is of one domain.
  static let mixtureShare = QuantityFacts(
    metric: "mixtureShare", label: "Share of the mixture", unit: nil, direction: "neutral",
    summary: "The rows of a domain over all rows that are trained on, from 0 to 1.")

  /// What a domain does to the reference loss.
  static let domainInfluence = QuantityFacts(
    metric: "domainInfluence", label: "Influence", unit: nil, direction: "higher",
    summary: "−α of a domain over the largest |α| of all: above 0 where more of the domain lowers "
      + "the reference loss, to first order. Times m, the share of its rows that a round adds where the "
      + "total is free.")

  /// How far two curvatures agree.
  static let agreement = QuantityFacts(
    metric: "curvatureAgreement", label: "Rank correlation", unit: nil, direction: "neutral",
    summary: "Spearman's correlation of the influences of training examples by two curvatures, "
      + "from −1 to 1.")
}
