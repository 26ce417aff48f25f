import Statistics

extension CellBuilder {
  func families(_ claim: ExperimentSpec.FamilyClaim) -> Draft {
    let rows = parts(claim.filters, claim.scope).parts.joined().map { row(of: claim, $0) }
    let statement =
      "\(claim.quantity.facts.label) curves differ between families more than within them"
    let isEmpty = rows.allSatisfy { $0.problem == Self.unmeasured }
    let words = SimilarityWords(
      quantity: claim.quantity.facts, measure: claim.measure, matrices: [], panelNoun: "")
    let finding = ClaimFinding(
      statement: statement, differs: "family", quantity: words.distanceFacts,
      source: claim.source, verdict: overall(ofFamilies: rows.map(\.verdict)), rows: rows)
    return Draft(
      title: statement,
      caption: isEmpty
        ? ""
        : "Mean distance of two models of different families less that of two models of one "
          + "family\(pooledWords(claim.filters, claim.scope)) Intervals are over examples "
          + "(\(confidence), BCa, \(spec.statistics.resamples) resamples). \(reachWords(rows)) "
          + "Supported: p at most \(alphaWords) and an interval above 0.",
      content: isEmpty ? .nothing : .claim(finding))
  }

  private static let unmeasured = "not measured"

  private var alpha: Double { 1 - spec.statistics.confidence }
  private var alphaWords: String { "\((alpha * 1e6).rounded() / 1e6)" }

  /// What the design can show at best.
  private func reachWords(_ rows: [DifferenceFinding]) -> String {
    guard let least = rows.compactMap(\.minimumPValue).max() else {
      return "Nothing can be tested with these models."
    }
    let digits = (least * 1e4).rounded() / 1e4
    return least > alpha
      ? "With these models p cannot be below \(digits), so the claim cannot be supported at this "
        + "level."
      : "With these models p cannot be below \(digits)."
  }

  /// The verdict of all rows where they agree, `not supported` if a row is and none is supported.
  private func overall(ofFamilies verdicts: [String]) -> String {
    if let first = verdicts.first, verdicts.allSatisfy({ $0 == first }) { return first }
    return verdicts.contains("not supported") && !verdicts.contains("supported")
      ? "not supported" : "inconclusive"
  }

  private func row(of claim: ExperimentSpec.FamilyClaim, _ part: ComparedPart) -> DifferenceFinding
  {
    let comparison = ModelComparison(
      measurements, claim.quantity.metric, by: claim.measure, filters: part.filters)
    let names = comparison.models.map { measurements.model($0)?.family ?? "" }
    let distances = comparison.distances(of: comparison.values)
    let n = comparison.counts.min() ?? 0
    guard !comparison.isEmpty else { return untestable(part, n, Self.unmeasured, nil) }
    let families = names.map { name in names.firstIndex(of: name) ?? 0 }
    let test = GroupDistanceTest(
      distances: distances, groups: families, resampled: comparison.resampled(spec.statistics),
      seed: Seed(String(spec.statistics.seed), "families"))
    switch test {
    case .untestable(let reason):
      return untestable(
        part, n, reason.words(models: comparison.models),
        reason == .noGroupOfTwo ? meanOfPairs(distances) : nil)
    case .tested(let outcome):
      return tested(part, n, outcome)
    }
  }

  private func tested(
    _ part: ComparedPart, _ n: Int, _ outcome: GroupDistanceTest.Outcome
  ) -> DifferenceFinding {
    let observed = outcome.observed
    var difference =
      outcome.intervals.map { EstimateFinding($0.difference) }
      ?? EstimateFinding(value: observed.difference, lower: nil, upper: nil, n: n)
    var effect =
      outcome.intervals.map { EstimateFinding($0.area) }
      ?? EstimateFinding(value: observed.area, lower: nil, upper: nil, n: n)
    (difference.n, effect.n) = (n, n)
    return DifferenceFinding(
      label: label(part), identity: identity(part), reference: "within families",
      difference: difference, value: observed.meanBetween, referenceValue: observed.meanWithin,
      isPaired: true, pValue: outcome.pValue, minimumPValue: outcome.minimumPValue,
      effect: effect, verdict: verdict(outcome, difference), problem: nil)
  }

  /// Two things must hold: chance deals models out so too seldom, and other examples would show it.
  private func verdict(
    _ outcome: GroupDistanceTest.Outcome, _ difference: EstimateFinding
  ) -> String {
    if let upper = difference.upper, upper < 0 { return "not supported" }
    if outcome.pValue <= alpha {
      return difference.lower ?? 0 > 0 ? "supported" : "inconclusive"
    }
    return outcome.minimumPValue > alpha ? "inconclusive" : "not supported"
  }

  private func untestable(
    _ part: ComparedPart, _ n: Int, _ reason: String, _ between: Double?
  ) -> DifferenceFinding {
    DifferenceFinding(
      label: label(part), identity: identity(part), reference: "within families",
      difference: EstimateFinding(value: nil, lower: nil, upper: nil, n: n), value: between,
      referenceValue: nil, isPaired: true, pValue: nil, minimumPValue: nil,
      verdict: "cannot be tested", problem: reason)
  }

  private func meanOfPairs(_ distances: DistanceMatrix) -> Double? {
    mean(of: distances.enumerated().flatMap { row, values in values.prefix(row) })
  }

  private func label(_ part: ComparedPart) -> String {
    let names = [part.column, part.row].filter { !$0.isEmpty }
    return names.isEmpty ? "All together" : names.joined(separator: " · ")
  }

  private func identity(_ part: ComparedPart) -> Identity {
    let (data, projections) = (part.filters.data, part.filters.projections)
    return Identity(
      data: data.count == 1 ? data[0] : nil,
      projection: projections.count == 1 ? projections[0].rawValue : nil)
  }
}

extension GroupDistanceTest.Reason {
  /// The reason as a sentence without its full stop.
  fileprivate func words(models: [String]) -> String {
    switch self {
    case .fewGroups: "All models are of one family, so nothing lies between families"
    case .noGroupOfTwo:
      "Every family has one model, so nothing lies within a family; add a second size of one"
    case .badDistance(let a, let b):
      "The curves of '\(models[a])' and '\(models[b])' cannot be compared: one is level or undefined"
    }
  }
}

extension SimilarityWords {
  /// The measure as a distance, with the metric that it is of.
  var distanceFacts: QuantityFacts {
    QuantityFacts(
      metric: quantity.metric, label: "Distance of \(quantity.label.lowercasingFirst) curves",
      unit: nil, direction: quantity.direction,
      summary: "\(distanceMeaning). \(quantity.summary)")
  }

  /// What a distance is, as a sentence without its full stop.
  var distanceMeaning: String {
    switch measure {
    case .pearson:
      "A distance is 1 − r of two mean curves over relative depth, r Pearson's correlation"
    case .spearman:
      "A distance is 1 − ρ of two mean curves over relative depth, ρ Spearman's correlation"
    case .distance:
      "A distance is the root mean square difference of two mean curves over relative depth, each "
        + "over its mean"
    }
  }
}
