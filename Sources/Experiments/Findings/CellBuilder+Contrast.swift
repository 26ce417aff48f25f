/// A pair of data sets in a chart of contrasts, and the curves that it has.
private struct Contrast {
  var combination: Combination
  var than: String
}

extension CellBuilder {
  /// Differences of two data sets in each layer, as curves.
  func contrasts(
    _ chart: ExperimentSpec.Chart, of: [String], than: [String],
    _ form: ExperimentSpec.Chart.Difference, over x: ExperimentSpec.Chart.LineAxis
  ) -> Draft {
    guard let quantity = chart.quantity else { preconditionFailure("a contrast of no quantity") }
    let contrasts = zip(of, than).flatMap { first, second in
      combinations(
        chart.filters, hasProjections: quantity.metric.hasProjections, data: [first]
      ).map { Contrast(combination: $0, than: second) }
    }
    var arePaired: [Bool] = []
    let panels = panels(contrasts, chart) { panel in
      let series = panel.compactMap { contrast -> SeriesFinding? in
        guard let (series, isPaired) = self.series(chart, quantity, contrast, form, x, among: panel)
        else { return nil }
        arePaired.append(isPaired)
        return series
      }
      return series.isEmpty ? nil : series
    }
    let all = panels.panels.joined().compactMap { $0 }
    return draft(
      chart, x: x.words, body: .lines(panels),
      title: contrastTitle(quantity.facts.label, all.flatMap { $0 }, of: of, than: than),
      caption: contrastCaption(
        quantity, form, over: x, arePaired: arePaired, counts: all.joined().map(\.n)),
      isEmpty: all.isEmpty, quantity: quantity.facts.contrast(form), baseline: 0)
  }

  private func series(
    _ chart: ExperimentSpec.Chart, _ quantity: ExperimentSpec.Quantity, _ contrast: Contrast,
    _ form: ExperimentSpec.Chart.Difference, _ x: ExperimentSpec.Chart.LineAxis,
    among panel: [Contrast]
  ) -> (SeriesFinding, isPaired: Bool)? {
    let combination = contrast.combination
    let layers = measurements.layers(chart.filters, of: quantity.metric, model: combination.model)
    func sample(_ data: String) -> CurveSample {
      measurements.sample(
        quantity.metric, model: combination.model, data: data,
        projections: combination.projection.map { [$0] } ?? [], layers: layers)
    }
    let (first, second) = (sample(combination.data), sample(contrast.than))
    let (own, other) = first.paired(with: second)
    let isPaired = PoolComparison.arePairs(own.count, of: first.keys.count, second.keys.count)
    let a = isPaired ? first.selecting(own) : first
    let b = isPaired ? second.selecting(other) : second
    guard !a.curves.isEmpty, !b.curves.isEmpty else { return nil }
    let series = SeriesFinding(
      name: seriesName(
        contrast, color: chart.color, among: panel, telling: [.model, .data, .projection],
        orElse: .data
      ) { name($0, of: $1) },
      identity: measurements.identity(
        combination.model, combination.data, combination.projection),
      x: positions(of: layers, in: combination.model, over: x),
      estimates: estimation.contrasts(of: a, minus: b, isPaired: isPaired, form: form),
      n: min(a.curves.count, b.curves.count))
    return (series, isPaired)
  }

  // MARK: Names

  /// Panels by row and column; where data sets are told apart, a pair is.
  private func panels<Content>(
    _ contrasts: [Contrast], _ chart: ExperimentSpec.Chart, _ content: ([Contrast]) -> Content?
  ) -> PanelsFinding<Content> {
    let rows = distinct(contrasts.map { name(chart.rows, of: $0) })
    let columns = distinct(contrasts.map { name(chart.columns, of: $0) })
    return PanelsFinding(
      rowTitle: chart.rows?.rawValue ?? "", rows: rows, columnTitle: chart.columns?.rawValue ?? "",
      columns: columns,
      panels: rows.map { row in
        columns.map { column in
          content(
            contrasts.filter {
              name(chart.rows, of: $0) == row && name(chart.columns, of: $0) == column
            })
        }
      })
  }

  private func name(_ facet: ExperimentSpec.Facet?, of contrast: Contrast) -> String {
    facet == .data
      ? "\(measurements.label(ofData: contrast.combination.data)) against "
        + measurements.label(ofData: contrast.than)
      : name(facet, of: contrast.combination)
  }

  // MARK: Words

  /// For example: With detailed against none, nuclear norm is clearly greater in most layers for 1 of 12
  /// curves and clearly less for 9.
  private func contrastTitle(
    _ label: String, _ series: [SeriesFinding], of: [String], than: [String]
  ) -> String {
    let greater = series.count { $0.share { lower, _ in lower > 0 } > 0.5 }
    let less = series.count { $0.share { _, upper in upper < 0 } > 0.5 }
    let pair =
      of.count == 1
      ? "With \(measurements.label(ofData: of[0])) against \(measurements.label(ofData: than[0])), "
        + label.lowercasingFirst
      : label
    return "\(pair) is clearly greater in most layers for \(greater) of \(series.count) curves and "
      + "clearly less for \(less)"
  }

  private func contrastCaption(
    _ quantity: ExperimentSpec.Quantity, _ form: ExperimentSpec.Chart.Difference,
    over x: ExperimentSpec.Chart.LineAxis, arePaired: [Bool], counts: [Int]
  ) -> String {
    let pairing =
      arePaired.allSatisfy { $0 }
      ? "examples are paired"
      : arePaired.contains(true)
        ? "examples are paired where data sets share their requests" : "examples are not paired"
    return
      "\(quantity.facts.contrast(form).label) per \(x.words); lines are of means over examples, "
      + "bands are \(intervalWords); \(pairing); \(countWords(counts))."
  }
}

extension SeriesFinding {
  /// The share of positions whose interval fulfils `condition`.
  fileprivate func share(_ condition: (Double, Double) -> Bool) -> Double {
    let hits = zip(lower, upper).count { lower, upper in
      lower.flatMap { lower in upper.map { condition(lower, $0) } } ?? false
    }
    return x.isEmpty ? 0 : Double(hits) / Double(x.count)
  }
}

extension QuantityFacts {
  /// The same of differences.
  fileprivate func contrast(_ form: ExperimentSpec.Chart.Difference) -> QuantityFacts {
    let of = label.lowercasingFirst
    return switch form {
    case .absolute:
      QuantityFacts(
        metric: metric, label: "Difference in \(of)", unit: unit, direction: direction,
        summary: "The mean over the examples of one data set less that of the other. \(summary)")
    case .logRatio:
      QuantityFacts(
        metric: metric, label: "Log ratio of \(of)", unit: nil, direction: direction,
        summary:
          "The natural logarithm of the mean over the examples of one data set by that of the "
          + "other: 0.1 is about a tenth more, −0.1 about a tenth less. \(summary)")
    }
  }
}
