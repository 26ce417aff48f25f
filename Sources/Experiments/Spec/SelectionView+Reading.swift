import Diagnostics
import JSONTree

extension Reader<ExperimentSpec.SelectionView> {
  /// A chart of a selection.
  static func selectionChart(in scope: SpecScope) -> Reader {
    .object("a chart of a selection") { object in
      let word: Value.Show.ChartWord? = object.required("selection", .choice)
      guard let word else {
        object.abandon()
        return nil
      }
      object.rename("a chart of a selection's \(word.rawValue)")
      let judgement =
        word == .effects
        ? object.optional("metric", .choice(of: Value.Judgement.comparable), default: .loss) : .loss
      let show: Value.Show? =
        switch word {
        case .effects: object.against(in: scope).map { .effects(against: $0.selector) }
        case .sources: .sources
        case .lengths: .lengths
        case .scores: .scores
        case .overlap: object.agreement.map { .overlap($0) }
        case .transfer: object.agreement.map { .transfer($0) }
        case .targets: object.agreement.map { .targets($0) }
        case .warmup: .warmup
        }
      return object.view(show, judgement, in: scope)
    }
  }

  /// A table of a selection.
  static func selectionTable(in scope: SpecScope) -> Reader {
    .object("a table of a selection") { object in
      let word: Value.Show.TableWord? = object.required("selection", .choice)
      guard let word else {
        object.abandon()
        return nil
      }
      object.rename("a table of a selection's \(word.rawValue)")
      let judgement =
        word == .results
        ? object.optional("metric", .choice, default: Value.Judgement.loss) : .loss
      let show: Value.Show? =
        switch word {
        case .results: .results
        case .ablation: object.reference(in: scope).map(Value.Show.ablation)
        case .extremes: .extremes
        }
      return object.view(show, judgement, in: scope)
    }
  }

  /// A claim about a selection.
  static func selectionClaim(in scope: SpecScope) -> Reader {
    .object("a claim about a selection") { object in
      let judgement: Value.Judgement? = object.required(
        "that", .choice(of: Value.Judgement.comparable))
      let of = object.required("selector", .selector(in: scope))
      let relation: ExperimentSpec.Claim.Relation? = object.required(
        "is", .choice(of: [.less, .greater]))
      let than = object.required("than", .operand(in: scope))
      let source = object.optional("source", .text)
      guard let of, let relation, let than else {
        _ = object.view(nil, judgement, in: scope)
        return nil
      }
      // Where the selectors are not known, any name stands for one of them.
      if scope.selection != nil, of == than.selector {
        object.report(.selectorWithItself(of), at: "than")
      }
      return object.view(
        .claim(of: of, is: relation, than: than.selector, source: source), judgement, in: scope)
    }
  }
}

/// A selector, or the model as it is.
private struct SelectorOperand {
  let selector: ExperimentSpec.SelectionMeasure.Variant?
}

extension Reader<SelectorOperand> {
  fileprivate static func operand(in scope: SpecScope) -> Reader {
    let selectors = Reader<ExperimentSpec.SelectionMeasure.Variant>.selector(in: scope)
    return Reader(expected: "\(selectors.expected), or 'none' for the model as it is") {
      node, log in
      if node.value.string == "none" { return SelectorOperand(selector: nil) }
      return selectors.read(node, log).map { SelectorOperand(selector: $0) }
    }
  }
}

extension Reader<ExperimentSpec.SelectionMeasure.Variant> {
  /// One of the selection's selectors by its name; where there is no telling which those are, any.
  fileprivate static func selector(in scope: SpecScope) -> Reader {
    let known = scope.selection?.selectors
    let names = Reader<String>.reference(to: "selector", among: known?.map(\.name))
    return Reader(expected: names.expected) { node, log in
      if let name = node.value.string, let known, !known.contains(where: { $0.name == name }),
        ExperimentSpec.SelectionMeasure.Selector(rawValue: name) != nil
      {
        log.report(.unusedSelector(name), at: node)
        return nil
      }
      return names.read(node, log).map { name in
        known?.first { $0.name == name } ?? Value(.less)
      }
    }
  }
}

extension ObjectReader {
  fileprivate var agreement: ExperimentSpec.SelectionView.Agreement? {
    optional("agreement", .choice, default: .overlap)
  }

  fileprivate func against(in scope: SpecScope) -> SelectorOperand? {
    optional(
      "against", .operand(in: scope),
      default: SelectorOperand(
        selector: scope.selection?.selectors.first { $0.selector == .random && $0.isPlain }))
  }

  /// The selector whose choice others are held against; by default the first that uses gradients.
  fileprivate func reference(
    in scope: SpecScope
  ) -> ExperimentSpec.SelectionMeasure.Variant? {
    let selectors = scope.selection?.selectors ?? []
    guard let usual = selectors.first(where: { $0.selector == .less }) ?? selectors.first else {
      return optional("against", .selector(in: scope))
    }
    return optional("against", .selector(in: scope), default: usual)
  }

  fileprivate func view(
    _ show: ExperimentSpec.SelectionView.Show?,
    _ judgement: ExperimentSpec.SelectionView.Judgement?, in scope: SpecScope
  ) -> ExperimentSpec.SelectionView? {
    let models = filteredModels(in: scope)
    let known = scope.selection?.targets.map(\.name)
    let targets = optional(
      "targets", .set(of: .reference(to: "target", among: known)), default: known ?? [])
    let selectors = optional(
      "selectors", .set(of: .selector(in: scope)), default: scope.selection?.selectors ?? [])
    let seeds = seeds(among: scope.selection?.seeds, of: "selection")
    guard let show, let judgement, let models, let targets, let selectors, let seeds else {
      return nil
    }
    reportUnanswered(targets, judgement, in: scope)
    guard scope.selection != nil else {
      if scope.hasSpectra != nil { log.report(.noSelection(), at: node) }
      return nil
    }
    return ExperimentSpec.SelectionView(
      show: show, models: models, targets: targets, selectors: selectors, seeds: seeds,
      judgement: judgement)
  }

  /// Reports targets whose answers are wanted and not written.
  private func reportUnanswered(
    _ names: [String], _ judgement: ExperimentSpec.SelectionView.Judgement, in scope: SpecScope
  ) {
    guard judgement == .accuracy else { return }
    for target in scope.selection?.targets ?? []
    where names.contains(target.name) && target.answers == nil {
      log.report(.unanswered(target.name), at: node)
    }
  }
}

extension Problem {
  fileprivate static func noSelection() -> Problem {
    Problem(
      "The cell shows a selection, and none is made.", expected: "'selection' in /measure",
      found: "none", remedy: "Say there what is selected, or remove the cell.")
  }

  fileprivate static func unanswered(_ target: String) -> Problem {
    Problem(
      "There is no accuracy for target '\(target)': models write no answers.",
      expected: "'answers' in that target of /measure/selection/targets",
      remedy: "Add \"answers\": {\"form\": \"exact\"} there, or name other targets here.")
  }

  fileprivate static func unusedSelector(_ name: String) -> Problem {
    Problem(
      "Selector '\(name)' is not used.",
      expected: "'\(name)' in /measure/selection/selectors",
      remedy: "Add it there, or remove it here.")
  }

  fileprivate static func selectorWithItself(
    _ selector: ExperimentSpec.SelectionMeasure.Variant
  ) -> Problem {
    Problem(
      "Selector '\(selector.name)' is compared with itself.",
      expected: "two selectors that differ, or 'none'", remedy: "Change one of the two.")
  }
}
