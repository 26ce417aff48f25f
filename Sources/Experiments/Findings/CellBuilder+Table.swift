extension CellBuilder {
  func table(_ table: ExperimentSpec.Table) -> Draft {
    let combinations = combinations(
      table.filters, hasProjections: table.quantities.contains { $0.metric.hasProjections })
    let rows = names(table.rows, of: combinations)
    let columns = names(table.columns, of: combinations)
    let fields = rows.map { row in
      columns.map { column in
        combinations.filter {
          name(table.rows, of: $0) == row && name(table.columns, of: $0) == column
        }
      }
    }
    let cells = fields.map { row in
      row.map { field in table.quantities.map { estimate($0, table.filters, field) } }
    }
    let poolsModels = fields.joined().contains { Set($0.map(\.model)).count > 1 }
    let counts = cells.joined().joined().filter { $0.value != nil }.map(\.n)
    let labels = table.quantities.map(\.facts.label)
    let finding = TableFinding(
      quantities: table.quantities.map(\.facts), rowTitle: table.rows.rawValue, rows: rows,
      columnTitle: table.columns.rawValue, columns: columns, cells: cells)
    return Draft(
      title: counts.isEmpty
        ? "Nothing was measured for this table"
        : "\(listed(labels)) by \(table.rows.rawValue) and \(table.columns.rawValue)",
      caption: counts.isEmpty
        ? ""
        : caption(of: table.quantities.map(\.metric), poolsModels: poolsModels),
      content: counts.isEmpty ? .nothing : .table(finding))
  }

  private func caption(of metrics: [Metric], poolsModels: Bool) -> String {
    let ofDataSets = metrics.filter(\.isOfDataSet).map(\.facts.label)
    let words =
      "Means over examples, layers\(poolsModels ? ", models" : "") and projections with "
      + "\(intervalWords)."
    guard !ofDataSets.isEmpty else { return words }
    let one =
      "\(ofDataSets.joined(separator: " and ")): one number for all examples of a data set "
      + "with \(subsampleWords); G-Vendi grows with their number."
    return ofDataSets.count == metrics.count ? one : "\(words) \(one)"
  }

  /// Up to three labels, or two and the number of the others.
  private func listed(_ labels: [String]) -> String {
    labels.count <= 3
      ? labels.joined(separator: ", ")
      : labels.prefix(2).joined(separator: ", ") + " and \(labels.count - 2) more"
  }

  /// The estimate of one field: of one data set over all projections, averaged over the models on the
  /// examples that all of them share. A field that holds several data sets has no common sample and
  /// stays empty.
  func estimate(
    _ quantity: ExperimentSpec.Quantity, _ filters: ExperimentSpec.Filters,
    _ field: [Combination]
  ) -> EstimateFinding {
    let none = EstimateFinding(value: nil, lower: nil, upper: nil, n: 0)
    guard let first = field.first, field.allSatisfy({ $0.data == first.data }) else { return none }
    let models = filters.models.filter { model in field.contains { $0.model == model } }
    if quantity.metric.isOfDataSet { return dataSetEstimate(quantity.metric, models, first.data) }
    let projections = field.filter { $0.model == first.model }.compactMap(\.projection)
    guard quantity.metric == .relativeDifference else {
      let pool = pool(quantity, filters, models, first.data, projections)
      return pool.count > 0 ? estimation.estimate(pool) : none
    }
    let metric = quantity.madOf ?? .nuclearNorm
    let sample = measurements.sample(
      metric, model: first.model, data: first.data, projections: projections,
      layers: measurements.layers(filters, of: metric, model: first.model))
    guard models.count == 1, !sample.curves.isEmpty else { return none }
    let pair = RelativePair(
      measurements, quantity, model: first.model, sample: sample, projections: projections)
    return estimation.estimates(of: pair.keys) { indices in
      let differences = pair.differences(indices).compactMap { $0 }
      return [differences.isEmpty ? nil : differences.reduce(0, +) / Double(differences.count)]
    }[0]
  }
}
