import GradientSpectra
import Statistics

extension CellBuilder {
  func chart(_ chart: ExperimentSpec.Chart) -> Draft {
    switch chart.form {
    case .line(x: .size, _): sizes(chart)
    case .line(let x, let normalization): lines(chart, over: x, normalization)
    case .distribution: distributions(chart)
    case .heatmap(let x, let y): heat(chart, x: x, y: y)
    case .spectrum(let normalization): spectra(chart, normalization)
    case .forest(let of, let than, let difference): forest(chart, of: of, than: than, difference)
    case .contrast(let of, let than, let difference, let x):
      contrasts(chart, of: of, than: than, difference, over: x)
    case .training: training(chart)
    case .separation(let of, let than): separation(chart, of: of, than: than)
    }
  }

  /// A chart as a draft, or nothing where no panel has anything.
  func draft(
    _ chart: ExperimentSpec.Chart, x: String, body: ChartFinding.Body, title: String,
    caption: String, isEmpty: Bool, isRelative: Bool = false, quantity: QuantityFacts? = nil,
    baseline: Double? = nil
  ) -> Draft {
    let finding = ChartFinding(
      quantity: quantity ?? chart.quantity?.facts, x: x, scale: chart.scale.rawValue,
      color: chart.color?.rawValue, isRelative: isRelative, baseline: baseline, body: body)
    return Draft(
      title: isEmpty ? "Nothing was measured for this chart" : title,
      caption: isEmpty ? "" : caption, content: isEmpty ? .nothing : .chart(finding))
  }

  // MARK: Lines

  private func lines(
    _ chart: ExperimentSpec.Chart, over x: ExperimentSpec.Chart.LineAxis,
    _ normalization: ExperimentSpec.Chart.Normalization
  ) -> Draft {
    guard let quantity = chart.quantity else { preconditionFailure("a line chart of no quantity") }
    let combinations = combinations(chart.filters, hasProjections: quantity.metric.hasProjections)
    let panels = panels(combinations, rows: chart.rows, columns: chart.columns) { panel in
      let series = panel.compactMap { combination in
        self.series(chart, quantity, combination, over: x, normalization, among: panel)
      }
      return series.isEmpty ? nil : series
    }
    let all = panels.panels.joined().compactMap { $0 }
    let counts = all.joined().map(\.n)
    let bands =
      x == .responseTokens
      ? "points are means of examples of similar length" : "lines are means over examples"
    let facts = normalization == .mean ? quantity.facts.overItsMean : quantity.facts
    return draft(
      chart, x: x.words, body: .lines(panels),
      title: normalization == .mean
        ? shapeTitle(facts, all, chart) : lineTitle(quantity, all, chart),
      caption: "\(facts.label) per \(x.words); \(bands), bands are \(intervalWords); "
        + "\(countWords(counts)).",
      isEmpty: all.isEmpty, quantity: facts, baseline: normalization == .mean ? 1 : nil)
  }

  private func series(
    _ chart: ExperimentSpec.Chart, _ quantity: ExperimentSpec.Quantity, _ combination: Combination,
    over x: ExperimentSpec.Chart.LineAxis, _ normalization: ExperimentSpec.Chart.Normalization,
    among panel: [Combination]
  ) -> SeriesFinding? {
    let metric = quantity.madOf ?? quantity.metric
    let layers = measurements.layers(chart.filters, of: metric, model: combination.model)
    let sample = measurements.sample(
      metric, model: combination.model, data: combination.data,
      projections: combination.projection.map { [$0] } ?? [], layers: layers)
    guard !sample.curves.isEmpty else { return nil }
    let points: (x: [Double], estimates: [EstimateFinding])
    switch x {
    case .responseTokens: points = byLength(sample, combination)
    case .layer, .depth, .size:
      points = (
        positions(of: layers, in: combination.model, over: x),
        quantity.metric == .relativeDifference
          ? relativeDifferences(quantity, combination, sample)
          : normalization == .mean ? estimation.shapes(of: sample) : estimation.means(of: sample)
      )
    }
    return SeriesFinding(
      name: seriesName(combination, color: chart.color, among: panel),
      identity: measurements.identity(
        combination.model, combination.data, combination.projection),
      x: points.x, estimates: points.estimates, n: sample.curves.count)
  }

  /// Where layers of a model stand on the axis: their indices, or their depths from 0 to 1.
  func positions(
    of layers: [Int], in model: String, over x: ExperimentSpec.Chart.LineAxis
  ) -> [Double] {
    guard x == .depth else { return layers.map(Double.init) }
    let depths = relativeDepths(layers: measurements.model(model)?.layers ?? 0)
    return layers.map { depths[$0] }
  }

  /// |c − r| / |r| in each layer, over the examples that data set and reference share.
  private func relativeDifferences(
    _ quantity: ExperimentSpec.Quantity, _ combination: Combination, _ sample: CurveSample
  ) -> [EstimateFinding] {
    let pair = RelativePair(
      measurements, quantity, model: combination.model, sample: sample,
      projections: combination.projection.map { [$0] } ?? [])
    return estimation.estimates(of: pair.keys) { pair.differences($0) }
  }

  /// Means over at most eight groups of examples of similar response length.
  private func byLength(
    _ sample: CurveSample, _ combination: Combination
  ) -> (x: [Double], estimates: [EstimateFinding]) {
    let lengths = Dictionary(
      measurements.examples(combination.model, combination.data).map {
        ($0.key, Double($0.spectra.responseTokens))
      }, uniquingKeysWith: { first, _ in first })
    let order = sample.keys.indices.sorted {
      (lengths[sample.keys[$0]] ?? 0, $0) < (lengths[sample.keys[$1]] ?? 0, $1)
    }
    let groups = min(8, max(1, order.count / 5))
    let parts = (0..<groups).map {
      Array(order[$0 * order.count / groups..<($0 + 1) * order.count / groups])
    }
    return (
      parts.map { part in
        part.reduce(0) { $0 + (lengths[sample.keys[$1]] ?? 0) } / Double(part.count)
      },
      parts.map { part in
        let means = sample.selecting(part).exampleMeans.map { [$0] }
        return estimation.means(
          of: CurveSample(
            keys: part.map { sample.keys[$0] }, curves: means, layers: [0], excluded: 0))[0]
      }
    )
  }

  // MARK: Distributions

  private func distributions(_ chart: ExperimentSpec.Chart) -> Draft {
    guard let quantity = chart.quantity else { preconditionFailure("a chart of no quantity") }
    let combinations = combinations(chart.filters, hasProjections: quantity.metric.hasProjections)
    let panels = panels(combinations, rows: chart.rows, columns: chart.columns) { panel in
      let samples = panel.compactMap { combination -> SampleFinding? in
        let sample = measurements.sample(
          quantity.metric, model: combination.model, data: combination.data,
          projections: combination.projection.map { [$0] } ?? [],
          layers: measurements.layers(
            chart.filters, of: quantity.metric, model: combination.model))
        let values = sample.exampleMeans
        guard !values.isEmpty else { return nil }
        return SampleFinding(
          name: seriesName(combination, color: chart.color, among: panel),
          identity: measurements.identity(
            combination.model, combination.data, combination.projection),
          values: values, median: estimation.median(of: values), examples: sample.keys.digests)
      }
      return samples.isEmpty ? nil : samples
    }
    let all = panels.panels.joined().compactMap { $0 }
    let over = quantity.metric.hasLayers ? ", averaged over layers" : ""
    return draft(
      chart, x: "", body: .distributions(panels),
      title: orderTitle(
        quantity.facts.label, all.map { $0.map { ($0.name, $0.median.value) } },
        noun: "The median of ", panelNoun: panelNoun(chart)),
      caption: "A point is the \(quantity.facts.label.lowercasingFirst) of one example\(over); "
        + "the mark is the median with its \(intervalWords); "
        + "\(countWords(all.joined().map(\.values.count))).",
      isEmpty: all.isEmpty)
  }

  // MARK: Spectra

  private func spectra(
    _ chart: ExperimentSpec.Chart, _ normalization: ExperimentSpec.Chart.Normalization
  ) -> Draft {
    let combinations = combinations(chart.filters, hasProjections: true)
    let panels = panels(combinations, rows: chart.rows, columns: chart.columns) { panel in
      let series = panel.compactMap { spectrumSeries(chart, $0, among: panel) }
      return series.isEmpty ? nil : series
    }
    let all = panels.panels.joined().compactMap { $0 }
    return draft(
      chart, x: "rank", body: .spectra(panels), title: spectrumTitle(all),
      caption: "Mean singular value by rank, over examples and layers; bands are \(intervalWords); "
        + "\(countWords(all.joined().map(\.n))).",
      isEmpty: all.isEmpty, isRelative: normalization == .sigma1)
  }

  private func spectrumSeries(
    _ chart: ExperimentSpec.Chart, _ combination: Combination, among panel: [Combination]
  ) -> SeriesFinding? {
    guard let projection = combination.projection?.measured else { return nil }
    let layers = measurements.layers(chart.filters, of: .nuclearNorm, model: combination.model)
    let examples = measurements.examples(combination.model, combination.data)
    let curves = examples.compactMap { example -> [Double]? in
      guard let spectra = example.spectra.spectra[projection] else { return nil }
      var mean = [Double](repeating: 0, count: spectra.first?.size ?? 0)
      for layer in layers {
        for (rank, value) in spectra[layer].values.enumerated() {
          mean[rank] += value / Double(layers.count)
        }
      }
      return mean
    }
    guard let size = curves.first?.count, size > 0 else { return nil }
    let estimates = estimation.means(
      of: CurveSample(
        keys: examples.map(\.key), curves: curves, layers: Array(0..<size), excluded: 0))
    // Gram matrices resolve singular values down to about 1e-7 of the largest; what lies below 1e-6 is
    // rounding, and ranks that few examples reach would draw intervals down to nothing.
    let floor = (estimates[0].value ?? 0) * 1e-6
    let resolved = estimates.prefix { $0.value ?? 0 > floor }
    guard !resolved.isEmpty else { return nil }
    return SeriesFinding(
      name: seriesName(combination, color: chart.color, among: panel),
      identity: measurements.identity(
        combination.model, combination.data, combination.projection),
      x: (1...resolved.count).map(Double.init), value: resolved.map(\.value),
      lower: resolved.map { $0.lower.map { max($0, floor) } }, upper: resolved.map(\.upper),
      n: curves.count, influence: resolved.map(\.influence))
  }
}

extension SeriesFinding {
  init(name: String, identity: Identity, x: [Double], estimates: [EstimateFinding], n: Int) {
    self.init(
      name: name, identity: identity, x: x, value: estimates.map(\.value),
      lower: estimates.map(\.lower), upper: estimates.map(\.upper), n: n)
    influence = estimates.map(\.influence)
  }
}

extension QuantityFacts {
  /// The same of curves that are divided by their means.
  var overItsMean: QuantityFacts {
    QuantityFacts(
      metric: metric, label: "\(label) over its mean", unit: nil, direction: direction,
      summary:
        "Each curve is divided by its mean over the layers, so that shapes compare and sizes "
        + "do not. \(summary)")
  }
}

extension ExperimentSpec.Chart.LineAxis {
  /// What findings call the axis.
  var words: String {
    switch self {
    case .layer: "layer"
    case .depth: "relative depth"
    case .responseTokens: "response tokens"
    case .size: "parameters"
    }
  }
}
