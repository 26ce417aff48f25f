import Statistics

extension CellBuilder {
  /// How well scores of examples tell data sets apart.
  func separation(_ chart: ExperimentSpec.Chart, of: [String], than: [String]) -> Draft {
    let groups = adjusted(
      zip(of, than).map { first, second in
        ForestGroupFinding(
          heading: "\(measurements.label(ofData: first)) against "
            + measurements.label(ofData: second),
          rows: chart.scores.flatMap { score in
            chart.filters.models.map { separation(chart, score, $0, of: first, than: second) }
          })
      })
    let rows = groups.flatMap(\.rows)
    let known = rows.filter { $0.difference.value != nil }
    return draft(
      chart, x: "AUC", body: .forest(groups), title: separationTitle(groups),
      caption: "The probability that an example of the first set scores above one of the second, "
        + "ties half, with \(intervalWords); scores are means over layers"
        + "\(chart.filters.projections.count > 1 ? " and projections" : ""); "
        + "\(countWords(known.map(\.difference.n))).\(controlWords(rows))\(adjustmentWords(rows))",
      isEmpty: known.isEmpty, quantity: .areaUnderROC, baseline: 0.5)
  }

  /// One score of one model.
  private func separation(
    _ chart: ExperimentSpec.Chart, _ score: ExperimentSpec.Quantity, _ model: String, of: String,
    than: String
  ) -> DifferenceFinding {
    let projections = score.metric.hasProjections ? chart.filters.projections : []
    let first = pool(score, chart.filters, [model], of, projections)
    let second = pool(score, chart.filters, [model], than, projections)
    let raw = PoolComparison(first, second)
    let label = score.facts.label + (chart.filters.models.count > 1 ? " · \(model)" : "")
    guard raw.isMeasured else {
      return .unmeasured(label, measurements.identity(model, of), reference: than)
    }
    let area = estimation.separation(raw)
    let test = estimation.rankTest(raw)
    var row = DifferenceFinding(
      label: label, identity: measurements.identity(model, of), reference: than, difference: area,
      value: raw.first.value, referenceValue: raw.second.value, isPaired: raw.isPaired,
      pValue: test?.pValue, minimumPValue: test?.minimumPValue, verdict: side(of: area),
      problem: nil)
    // Scores at equal length of length itself say nothing.
    let isLength = score.metric == .responseTokens || score.metric == .tokens
    if chart.control == .length, !isLength {
      let control = matchedSeparation(first, second)
      row.controls = [control]
      row.controlledVerdict = row.decidingControl?.verdict ?? DifferenceFinding.notComparable
    }
    return row
  }

  private func matchedSeparation(_ first: SamplePool, _ second: SamplePool) -> ControlFinding {
    switch matching(first, second) {
    case .failure(let refusal):
      return refused(.matched, Self.matchedLabel, refusal.reason)
    case .success(let pools):
      let area = estimation.separation(pools)
      return ControlFinding(
        kind: LengthControl.matched.rawValue, label: Self.matchedLabel, estimate: area,
        value: pools.first.value, referenceValue: pools.second.value, isPaired: true,
        pValue: estimation.rankTest(pools)?.pValue, verdict: side(of: area))
    }
  }

  private func side(of area: EstimateFinding) -> String {
    if let lower = area.lower, lower > 0.5 { return "greater" }
    if let upper = area.upper, upper < 0.5 { return "less" }
    return "inconclusive"
  }

  /// For example: Effective rank tells high from low best (AUC 0.81; 0.55 at equal length).
  private func separationTitle(_ groups: [ForestGroupFinding]) -> String {
    func distance(_ row: DifferenceFinding) -> Double { abs((row.difference.value ?? 0.5) - 0.5) }
    let rows = groups.flatMap { group in group.rows.map { (group.heading, $0) } }
    guard let best = rows.max(by: { distance($0.1) < distance($1.1) }),
      let area = best.1.difference.value
    else { return "How well scores tell data sets apart" }
    let control =
      best.1.decidingControl?.estimate.value.map { "; \(hundredths($0)) at equal length" } ?? ""
    let names = best.0.split(separator: " against ").map(String.init)
    let what = names.count == 2 ? "\(names[0]) from \(names[1])" : best.0
    let alike = rows.count {
      $0.0 == best.0 && abs(distance($0.1) - distance(best.1)) < 1e-9
    }
    if alike > 1 {
      let others = "\(alike - 1) other\(alike == 2 ? " score" : " scores")"
      return
        "\(best.1.label) and \(others) tell \(what) equally well (AUC \(hundredths(area)) or \(hundredths(1 - area)))"
    }
    return "\(best.1.label) tells \(what) best (AUC \(hundredths(area))\(control))"
  }

  private func hundredths(_ value: Double) -> String {
    let count = Int((value * 100).rounded())
    return "\(count / 100).\(count % 100 < 10 ? "0" : "")\(count % 100)"
  }
}

extension QuantityFacts {
  /// How well a score tells two groups apart.
  static let areaUnderROC = QuantityFacts(
    metric: "areaUnderROC", label: "Area under the ROC curve", unit: nil, direction: "neutral",
    summary:
      "The probability that an example of the first group scores above one of the second, ties "
      + "counted half: 0.5 where the score says nothing, 1 or 0 where it tells them apart altogether."
  )
}

extension Estimation {
  /// The permutation test that ranks among all examples do not differ; `nil` where there are none.
  func rankTest(_ pools: PoolComparison) -> PermutationTest? {
    let (a, b) = (pools.first.exampleMeans, pools.second.exampleMeans)
    guard !a.isEmpty, !b.isEmpty, let all = ranks(of: a + b) else { return nil }
    let (own, other) = (Array(all.prefix(a.count)), Array(all.dropFirst(a.count)))
    let seed = Seed(String(settings.seed), "permutations")
    return pools.isPaired
      ? .signFlip(zip(own, other).map { $0 - $1 }, seed: seed)
      : .twoSample(own, other, seed: seed)
  }
}
