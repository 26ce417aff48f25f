extension CellBuilder {
  typealias Selector = ExperimentSpec.SelectionMeasure.Variant

  // MARK: Tables and forests

  /// Test results by selector, a column for each target and each trained model.
  func selectionResults(_ panels: SelectionPanels) -> Draft {
    let columns = panels.targets.flatMap { target in panels.pairs.map { (target, $0) } }
    let rows: [Selector?] = [nil] + panels.selectors
    let cells = rows.map { selector in
      columns.map { target, pair in
        [panels.view.judgement.shown(armMean(panels.results(pair, selector, target)))]
      }
    }
    let known = cells.joined().joined().filter { $0.value != nil }
    guard !known.isEmpty else { return .nothing }
    let finding = TableFinding(
      quantities: [panels.quantity], rowTitle: "selector",
      rows: rows.map { $0?.label ?? "not trained" },
      columnTitle: "target",
      columns: columns.map { target, pair in
        panels.pairs.count == 1 ? target : "\(target) · \(pair.name)"
      }, cells: cells)
    return Draft(
      title: "\(panels.quantity.label) after training on each selector's choice",
      caption: "Means over test examples\(seedWords(panels)) with "
        + "\(armMeanIntervals(panels.quantity, seeds: panels.seeds.count)); "
        + "\(countWords(known.map(\.n))).",
      content: .table(finding))
  }

  /// How test losses differ from those after training on one selector's choice.
  func selectionEffects(_ panels: SelectionPanels, against: Selector?) -> Draft {
    let selectors = ([nil] + panels.selectors.map(Optional.some)).filter { $0 != against }
    let shown = panels.pairs.flatMap { pair in selectors.map { (pair: pair, selector: $0) } }
    let groups = panels.targets.map { target in
      ForestGroupFinding(
        heading: panels.targets.count == 1 ? "" : "Target \(target)",
        rows: shown.map { pair, selector in
          let name = selector?.label ?? "not trained"
          return effect(
            panels, pair, target, of: selector, against: against,
            label: panels.pairs.count == 1 ? name : "\(pair.name) · \(name)"
          ) { self.sign(of: $0) }
        })
    }
    let adjusted = adjusted(groups)
    let rows = adjusted.flatMap(\.rows)
    let known = rows.filter { $0.difference.value != nil }
    guard !known.isEmpty else { return .nothing }
    let word = panels.quantity.direction == "lower" ? "lower" : "higher"
    // No training is no choice.
    let chosen = adjusted.flatMap { zip(shown, $0.rows).filter { $0.0.selector != nil }.map(\.1) }
      .filter { $0.difference.value != nil }
    let better = chosen.filter { $0.verdict == (word == "lower" ? "less" : "greater") }
    let reference = against.map(\.choiceWords) ?? "no training"
    return Draft(
      title:
        "\(better.count)\(correctedWords(better)) of \(chosen.count) choices give a \(word) \(panels.quantity.label.lowercasingFirst) than \(reference)",
      caption:
        "Difference in mean \(panels.quantity.label.lowercasingFirst) to \(reference), the same examples"
        + "\(seedWords(panels)), with \(selectionIntervals(panels)); "
        + "\(countWords(known.map(\.difference.n))).\(adjustmentWords(rows))",
      content: .chart(
        ChartFinding(
          quantity: panels.quantity, x: "difference", scale: "linear", color: nil,
          isRelative: false, intervals: armIntervalName(seeds: panels.seeds.count),
          body: .forest(adjusted))))
  }

  // MARK: Claims

  func selectionClaim(
    _ panels: SelectionPanels, of: Selector, _ relation: ExperimentSpec.Claim.Relation,
    than: Selector?, source: String?
  ) -> Draft {
    let rows = adjusted(
      panels.targets.flatMap { target in
        panels.pairs.map { pair in
          let name = panels.targets.count == 1 ? pair.name : "\(target) · \(pair.name)"
          return effect(panels, pair, target, of: of, against: than, label: name) {
            self.verdict(relation, $0)
          }
        }
      })
    guard rows.contains(where: { $0.difference.value != nil }) else { return .nothing }
    let reference = than.map { "after training on \($0.choiceWords)" } ?? "without training"
    let relative = relation == .less ? "lower" : "higher"
    let statement =
      "\(panels.quantity.label) is \(relative) after training on \(of.choiceWords) than \(reference)"
    let finding = ClaimFinding(
      statement: statement, quantity: panels.quantity, source: source,
      verdict: overall(rows), rows: rows)
    return Draft(
      title: statement,
      caption: "Difference of means over test examples\(seedWords(panels)) with "
        + "\(selectionIntervals(panels)); a claim is supported where the whole interval agrees with "
        + "it, refuted where the whole interval contradicts it.\(adjustmentWords(rows))",
      content: .claim(finding))
  }

  // MARK: Numbers

  /// The difference of two arms on the same examples, by the same seeds.
  private func effect(
    _ panels: SelectionPanels, _ pair: SelectionPanels.Pair, _ target: String, of: Selector?,
    against: Selector?, label: String, judging: (EstimateFinding) -> String
  ) -> DifferenceFinding {
    var identity = measurements.identity(pair.learner)
    identity.data = "\(target) · \(pair.source(of))"
    let reference = "\(target) · \(pair.source(against))"
    return armDifference(
      panels.results(pair, of, target), panels.results(pair, against, target), label: label,
      identity: identity, reference: reference, judging: judging)
  }

  /// How intervals of a selection are made.
  func selectionIntervals(_ panels: SelectionPanels) -> String {
    armIntervals(seeds: panels.seeds.count)
  }

  /// Over how many seeds means are taken; empty for one.
  func seedWords(_ panels: SelectionPanels) -> String {
    armSeeds(panels.seeds.count)
  }
}

extension SelectionPanels.Pair {
  /// What an arm was trained on, for identities.
  func source(_ selector: ExperimentSpec.SelectionMeasure.Variant?) -> String {
    guard let selector else { return "not trained" }
    return chooser == learner ? selector.label : "\(selector.label) of \(chooser)"
  }
}

extension ExperimentSpec.SelectionMeasure.Variant {
  /// What it chose, within a sentence.
  var choiceWords: String {
    guard isPlain else { return "the choice of \(label)" }
    return switch selector {
    case .random: "a random choice"
    case .loss: "the examples with the highest loss"
    case .effectiveRank: "the examples with the highest effective rank"
    case .nuclearNorm: "the examples with the lowest nuclear norm"
    case .length: "the examples with the longest responses"
    case .all: "the whole pool"
    case .less, .bm25, .dsir, .rds, .rdsPlus, .perplexity, .ifd: "the choice of \(label)"
    }
  }
}
