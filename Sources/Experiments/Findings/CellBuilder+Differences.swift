import Statistics

extension CellBuilder {
  // MARK: Forest plots

  func forest(
    _ chart: ExperimentSpec.Chart, of: [String], than: [String],
    _ form: ExperimentSpec.Chart.Difference
  ) -> Draft {
    guard let quantity = chart.quantity else { preconditionFailure("a chart of no quantity") }
    let groups = zip(of, than).map { first, second in
      ForestGroupFinding(
        heading: "\(measurements.label(ofData: first)) against "
          + measurements.label(ofData: second),
        rows: combinations(
          chart.filters, hasProjections: quantity.metric.hasProjections, data: [first]
        ).map { combination in
          difference(
            quantity, chart.filters, combination, from: second,
            projections: combination.projection.map { [$0] } ?? [], form: form)
        })
    }
    let rows = groups.flatMap(\.rows)
    let known = rows.filter { $0.difference.value != nil }
    let clear = known.filter { $0.verdict != "inconclusive" }
    let what = form == .absolute ? "difference" : "log ratio"
    return draft(
      chart, x: what, body: .forest(groups),
      title: "\(quantity.facts.label): \(clear.count) of \(known.count) "
        + "differences have an interval that leaves out zero",
      caption: "Paired \(what) of means over examples with \(intervalWords); "
        + "\(countWords(known.map(\.difference.n))).",
      isEmpty: known.isEmpty)
  }

  // MARK: Claims

  func claim(_ claim: ExperimentSpec.Claim) -> Draft {
    let quantity = claim.quantity
    let scopes: [(Combination, [ExperimentSpec.Projection])] = claim.filters.models.flatMap {
      model in
      let whole = Combination(model: model, data: claim.of, projection: nil)
      guard claim.scope == .eachModelAndProjection, quantity.metric.hasProjections else {
        return [(whole, claim.filters.projections)]
      }
      return claim.filters.projections.map {
        (Combination(model: model, data: claim.of, projection: $0), [$0])
      }
    }
    let rows = scopes.map { combination, projections in
      row(of: claim, combination, projections: projections)
    }
    let statement = statement(of: claim)
    let finding = ClaimFinding(
      statement: statement, quantity: quantity.facts, source: claim.source,
      verdict: overall(rows.map(\.verdict)), rows: rows)
    let isEmpty = rows.allSatisfy { $0.difference.value == nil }
    return Draft(
      title: statement,
      caption: isEmpty
        ? ""
        : "Difference of means over examples with \(intervalWords); a claim is supported where the "
          + "whole interval agrees with it, refuted where the whole interval contradicts it.",
      content: isEmpty ? .nothing : .claim(finding))
  }

  /// Supported if all rows are; refuted if one is and none is supported.
  private func overall(_ verdicts: [String]) -> String {
    if verdicts.allSatisfy({ $0 == "supported" }) { return "supported" }
    return verdicts.contains("refuted") && !verdicts.contains("supported")
      ? "refuted" : "inconclusive"
  }

  private func statement(of claim: ExperimentSpec.Claim) -> String {
    let quantity = claim.quantity.facts.label
    let of = measurements.label(ofData: claim.of)
    let than: String =
      switch claim.than {
      case .data(let name): measurements.label(ofData: name)
      case .number(let number): "\(number)"
      }
    let relation =
      switch claim.relation {
      case .greater: "is greater with \(of) than"
      case .less: "is less with \(of) than"
      case .equal: "is the same with \(of) as"
      }
    let link = if case .data = claim.than { " with " } else { " " }
    return "\(quantity) \(relation)\(link)\(than)"
  }

  private func row(
    of claim: ExperimentSpec.Claim, _ combination: Combination,
    projections: [ExperimentSpec.Projection]
  ) -> DifferenceFinding {
    let level = spec.statistics.confidence
    var row: DifferenceFinding
    var reference: Double
    switch claim.than {
    case .data(let name):
      row = difference(
        claim.quantity, claim.filters, combination, from: name, projections: projections,
        form: .absolute)
      reference = row.referenceValue ?? 0
    case .number(let number):
      row = distance(
        claim.quantity, claim.filters, combination, from: number, projections: projections)
      reference = number
    }
    let tolerance = abs(reference) * (claim.tolerance ?? 0)
    let direction: Claim.Direction =
      switch claim.relation {
      case .greater: .greater
      case .less: .less
      case .equal: .equal
      }
    let verdict = Claim(direction, tolerance: tolerance).verdict(
      row.difference.interval(level: level))
    // Within the tolerance is not greater, and not less.
    row.verdict = verdict == .equivalent ? "refuted" : verdict.rawValue
    return row
  }

  // MARK: Differences

  /// How the combination's data set differs from another.
  private func difference(
    _ quantity: ExperimentSpec.Quantity, _ filters: ExperimentSpec.Filters,
    _ combination: Combination, from reference: String,
    projections: [ExperimentSpec.Projection], form: ExperimentSpec.Chart.Difference
  ) -> DifferenceFinding {
    let statistic = statistic(quantity, model: combination.model)
    let first = sample(statistic, filters, combination.model, combination.data, projections)
    let second = sample(statistic, filters, combination.model, reference, projections)
    let (own, other) = first.paired(with: second)
    // Pairs only where they are most of both: a handful of shared questions would throw data away.
    let isPaired = 2 * own.count > max(first.keys.count, second.keys.count) && own.count > 1
    let a = isPaired ? first.selecting(own) : first
    let b = isPaired ? second.selecting(other) : second
    let label = rowLabel(combination, filters)
    guard !a.curves.isEmpty, !b.curves.isEmpty else {
      return DifferenceFinding(
        label: label, identity: identity(combination), reference: reference,
        difference: EstimateFinding(value: nil, lower: nil, upper: nil, n: 0), value: nil,
        referenceValue: nil, isPaired: false, pValue: nil, minimumPValue: nil,
        verdict: "inconclusive", problem: "not measured")
    }
    let estimate = estimation.difference(statistic, of: a, minus: b, isPaired: isPaired, form: form)
    let test = statistic.isLinear ? estimation.test(a, b, isPaired: isPaired) : nil
    return DifferenceFinding(
      label: label, identity: identity(combination), reference: reference, difference: estimate,
      value: statistic(a.mean(Array(a.curves.indices)), layers: a.layers.count),
      referenceValue: statistic(b.mean(Array(b.curves.indices)), layers: b.layers.count),
      isPaired: isPaired, pValue: test?.pValue, minimumPValue: test?.minimumPValue,
      verdict: sign(of: estimate), problem: nil)
  }

  /// How the combination's data set differs from a number.
  private func distance(
    _ quantity: ExperimentSpec.Quantity, _ filters: ExperimentSpec.Filters,
    _ combination: Combination, from number: Double, projections: [ExperimentSpec.Projection]
  ) -> DifferenceFinding {
    let statistic = statistic(quantity, model: combination.model)
    let sample = sample(statistic, filters, combination.model, combination.data, projections)
    let estimate = estimation.estimate(statistic, of: sample)
    let shifted = EstimateFinding(
      value: estimate.value.map { $0 - number }, lower: estimate.lower.map { $0 - number },
      upper: estimate.upper.map { $0 - number }, n: estimate.n)
    return DifferenceFinding(
      label: rowLabel(combination, filters), identity: identity(combination),
      reference: "\(number)", difference: shifted, value: estimate.value, referenceValue: number,
      isPaired: false, pValue: nil, minimumPValue: nil, verdict: sign(of: shifted),
      problem: estimate.value == nil ? "not measured" : nil)
  }

  private func sign(of estimate: EstimateFinding) -> String {
    if let lower = estimate.lower, lower > 0 { return "greater" }
    if let upper = estimate.upper, upper < 0 { return "less" }
    return "inconclusive"
  }

  private func rowLabel(_ combination: Combination, _ filters: ExperimentSpec.Filters) -> String {
    let model = filters.models.count > 1 || combination.projection == nil
    return [model ? combination.model : nil, combination.projection?.rawValue]
      .compactMap { $0 }.joined(separator: " · ")
  }

  private func identity(_ combination: Combination) -> Identity {
    measurements.identity(combination.model, combination.data, combination.projection)
  }

  func statistic(_ quantity: ExperimentSpec.Quantity, model: String) -> QuantityStatistic {
    QuantityStatistic(quantity, layerCount: measurements.model(model)?.layers ?? 0)
  }

  func sample(
    _ statistic: QuantityStatistic, _ filters: ExperimentSpec.Filters, _ model: String,
    _ data: String, _ projections: [ExperimentSpec.Projection]
  ) -> CurveSample {
    // A difference of neighbours needs the whole curve.
    let count = measurements.model(model)?.layers ?? 0
    let layers =
      statistic.isLinear
      ? filters.layers(of: count, for: statistic.curveMetric) : Array(0..<count)
    return measurements.sample(
      statistic.curveMetric, model: model, data: data, projections: projections, layers: layers)
  }
}
