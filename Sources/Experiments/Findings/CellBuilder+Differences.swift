import Statistics

/// What one difference is of: the models and projections that are averaged, and the data set.
private struct DifferenceScope {
  /// At least one.
  var models: [String]
  var data: String
  /// The one projection, where projections are kept apart.
  var projection: ExperimentSpec.Projection?
  var projections: [ExperimentSpec.Projection]
  /// Whether the models stand for their family.
  var joinsFamily = false

  init(
    models: [String], data: String, projection: ExperimentSpec.Projection?,
    projections: [ExperimentSpec.Projection], joinsFamily: Bool
  ) {
    self.models = models
    self.data = data
    self.projection = projection
    self.projections = projections
    self.joinsFamily = joinsFamily
  }

  init(_ combination: Combination) {
    self.init(
      models: [combination.model], data: combination.data, projection: combination.projection,
      projections: combination.projection.map { [$0] } ?? [], joinsFamily: false)
  }
}

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
            quantity, chart.filters, DifferenceScope(combination), from: second, form: form)
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
      caption: "\(differenceWords(quantity.metric, what, "Paired \(what)")); "
        + "\(countWords(known.map(\.difference.n))).",
      isEmpty: known.isEmpty)
  }

  /// What is subtracted, and how the interval is made.
  private func differenceWords(_ metric: Metric, _ what: String, _ ofMeans: String) -> String {
    metric.isOfDataSet
      ? "Unpaired \(what) of one number for each data set, the larger one subsampled to the size of "
        + "the smaller, with \(subsampleWords)"
      : "\(ofMeans) of means over examples with \(intervalWords)"
  }

  // MARK: Claims

  func claim(_ claim: ExperimentSpec.Claim) -> Draft {
    let quantity = claim.quantity
    let rows = scopes(of: claim).map { row(of: claim, $0) }
    let statement = statement(of: claim)
    let finding = ClaimFinding(
      statement: statement, quantity: quantity.facts, source: claim.source,
      verdict: overall(rows.map(\.verdict)), rows: rows)
    let isEmpty = rows.allSatisfy { $0.difference.value == nil }
    return Draft(
      title: statement,
      caption: isEmpty
        ? ""
        : "\(differenceWords(quantity.metric, "difference", "Difference")); a claim is supported where the "
          + "whole interval agrees with it, refuted where the whole interval contradicts it.",
      content: isEmpty ? .nothing : .claim(finding))
  }

  /// What the claim must hold for: models or families, and projections together or apart.
  private func scopes(of claim: ExperimentSpec.Claim) -> [DifferenceScope] {
    let hasProjections = claim.quantity.metric.hasProjections
    let projections: [ExperimentSpec.Projection?] =
      claim.scope.splitsProjections && hasProjections ? claim.filters.projections : [nil]
    return groups(of: claim).flatMap { models in
      projections.map { projection in
        DifferenceScope(
          models: models, data: claim.of, projection: projection,
          projections: projection.map { [$0] } ?? claim.filters.projections,
          joinsFamily: claim.scope.joinsFamilies)
      }
    }
  }

  /// The models that stand together: each alone, or those of a family.
  private func groups(of claim: ExperimentSpec.Claim) -> [[String]] {
    guard claim.scope.joinsFamilies else { return claim.filters.models.map { [$0] } }
    var families: [(name: String, models: [String])] = []
    for model in claim.filters.models {
      let family = measurements.model(model)?.family ?? ""
      if let index = families.firstIndex(where: { $0.name == family }) {
        families[index].models.append(model)
      } else {
        families.append((family, [model]))
      }
    }
    return families.map(\.models)
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
    of claim: ExperimentSpec.Claim, _ scope: DifferenceScope
  ) -> DifferenceFinding {
    let level = spec.statistics.confidence
    var row: DifferenceFinding
    var reference: Double
    switch claim.than {
    case .data(let name):
      row = difference(claim.quantity, claim.filters, scope, from: name, form: .absolute)
      reference = row.referenceValue ?? 0
    case .number(let number):
      row = distance(claim.quantity, claim.filters, scope, from: number)
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

  /// How the scope's data set differs from another.
  private func difference(
    _ quantity: ExperimentSpec.Quantity, _ filters: ExperimentSpec.Filters,
    _ scope: DifferenceScope, from reference: String, form: ExperimentSpec.Chart.Difference
  ) -> DifferenceFinding {
    if quantity.metric.isOfDataSet {
      return dataSetDifference(quantity.metric, filters, scope, from: reference, form: form)
    }
    let first = pool(quantity, filters, scope.models, scope.data, scope.projections)
    let second = pool(quantity, filters, scope.models, reference, scope.projections)
    let (own, other) = first.paired(with: second)
    let isPaired = arePairs(own.count, of: first.count, second.count)
    let a = isPaired ? first.selecting(own) : first
    let b = isPaired ? second.selecting(other) : second
    let label = rowLabel(scope, filters)
    guard a.count > 0, b.count > 0 else {
      return DifferenceFinding(
        label: label, identity: identity(scope), reference: reference,
        difference: EstimateFinding(value: nil, lower: nil, upper: nil, n: 0), value: nil,
        referenceValue: nil, isPaired: false, pValue: nil, minimumPValue: nil,
        verdict: "inconclusive", problem: "not measured")
    }
    let estimate = estimation.difference(of: a, minus: b, isPaired: isPaired, form: form)
    let test = a.isLinear ? estimation.test(a, b, isPaired: isPaired) : nil
    return DifferenceFinding(
      label: label, identity: identity(scope), reference: reference, difference: estimate,
      value: a.value, referenceValue: b.value, isPaired: isPaired, pValue: test?.pValue,
      minimumPValue: test?.minimumPValue,
      verdict: sign(of: estimate), problem: nil)
  }

  private func dataSetDifference(
    _ metric: Metric, _ filters: ExperimentSpec.Filters, _ scope: DifferenceScope,
    from reference: String, form: ExperimentSpec.Chart.Difference
  ) -> DifferenceFinding {
    let found = dataSetDifference(
      metric, scope.models, of: scope.data, minus: reference, form: form)
    return DifferenceFinding(
      label: rowLabel(scope, filters), identity: identity(scope), reference: reference,
      difference: found.difference, value: found.value, referenceValue: found.referenceValue,
      isPaired: false, pValue: nil, minimumPValue: nil, verdict: sign(of: found.difference),
      problem: found.difference.value == nil ? "not measured" : nil)
  }

  /// Whether `pairs` are most of both: a handful of shared questions would throw data away.
  func arePairs(_ pairs: Int, of first: Int, _ second: Int) -> Bool {
    2 * pairs > max(first, second) && pairs > 1
  }

  /// How the scope's data set differs from a number.
  private func distance(
    _ quantity: ExperimentSpec.Quantity, _ filters: ExperimentSpec.Filters,
    _ scope: DifferenceScope, from number: Double
  ) -> DifferenceFinding {
    let estimate =
      quantity.metric.isOfDataSet
      ? dataSetEstimate(quantity.metric, scope.models, scope.data)
      : estimation.estimate(
        pool(quantity, filters, scope.models, scope.data, scope.projections))
    let shifted = EstimateFinding(
      value: estimate.value.map { $0 - number }, lower: estimate.lower.map { $0 - number },
      upper: estimate.upper.map { $0 - number }, n: estimate.n)
    return DifferenceFinding(
      label: rowLabel(scope, filters), identity: identity(scope),
      reference: "\(number)", difference: shifted, value: estimate.value, referenceValue: number,
      isPaired: false, pValue: nil, minimumPValue: nil, verdict: sign(of: shifted),
      problem: estimate.value == nil ? "not measured" : nil)
  }

  private func sign(of estimate: EstimateFinding) -> String {
    if let lower = estimate.lower, lower > 0 { return "greater" }
    if let upper = estimate.upper, upper < 0 { return "less" }
    return "inconclusive"
  }

  private func rowLabel(_ scope: DifferenceScope, _ filters: ExperimentSpec.Filters) -> String {
    let isNamed = filters.models.count > 1 || scope.projection == nil
    let name =
      scope.joinsFamily ? measurements.model(scope.models[0])?.family : scope.models.first
    return [isNamed ? name : nil, scope.projection?.rawValue]
      .compactMap { $0 }.joined(separator: " · ")
  }

  private func identity(_ scope: DifferenceScope) -> Identity {
    var identity = measurements.identity(scope.models[0], scope.data, scope.projection)
    if scope.joinsFamily { (identity.model, identity.size) = (nil, nil) }
    return identity
  }

  /// The samples of some models on one data set that are estimated together; models without any are
  /// left out.
  func pool(
    _ quantity: ExperimentSpec.Quantity, _ filters: ExperimentSpec.Filters, _ models: [String],
    _ data: String, _ projections: [ExperimentSpec.Projection]
  ) -> SamplePool {
    let samples = models.map { model in
      let statistic = statistic(quantity, model: model)
      return (statistic, sample(statistic, filters, model, data, projections))
    }
    let measured = samples.filter { !$0.1.curves.isEmpty }
    return SamplePool(
      sharing: measured.map { (statistic: $0.0, sample: $0.1) })
  }

  private func statistic(_ quantity: ExperimentSpec.Quantity, model: String) -> QuantityStatistic {
    QuantityStatistic(quantity, layerCount: measurements.model(model)?.layers ?? 0)
  }

  private func sample(
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
