import Statistics

extension CellBuilder {
  /// A quantity over the number of parameters: a point for each model, a line through those of a family.
  func sizes(_ chart: ExperimentSpec.Chart) -> Draft {
    guard let quantity = chart.quantity else { preconditionFailure("a chart of no quantity") }
    let combinations = combinations(chart.filters, hasProjections: quantity.metric.hasProjections)
    let panels = panels(combinations, rows: chart.rows, columns: chart.columns) { panel in
      let series = lines(of: panel).compactMap { line in
        self.line(chart, quantity, line, among: panel)
      }
      return series.isEmpty ? nil : series
    }
    let all = panels.panels.joined().compactMap { $0 }
    let over = quantity.metric.hasLayers ? ", averaged over layers" : ""
    return draft(
      chart, x: ExperimentSpec.Chart.LineAxis.size.words, body: .lines(panels),
      title: sizeTitle(quantity, all, chart),
      caption:
        "A point is one model: \(sizeWords(quantity))\(over), "
        + "by its number of parameters; lines join the models of a family; bars are "
        + "\(quantity.metric.isOfDataSet ? subsampleWords : intervalWords); "
        + "\(countWords(all.joined().map(\.n))).",
      isEmpty: all.isEmpty)
  }

  private func sizeWords(_ quantity: ExperimentSpec.Quantity) -> String {
    quantity.metric.isOfDataSet
      ? "\(quantity.facts.label) of all examples"
      : "mean \(quantity.facts.label.lowercasingFirst) over examples"
  }

  /// Combinations that differ in the model alone and are of one family.
  private func lines(of panel: [Combination]) -> [[Combination]] {
    var lines: [[Combination]] = []
    for combination in panel {
      let index = lines.firstIndex { line in
        line.first.map { first in
          first.data == combination.data && first.projection == combination.projection
            && name(.family, of: first) == name(.family, of: combination)
        } ?? false
      }
      if let index { lines[index].append(combination) } else { lines.append([combination]) }
    }
    return lines
  }

  private func line(
    _ chart: ExperimentSpec.Chart, _ quantity: ExperimentSpec.Quantity, _ line: [Combination],
    among panel: [Combination]
  ) -> SeriesFinding? {
    let points = line.compactMap { combination -> (x: Double, estimate: EstimateFinding)? in
      let estimate = estimate(quantity, chart.filters, [combination])
      guard estimate.value != nil, let model = measurements.model(combination.model),
        let x = model.parameterCount
      else { return nil }
      return (x, estimate)
    }.enumerated().sorted { ($0.element.x, $0.offset) < ($1.element.x, $1.offset) }.map(\.element)
    guard let first = line.first, !points.isEmpty else { return nil }
    var identity = measurements.identity(first.model, first.data, first.projection)
    if line.count > 1 { (identity.model, identity.size) = (nil, nil) }
    return SeriesFinding(
      name: seriesName(
        first, color: chart.color, among: lines(of: panel).compactMap(\.first),
        telling: [.family, .data, .projection], orElse: .family),
      identity: identity, x: points.map(\.x), estimates: points.map(\.estimate),
      n: points.map(\.estimate.n).min() ?? 0)
  }

  /// How many lines rise from the smallest model to the largest; without lines, who is highest.
  private func sizeTitle(
    _ quantity: ExperimentSpec.Quantity, _ panels: [[SeriesFinding]], _ chart: ExperimentSpec.Chart
  ) -> String {
    let ends = panels.joined().compactMap { series -> (Double, Double)? in
      guard series.x.count > 1, let first = series.value.first ?? nil,
        let last = series.value.last ?? nil
      else { return nil }
      return (first, last)
    }
    guard !ends.isEmpty else {
      let values = panels.map { $0.map { ($0.name, $0.value.first ?? nil) } }
      return orderTitle(quantity.facts.label, values, noun: "", panelNoun: panelNoun(chart))
    }
    let rising = ends.count { $0.1 > $0.0 }
    let falling = ends.count { $0.1 < $0.0 }
    return rising >= falling
      ? "\(quantity.facts.label) grows with size along \(rising) of \(ends.count) lines"
      : "\(quantity.facts.label) falls with size along \(falling) of \(ends.count) lines"
  }
}

extension ModelFacts {
  /// The number of parameters: counted, or what ``size`` says; `nil` if neither is known.
  public var parameterCount: Double? {
    parameters.map(Double.init) ?? ModelDefinition.parameterCount(ofSize: size)
  }
}
