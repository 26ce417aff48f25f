import Statistics

extension CellBuilder {
  typealias Selector = ExperimentSpec.SelectionMeasure.Selector

  // MARK: Tables and forests

  /// Test losses by selector, a column for each target and each trained model.
  func selectionLosses(_ panels: SelectionPanels) -> Draft {
    let columns = panels.targets.flatMap { target in panels.pairs.map { (target, $0) } }
    let rows: [Selector?] = [nil] + panels.selectors
    let cells = rows.map { selector in
      columns.map { target, pair in
        [testLoss(panels.losses(pair, selector, target), panels.results.tests[target] ?? [])]
      }
    }
    let known = cells.joined().joined().filter { $0.value != nil }
    guard !known.isEmpty else { return .nothing }
    let finding = TableFinding(
      quantities: [.testLoss], rowTitle: "selector", rows: rows.map { $0?.label ?? "not trained" },
      columnTitle: "target",
      columns: columns.map { target, pair in
        panels.pairs.count == 1 ? target : "\(target) · \(pair.name)"
      }, cells: cells)
    return Draft(
      title: "Test loss after training on each selector's choice",
      caption: "Means over test examples\(seedWords(panels)) with \(selectionIntervals(panels)); "
        + "\(countWords(known.map(\.n))).",
      content: .table(finding))
  }

  /// How test losses differ from those after training on one selector's choice.
  func selectionEffects(_ panels: SelectionPanels, against: Selector?) -> Draft {
    let groups = panels.targets.map { target in
      ForestGroupFinding(
        heading: panels.targets.count == 1 ? "" : "Target \(target)",
        rows: panels.pairs.flatMap { pair in
          ([nil] + panels.selectors.map(Optional.some)).filter { $0 != against }.map { selector in
            let name = selector?.label ?? "not trained"
            return effect(
              panels, pair, target, of: selector, against: against,
              label: panels.pairs.count == 1 ? name : "\(pair.name) · \(name)"
            ) { self.sign(of: $0) }
          }
        })
    }
    let adjusted = adjusted(groups)
    let rows = adjusted.flatMap(\.rows)
    let known = rows.filter { $0.difference.value != nil }
    guard !known.isEmpty else { return .nothing }
    let better = known.filter { $0.verdict == "less" }
    let reference = against.map { "the choice of \($0.label)" } ?? "no training"
    return Draft(
      title: "\(better.count) of \(known.count) choices give a lower test loss than \(reference)",
      caption: "Difference in mean test loss to \(reference), the same examples"
        + "\(seedWords(panels)), with \(selectionIntervals(panels)); "
        + "\(countWords(known.map(\.difference.n))).\(adjustmentWords(rows))",
      content: .chart(
        ChartFinding(
          quantity: .testLoss, x: "difference", scale: "linear", color: nil, isRelative: false,
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
            self.verdict($0, relation)
          }
        }
      })
    guard rows.contains(where: { $0.difference.value != nil }) else { return .nothing }
    let reference = than.map { "after training on that of \($0.label)" } ?? "without training"
    let statement =
      "Test loss is \(relation.rawValue) after training on the choice of \(of.label) than \(reference)"
    let finding = ClaimFinding(
      statement: statement, quantity: .testLoss, source: source,
      verdict: overall(rows.map(\.verdict)), rows: rows)
    return Draft(
      title: statement,
      caption: "Difference of means over test examples\(seedWords(panels)) with "
        + "\(selectionIntervals(panels)); a claim is supported where the whole interval agrees with "
        + "it, refuted where the whole interval contradicts it.\(adjustmentWords(rows))",
      content: .claim(finding))
  }

  private func verdict(
    _ difference: EstimateFinding, _ relation: ExperimentSpec.Claim.Relation
  ) -> String {
    let claim = Claim(relation == .greater ? .greater : .less)
    let verdict = claim.verdict(difference.interval(level: spec.statistics.confidence))
    return verdict == .equivalent ? "refuted" : verdict.rawValue
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
    let keys = panels.results.tests[target] ?? []
    let (first, second) = (panels.losses(pair, of, target), panels.losses(pair, against, target))
    guard let arms = PairedArms(first, second, keys) else {
      return .unmeasured(label, identity, reference: reference)
    }
    let estimate = crossed(arms.differences, arms.keys)
    let test = PermutationTest.signFlip(
      columnMeans(arms.differences), seed: Seed(String(spec.statistics.seed), "permutations"))
    return DifferenceFinding(
      label: label, identity: identity, reference: reference, difference: estimate,
      value: arms.means.0, referenceValue: arms.means.1, isPaired: true, pValue: test.pValue,
      minimumPValue: test.minimumPValue, verdict: judging(estimate), problem: nil)
  }

  private func testLoss(_ losses: [[Double?]], _ keys: [PairingKey]) -> EstimateFinding {
    guard let arms = PairedArms(losses, losses.map { $0.map { _ in 0 } }, keys) else {
      return EstimateFinding(value: nil, lower: nil, upper: nil, n: 0)
    }
    return crossed(arms.differences, arms.keys)
  }

  /// The mean of a table [seeds][examples] whose rows are equally likely runs.
  private func crossed(_ table: [[Double]], _ keys: [PairingKey]) -> EstimateFinding {
    let means = columnMeans(table)
    return estimation.estimates(of: keys) { picks in
      [picks.reduce(0) { $0 + means[$1] } / Double(max(picks.count, 1))]
    }[0]
  }

  private func columnMeans(_ table: [[Double]]) -> [Double] {
    guard let first = table.first else { return [] }
    return first.indices.map { column in
      table.reduce(0) { $0 + $1[column] } / Double(table.count)
    }
  }

  /// How intervals of a selection are made.
  func selectionIntervals(_ panels: SelectionPanels) -> String { intervalWords }

  /// Over how many seeds means are taken; empty for one.
  func seedWords(_ panels: SelectionPanels) -> String {
    panels.seeds.count == 1 ? "" : " and \(panels.seeds.count) seeds"
  }
}

extension SelectionPanels.Pair {
  /// What an arm was trained on, for identities.
  func source(_ selector: ExperimentSpec.SelectionMeasure.Selector?) -> String {
    guard let selector else { return "not trained" }
    return chooser == learner ? selector.label : "\(selector.label) of \(chooser)"
  }
}

/// Two arms of an experiment, on the examples that all seeds of both have.
private struct PairedArms {
  /// First minus second, [seeds][examples].
  let differences: [[Double]]
  let keys: [PairingKey]
  /// The mean of each arm.
  let means: (Double, Double)

  init?(_ first: [[Double?]], _ second: [[Double?]], _ keys: [PairingKey]) {
    guard !first.isEmpty, first.count == second.count,
      (first + second).allSatisfy({ $0.count == keys.count })
    else { return nil }
    let whole = keys.indices.filter { index in
      (first + second).allSatisfy { $0[index] != nil }
    }
    guard !whole.isEmpty else { return nil }
    func table(_ arm: [[Double?]]) -> [[Double]] { arm.map { row in whole.compactMap { row[$0] } } }
    func mean(_ table: [[Double]]) -> Double {
      table.joined().reduce(0, +) / Double(table.count * whole.count)
    }
    let (a, b) = (table(first), table(second))
    differences = zip(a, b).map { zip($0, $1).map { $0 - $1 } }
    self.keys = whole.map { keys[$0] }
    means = (mean(a), mean(b))
  }
}
