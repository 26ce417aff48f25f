extension CellBuilder {
  /// The loss of models that the experiment trains, over the tokens they have seen.
  func training(_ chart: ExperimentSpec.Chart) -> Draft {
    let combinations = chart.filters.models.map {
      Combination(model: $0, data: "", projection: nil)
    }
    let panels = panels(combinations, rows: chart.rows, columns: chart.columns) { panel in
      let series = panel.compactMap { curve(chart, $0, among: panel) }
      return series.isEmpty ? nil : series
    }
    let all = panels.panels.joined().compactMap { $0 }
    return draft(
      chart, x: "training tokens", body: .lines(panels), title: trainingTitle(all.flatMap { $0 }),
      caption: "Mean loss on the batch in nats a token, by the number of tokens seen.",
      isEmpty: all.isEmpty, quantity: .trainingLoss)
  }

  private func curve(
    _ chart: ExperimentSpec.Chart, _ combination: Combination, among panel: [Combination]
  ) -> SeriesFinding? {
    guard let training = measurements.model(combination.model)?.training,
      !training.points.isEmpty
    else { return nil }
    let missing = training.points.map { _ in Double?.none }
    return SeriesFinding(
      name: seriesName(
        combination, color: chart.color, among: panel, telling: [.model], orElse: .model),
      identity: measurements.identity(combination.model),
      x: training.points.map { Double($0.tokens) }, value: training.points.map(\.loss),
      lower: missing, upper: missing, n: training.points.count)
  }

  private func trainingTitle(_ series: [SeriesFinding]) -> String {
    let ends = series.compactMap { curve in
      curve.value.last.flatMap { $0 }.map { (curve.name, $0) }
    }
    guard let best = ends.min(by: { $0.1 < $1.1 }), let worst = ends.max(by: { $0.1 < $1.1 })
    else { return "Training loss" }
    func rounded(_ loss: Double) -> String { "\((loss * 100).rounded() / 100) nat" }
    guard rounded(best.1) != rounded(worst.1) else {
      return "Training ends with a loss of \(rounded(best.1))"
        + (ends.count == 1 ? "" : " for all \(ends.count) models")
    }
    return "Training ends with the lowest loss for \(best.0) (\(rounded(best.1))) and the highest "
      + "for \(worst.0) (\(rounded(worst.1)))"
  }

  /// Why a training chart of these models has nothing to draw; empty if it has something.
  func untrained(_ models: [String]) -> [String] {
    let facts = models.compactMap(measurements.model)
    guard facts.allSatisfy({ $0.training == nil }) else { return [] }
    return facts.filter { $0.problem == nil }.map {
      "Model '\($0.name)' was not trained by this experiment: there is no loss to draw."
    }
  }
}

extension QuantityFacts {
  /// The loss while a model is trained.
  static let trainingLoss = QuantityFacts(
    metric: "loss", label: "Training loss", unit: "nat", direction: "lower",
    summary: "The mean negative log-likelihood of the tokens of a training batch.")
}
