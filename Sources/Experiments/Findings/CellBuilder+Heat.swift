import Statistics

extension CellBuilder {
  func heat(
    _ chart: ExperimentSpec.Chart, x: ExperimentSpec.Chart.GridAxis,
    y: ExperimentSpec.Chart.GridAxis
  ) -> Draft {
    guard let quantity = chart.quantity else { preconditionFailure("a chart of no quantity") }
    let combinations = combinations(chart.filters, hasProjections: quantity.metric.hasProjections)
    let isCorrelation = x == .layer && y == .layer
    let panels = panels(combinations, rows: chart.rows, columns: chart.columns) { panel in
      isCorrelation
        ? correlations(chart, quantity, panel) : grid(chart, quantity, panel, x: x, y: y)
    }
    let all = panels.panels.joined().compactMap { $0 }
    if isCorrelation { return correlationDraft(chart, quantity, panels, all) }
    return draft(
      chart, x: "", body: .heat(panels), title: heatTitle(quantity, panels),
      caption: "Mean \(quantity.facts.label.lowercasingFirst) over examples; "
        + "\(countWords(all.map(\.n))).",
      isEmpty: all.isEmpty)
  }

  /// The mean of everything that falls into each field.
  private func grid(
    _ chart: ExperimentSpec.Chart, _ quantity: ExperimentSpec.Quantity, _ panel: [Combination],
    x: ExperimentSpec.Chart.GridAxis, y: ExperimentSpec.Chart.GridAxis
  ) -> HeatFinding? {
    var fields: [[String]: (sum: Double, count: Int)] = [:]
    var (xNames, yNames): ([String], [String]) = ([], [])
    var counts: [Int] = []
    for combination in panel {
      let layers = measurements.layers(
        chart.filters, of: quantity.metric, model: combination.model)
      let sample = measurements.sample(
        quantity.metric, model: combination.model, data: combination.data,
        projections: combination.projection.map { [$0] } ?? [], layers: layers)
      guard !sample.curves.isEmpty else { continue }
      counts.append(sample.curves.count)
      let mean = sample.mean(Array(sample.curves.indices))
      for (layer, value) in zip(layers, mean) {
        let names = [name(x, combination, layer), name(y, combination, layer)]
        if !xNames.contains(names[0]) { xNames.append(names[0]) }
        if !yNames.contains(names[1]) { yNames.append(names[1]) }
        let field = fields[names] ?? (0, 0)
        fields[names] = (field.sum + value, field.count + 1)
      }
    }
    guard let n = counts.min() else { return nil }
    return HeatFinding(
      xTitle: x.rawValue, x: xNames, yTitle: y.rawValue, y: yNames,
      values: yNames.map { row in
        xNames.map { column in fields[[column, row]].map { $0.sum / Double($0.count) } }
      }, n: n)
  }

  private func name(
    _ axis: ExperimentSpec.Chart.GridAxis, _ combination: Combination, _ layer: Int
  ) -> String {
    switch axis {
    case .layer: String(layer)
    case .projection: name(.projection, of: combination)
    case .model: name(.model, of: combination)
    case .data: name(.data, of: combination)
    }
  }

  // MARK: Layer against layer

  /// The Pearson correlation over examples of a metric in one layer and in another; only for a panel of
  /// one model, data set and projection, because anything else would mix populations.
  private func correlations(
    _ chart: ExperimentSpec.Chart, _ quantity: ExperimentSpec.Quantity, _ panel: [Combination]
  ) -> HeatFinding? {
    guard let only = panel.first, panel.count == 1 else { return nil }
    let layers = measurements.layers(chart.filters, of: quantity.metric, model: only.model)
    let sample = measurements.sample(
      quantity.metric, model: only.model, data: only.data,
      projections: only.projection.map { [$0] } ?? [], layers: layers)
    guard sample.curves.count > 2 else { return nil }
    let columns = layers.indices.map { layer in sample.curves.map { $0[layer] } }
    return HeatFinding(
      xTitle: "layer", x: layers.map(String.init), yTitle: "layer", y: layers.map(String.init),
      values: columns.map { a in columns.map { b in pearsonCorrelation(a, b) } },
      n: sample.curves.count)
  }

  private func correlationDraft(
    _ chart: ExperimentSpec.Chart, _ quantity: ExperimentSpec.Quantity,
    _ panels: PanelsFinding<HeatFinding>, _ all: [HeatFinding]
  ) -> Draft {
    var facts = quantity.facts
    facts.label = "Correlation of \(facts.label.lowercasingFirst)"
    facts.unit = nil
    facts.summary =
      "Pearson's r over examples between two layers, from −1 to 1, of: \(facts.summary)"
    let neighbours = all.flatMap { panel in
      panel.values.indices.dropLast().compactMap { panel.values[$0][$0 + 1] }
    }
    let mean = Statistics.mean(of: neighbours).map { ($0 * 100).rounded() / 100 }
    let finding = ChartFinding(
      quantity: facts, x: "", scale: "linear", color: nil, isRelative: false, body: .heat(panels))
    return Draft(
      title: all.isEmpty
        ? "Nothing was measured for this chart"
        : "\(facts.label) between neighbouring layers is \(mean.map { "\($0)" } ?? "undefined") on average",
      caption: all.isEmpty
        ? "" : "Pearson's r over examples between layers; \(countWords(all.map(\.n))).",
      content: all.isEmpty ? .nothing : .chart(finding))
  }
}
