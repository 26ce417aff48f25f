import Artifacts
import Foundation
import JSONTree

extension CellBuilder {
  /// What a cell shows of the selection.
  func selection(_ view: ExperimentSpec.SelectionView) -> Draft {
    guard let results = measurements.selection else { return .nothing }
    let panels = SelectionPanels(view, results)
    return selection(panels).telling(seeds: view.seeds)
  }

  private func selection(_ panels: SelectionPanels) -> Draft {
    switch panels.view.show {
    case .claim(let of, let relation, let than, let source):
      selectionClaim(panels, of: of, relation, than: than, source: source)
    case .effects(let against): selectionEffects(panels, against: against)
    case .results: selectionResults(panels)
    case .ablation(let against): selectionAblation(panels, against: against)
    case .sources: selectionSources(panels)
    case .lengths: selectionLengths(panels)
    case .scores: selectionScores(panels)
    case .overlap(let agreement): selectionOverlap(panels, agreement)
    case .transfer(let agreement): selectionTransfer(panels, agreement)
    case .targets(let agreement): selectionTargets(panels, agreement)
    case .warmup: selectionWarmup(panels)
    case .extremes: selectionExtremes(panels)
    }
  }

  /// What keeps the selection from being whole.
  func selectionProblems(_ view: ExperimentSpec.SelectionView) -> [String] {
    let settings = spec.measure.selection
    let models = view.models.compactMap { name in
      measurements.model(name)?.problem.map { "Model '\(name)' was not used: \($0)" }
    }
    let data = measurements.data.filter { settings?.dataNames.contains($0.name) ?? false }
      .compactMap { facts in
        facts.problem.map { "Data '\(facts.name)' was not read: \($0)" }
      }
    let missing: [String] =
      if measurements.selection == nil, models.isEmpty, data.isEmpty {
        ["Nothing was selected: some of its data are published data that are not known here."]
      } else {
        []
      }
    return models + data + missing + (measurements.selection?.problems ?? [])
  }

  /// What determines a cell of the selection.
  func selectionInputs(of view: ExperimentSpec.SelectionView) -> JSONValue {
    let names = Set(spec.measure.selection?.dataNames ?? [])
    let used = view.models + (spec.measure.selection?.trained ?? [])
    return .object([
      "settings": spec.measure.selection?.json,
      "methods": .array(
        (spec.measure.selection?.methods ?? []).map { .string("\($0.name) \($0.version)") }),
      "models": .strings(
        measurements.models.filter { used.contains($0.name) }.map { $0.digest ?? "" }),
      "data": .strings(
        measurements.data.filter { names.contains($0.name) }.map { $0.digest ?? "" }),
    ])
  }
}

extension CellBuilder.Draft {
  /// A cell that nothing was measured for.
  static let nothing = CellBuilder.Draft(
    title: "Nothing was measured for this cell", caption: "", content: .nothing)
}

extension CellBuilder.Draft {
  /// The same, saying which seeds alone it shows.
  func telling(seeds: [Int]?) -> CellBuilder.Draft {
    guard let seeds, !caption.isEmpty else { return self }
    var draft = self
    let names = seeds.map(String.init).joined(separator: ", ")
    draft.caption += " Of seed\(seeds.count == 1 ? "" : "s") \(names) alone."
    return draft
  }
}

extension [Int] {
  /// Those of these seeds that a cell shows, in their order; all where it says nothing.
  func shown(by seeds: [Int]?) -> [Int] { seeds.map { filter($0.contains) } ?? self }
}

/// The parts of a view: who chooses, who is trained, for which target.
struct SelectionPanels {
  typealias Variant = ExperimentSpec.SelectionMeasure.Variant

  let view: ExperimentSpec.SelectionView
  let results: SelectionResults

  init(_ view: ExperimentSpec.SelectionView, _ results: SelectionResults) {
    (self.view, self.results) = (view, results)
  }

  /// A model that chooses and one that is trained on its choice.
  struct Pair: Hashable {
    var chooser: String
    var learner: String

    /// For people: the learner, and whose choice it had where that is another's.
    var name: String { chooser == learner ? learner : "\(learner) on the choice of \(chooser)" }
  }

  var choosers: [String] { results.choosers.filter(view.models.contains) }

  var pairs: [Pair] {
    choosers.flatMap { chooser in
      results.learners(of: chooser).map { Pair(chooser: chooser, learner: $0) }
    }
  }

  var seeds: [Int] { results.settings.seeds.shown(by: view.seeds) }
  var targets: [String] { view.targets }
  var selectors: [Variant] { view.selectors }

  /// The selector whose scores are shown: the first by gradients.
  var influence: Variant {
    (selectors + results.settings.selectors).first { $0.selector == .less } ?? Variant(.less)
  }

  /// What a model chose by each seed that gave a ranking.
  func rankings(
    _ chooser: String, _ selector: Variant, _ target: String
  ) -> [Ranking] {
    seeds.compactMap {
      results.rankings[
        .init(model: chooser, selector: selector, target: target, seed: $0)]
    }
  }

  /// What test examples are judged by.
  ///
  /// - Parameters:
  ///   - pair: Who chose and who was trained.
  ///   - selector: What was trained on; `nil` for the model as it is, the same for each seed.
  ///   - target: Whose test it is.
  /// - Returns: Without values where a seed was not evaluated.
  func results(
    _ pair: Pair, _ selector: Variant?, _ target: String
  ) -> ArmResults {
    let keys = results.tests[target] ?? []
    let trials = seeds.map { seed -> [TestResult]? in
      let choice = selector.map {
        SelectionSteps.Choice(model: pair.chooser, selector: $0, target: target, seed: seed)
      }
      return results.trials[.init(model: pair.learner, choice: choice, target: target)]
    }
    guard trials.allSatisfy({ $0 != nil }) else { return ArmResults([], keys) }
    return ArmResults(trials.map { $0?.map(view.judgement.value) ?? [] }, keys)
  }

  /// What trained models are judged by.
  var quantity: QuantityFacts {
    view.judgement.quantity(
      of: results.settings.targets.filter { targets.contains($0.name) }.map(\.answers))
  }
}

extension ExperimentSpec.SelectionView.Judgement {
  /// What a test example is judged by; `nil` where it is not judged.
  func value(_ result: TestResult) -> Double? {
    switch self {
    case .loss, .perplexity: result.mean
    case .accuracy: result.isRight.map { $0 ? 1 : 0 }
    }
  }

  /// What trained models are judged by on tests that are answered so, or not at all.
  func quantity(of answers: [ExperimentSpec.SelectionMeasure.Answers?]) -> QuantityFacts {
    let isChosen = answers.contains { if case .choices = $0 { true } else { false } }
    return switch self {
    case .loss: .testLoss
    case .perplexity: .testPerplexity
    case .accuracy: isChosen ? .testChoices : .testAccuracy
    }
  }

  /// A mean of what examples are judged by, as it is shown.
  func shown(_ mean: EstimateFinding) -> EstimateFinding {
    guard self == .perplexity else { return mean }
    return EstimateFinding(
      value: mean.value.map { exp($0) }, lower: mean.lower.map { exp($0) },
      upper: mean.upper.map { exp($0) }, n: mean.n)
  }
}

extension QuantityFacts {
  /// What trained models are judged by.
  static let testLoss = QuantityFacts(
    metric: "testLoss", label: "Test loss", unit: "nat", direction: "lower",
    summary: "The mean negative log-likelihood of the response tokens of a test example.")

  /// The same loss as a perplexity.
  static let testPerplexity = QuantityFacts(
    metric: "testPerplexity", label: "Test perplexity", unit: nil, direction: "lower",
    summary: "The exponential of the mean test loss.")

  /// What the answers of trained models are judged by.
  static let testAccuracy = QuantityFacts(
    metric: "testAccuracy", label: "Test accuracy", unit: nil, direction: "higher",
    summary: "The part of the test examples whose answer, written by the model, is right.")

  /// What answers are judged by where some of them are chosen.
  static let testChoices = QuantityFacts(
    metric: "testAccuracy", label: "Test accuracy", unit: nil, direction: "higher",
    summary:
      "The part of the test examples whose answer is right: the likeliest of several choices, or "
      + "one that the model writes.")

  /// Where what was chosen comes from.
  static let share = QuantityFacts(
    metric: "selectionShare", label: "Share of the choice", unit: nil, direction: "neutral",
    summary: "The part of what a selector chose that is from one data set, from 0 to 1.")

  /// How far choices agree.
  static let overlap = QuantityFacts(
    metric: "selectionOverlap", label: "Overlap of choices", unit: nil, direction: "neutral",
    summary: "The part of one choice that is in the other, of equal size, from 0 to 1.")

  /// What LESS ranks by.
  static let influence = QuantityFacts(
    metric: "influence", label: "LESS score", unit: nil, direction: "neutral",
    summary: "The mean over checkpoints, weighted by their learning rates, of the cosine of an "
      + "example's step with the target's gradient; the best subtask's, from −1 to 1.")
}
