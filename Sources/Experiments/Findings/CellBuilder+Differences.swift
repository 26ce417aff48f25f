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
            DataPair(
              quantity: quantity, filters: chart.filters, scope: DifferenceScope(combination),
              reference: second, form: form),
            control: chart.control, judging: sign(of:_:))
        })
    }
    let adjusted = adjusted(groups)
    let rows = adjusted.flatMap(\.rows)
    let known = rows.filter { $0.difference.value != nil }
    let clear = known.filter { $0.verdict != "inconclusive" }
    let what = form == .absolute ? "difference" : "log ratio"
    return draft(
      chart, x: what, body: .forest(adjusted),
      title: "\(quantity.facts.label): \(clear.count) of \(known.count) "
        + "differences have an interval that leaves out zero" + controlledCount(rows),
      caption: "\(differenceWords(quantity.metric, what, "Paired \(what)")); "
        + "\(countWords(known.map(\.difference.n))).\(controlWords(rows))\(adjustmentWords(rows))",
      isEmpty: known.isEmpty)
  }

  /// What is subtracted, and how the interval is made.
  private func differenceWords(_ metric: Metric, _ what: String, _ ofMeans: String) -> String {
    metric.isOfDataSet
      ? "Unpaired \(what) of one number for each data set, the larger one subsampled to the size of "
        + "the smaller, with \(subsampleWords)"
      : "\(ofMeans) of means over examples with \(intervalWords)"
  }

  /// How many differences are clear at equal length, as the end of a title; empty without controls.
  func controlledCount(_ rows: [DifferenceFinding]) -> String {
    let controlled = rows.compactMap(\.controlledVerdict)
    guard !controlled.isEmpty else { return "" }
    let comparable = controlled.filter { $0 != DifferenceFinding.notComparable }
    guard !comparable.isEmpty else { return "; none can be compared at equal length" }
    let clear = comparable.count { $0 != "inconclusive" }
    return ", at equal length \(clear) of \(comparable.count)"
  }

  // MARK: Claims

  func claim(_ claim: ExperimentSpec.Claim) -> Draft {
    let quantity = claim.quantity
    let rows = adjusted(scopes(of: claim).map { row(of: claim, $0) })
    let statement = statement(of: claim)
    let controlled = rows.compactMap(\.controlledVerdict)
    let finding = ClaimFinding(
      statement: statement, quantity: quantity.facts, source: claim.source,
      verdict: overall(rows), rows: rows,
      controlledVerdict: controlled.isEmpty ? nil : overall(controlled: controlled),
      reading: ControlReading(rows)?.text)
    let isEmpty = rows.allSatisfy { $0.difference.value == nil }
    return Draft(
      title: statement,
      caption: isEmpty
        ? ""
        : "\(differenceWords(quantity.metric, "difference", "Difference")); a claim is supported where the "
          + "whole interval agrees with it, refuted where the whole interval contradicts it."
          + controlWords(rows) + adjustmentWords(rows),
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

  /// A claim says something of each row. It is supported if all rows are, each by its own interval: more rows
  /// make that harder, not easier. It is refuted if one is and none is supported; of several rows one may
  /// seem to by chance, so that its p-value adjusted for the others must say so too.
  func overall(_ rows: [DifferenceFinding]) -> String {
    overall(
      rows.map { row in
        rows.count > 1 && row.verdict == "refuted" && !isClearAmongOthers(row)
          ? "inconclusive" : row.verdict
      })
  }

  private func overall(_ verdicts: [String]) -> String {
    if verdicts.allSatisfy({ $0 == "supported" }) { return "supported" }
    return verdicts.contains("refuted") && !verdicts.contains("supported")
      ? "refuted" : "inconclusive"
  }

  /// `not comparable` if all are; else as of raw verdicts.
  private func overall(controlled verdicts: [String]) -> String {
    let comparable = verdicts.filter { $0 != DifferenceFinding.notComparable }
    guard !comparable.isEmpty else { return DifferenceFinding.notComparable }
    // A claim for all rows is not borne out by those alone that could be compared.
    let isWhole = comparable.count == verdicts.count
    let overall = overall(comparable)
    return overall == "supported" && !isWhole ? "inconclusive" : overall
  }

  private func statement(of claim: ExperimentSpec.Claim) -> String {
    let quantity = claim.quantity.facts.label
    let of = measurements.label(ofData: claim.of)
    let than: String =
      switch claim.than {
      case .data(let name): measurements.label(ofData: name)
      case .number(let number): "\(number)"
      case .model(let name): "in \(name)"
      }
    // Of two models the data are the same, of two data sets the models.
    var first = "with \(of)"
    if case .model = claim.than {
      let models = claim.filters.models
      first += " in \(models.count > 3 ? "each model" : models.joined(separator: ", "))"
    }
    let relation =
      switch claim.relation {
      case .greater: "is greater \(first) than"
      case .less: "is less \(first) than"
      case .equal: "is the same \(first) as"
      }
    let link = if case .data = claim.than { " with " } else { " " }
    return "\(quantity) \(relation)\(link)\(than)"
  }

  private func row(
    of claim: ExperimentSpec.Claim, _ scope: DifferenceScope
  ) -> DifferenceFinding {
    let judging: Judging = { verdict(of: claim, $0, reference: $1) }
    switch claim.than {
    case .data(let name):
      let pair = DataPair(
        quantity: claim.quantity, filters: claim.filters, scope: scope, reference: name,
        form: .absolute)
      return difference(pair, control: claim.control, judging: judging)
    case .model(let name):
      let pair = DataPair(
        quantity: claim.quantity, filters: claim.filters, scope: scope, reference: scope.data,
        referenceModel: name, form: .absolute)
      // The same responses are of one length, but for a few tokens of another tokenizer.
      return difference(pair, control: .none, judging: judging)
    case .number(let number):
      return distance(claim.quantity, claim.filters, scope, from: number, judging: judging)
    }
  }

  private func verdict(
    of claim: ExperimentSpec.Claim, _ difference: EstimateFinding, reference: Double?
  ) -> String {
    verdict(
      claim.relation, difference, tolerance: abs(reference ?? 0) * (claim.tolerance ?? 0))
  }

  /// Whether a difference bears out that it is above, below or within a tolerance of 0.
  func verdict(
    _ relation: ExperimentSpec.Claim.Relation, _ difference: EstimateFinding,
    tolerance: Double = 0
  ) -> String {
    let direction: Claim.Direction =
      switch relation {
      case .greater: .greater
      case .less: .less
      case .equal: .equal
      }
    let verdict = Claim(direction, tolerance: tolerance).verdict(
      difference.interval(level: spec.statistics.confidence))
    // Within the tolerance is not greater, and not less.
    return verdict == .equivalent ? "refuted" : verdict.rawValue
  }

  // MARK: Differences

  /// How the scope's data set differs from another, raw and at equal length.
  func difference(
    _ pair: DataPair, control: ExperimentSpec.Control, judging: Judging
  ) -> DifferenceFinding {
    let (scope, quantity) = (pair.scope, pair.quantity)
    if quantity.metric.isOfDataSet { return dataSetDifference(pair, judging: judging) }
    let first = pool(quantity, pair.filters, scope.models, scope.data, scope.projections)
    let second = pool(
      quantity, pair.filters, pair.referenceModel.map { [$0] } ?? scope.models, pair.reference,
      scope.projections)
    let raw = PoolComparison(first, second)
    let label = rowLabel(scope, pair.filters)
    guard raw.isMeasured else {
      return .unmeasured(
        label, identity(scope), reference: pair.referenceModel ?? pair.reference)
    }
    let estimate = estimation.difference(raw, form: pair.form)
    let test = raw.isLinear ? estimation.test(raw.first, raw.second, isPaired: raw.isPaired) : nil
    let controls =
      control == .length ? self.controls(of: pair, first, second, judging: judging) : []
    var row = DifferenceFinding(
      label: label, identity: identity(scope), reference: pair.referenceModel ?? pair.reference,
      difference: estimate,
      value: raw.first.value, referenceValue: raw.second.value, isPaired: raw.isPaired,
      pValue: test?.pValue, minimumPValue: test?.minimumPValue,
      verdict: judging(estimate, raw.second.value), problem: nil,
      controls: controls.isEmpty ? nil : controls)
    if !controls.isEmpty {
      row.controlledVerdict = row.decidingControl?.verdict ?? DifferenceFinding.notComparable
    }
    if raw.isLinear { addSizes(to: &row, raw, form: pair.form) }
    return row
  }

  /// How large the difference is whatever its unit, and how small one could have been seen.
  private func addSizes(
    to row: inout DifferenceFinding, _ raw: PoolComparison, form: ExperimentSpec.Chart.Difference
  ) {
    let area = estimation.separation(raw)
    row.auc = area
    row.cliffsDelta = EstimateFinding(
      value: area.value.map { 2 * $0 - 1 }, lower: area.lower.map { 2 * $0 - 1 },
      upper: area.upper.map { 2 * $0 - 1 }, n: area.n)
    row.detectable = form == .absolute ? estimation.detectable(raw) : nil
  }

  private func dataSetDifference(_ pair: DataPair, judging: Judging) -> DifferenceFinding {
    let found = dataSetDifference(
      pair.quantity.metric, pair.scope.models, of: pair.scope.data, minus: pair.reference,
      form: pair.form)
    return DifferenceFinding(
      label: rowLabel(pair.scope, pair.filters), identity: identity(pair.scope),
      reference: pair.reference, difference: found.difference, value: found.value,
      referenceValue: found.referenceValue, isPaired: false, pValue: nil, minimumPValue: nil,
      verdict: judging(found.difference, found.referenceValue),
      problem: found.difference.value == nil ? "not measured" : nil)
  }

  /// How the scope's data set differs from a number.
  private func distance(
    _ quantity: ExperimentSpec.Quantity, _ filters: ExperimentSpec.Filters,
    _ scope: DifferenceScope, from number: Double, judging: Judging
  ) -> DifferenceFinding {
    let estimate =
      quantity.metric.isOfDataSet
      ? dataSetEstimate(quantity.metric, scope.models, scope.data)
      : estimation.estimate(
        pool(quantity, filters, scope.models, scope.data, scope.projections))
    let shifted = EstimateFinding(
      value: estimate.value.map { $0 - number }, lower: estimate.lower.map { $0 - number },
      upper: estimate.upper.map { $0 - number }, n: estimate.n, influence: estimate.influence)
    return DifferenceFinding(
      label: rowLabel(scope, filters), identity: identity(scope),
      reference: "\(number)", difference: shifted, value: estimate.value, referenceValue: number,
      isPaired: false, pValue: nil, minimumPValue: nil, verdict: judging(shifted, number),
      problem: estimate.value == nil ? "not measured" : nil)
  }

  func sign(of estimate: EstimateFinding, _ reference: Double? = nil) -> String {
    if let lower = estimate.lower, lower > 0 { return "greater" }
    if let upper = estimate.upper, upper < 0 { return "less" }
    return "inconclusive"
  }

  func rowLabel(_ scope: DifferenceScope, _ filters: ExperimentSpec.Filters) -> String {
    let isNamed = filters.models.count > 1 || scope.projection == nil
    let name =
      scope.joinsFamily ? measurements.model(scope.models[0])?.family : scope.models.first
    return [isNamed ? name : nil, scope.projection?.rawValue]
      .compactMap { $0 }.joined(separator: " · ")
  }

  func identity(_ scope: DifferenceScope) -> Identity {
    var identity = measurements.identity(scope.models[0], scope.data, scope.projection)
    if scope.joinsFamily { (identity.model, identity.size) = (nil, nil) }
    return identity
  }

  /// The samples of some models on one data set that are estimated together; models without any are
  /// left out.
  func pool(
    _ quantity: ExperimentSpec.Quantity, _ filters: ExperimentSpec.Filters, _ models: [String],
    _ data: String, _ projections: [ExperimentSpec.Projection], form: SampleForm = .whole
  ) -> SamplePool {
    let samples = models.map { model in
      let statistic = statistic(quantity, model: model)
      return (statistic, sample(statistic, filters, model, data, projections, form))
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
    _ data: String, _ projections: [ExperimentSpec.Projection], _ form: SampleForm
  ) -> CurveSample {
    // A difference of neighbours needs the whole curve.
    let count = measurements.model(model)?.layers ?? 0
    let layers =
      statistic.isLinear
      ? filters.layers(of: count, for: statistic.curveMetric) : Array(0..<count)
    return measurements.sample(
      statistic.curveMetric, model: model, data: data, projections: projections, layers: layers,
      form: form)
  }
}
