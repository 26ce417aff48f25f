extension CellBuilder {
  /// The loss of each warmup, update by update.
  func selectionWarmup(_ panels: SelectionPanels) -> Draft {
    let parts = panels.parts
    let series = panels.choosers.flatMap { model -> [SeriesFinding] in
      panels.seeds.flatMap { seed in
        parts.compactMap { part -> SeriesFinding? in
          let warmup = SelectionSteps.Warmup(model: model, seed: seed, part: part)
          guard let notes = panels.results.warmups[warmup], !notes.isEmpty else { return nil }
          let none = notes.map { _ in Double?.none }
          return SeriesFinding(
            name: model + (parts.count == 1 ? "" : " · \(percent(part)) of the pool")
              + (panels.seeds.count == 1 ? "" : " · seed \(seed)"),
            identity: measurements.identity(model), x: notes.indices.map { Double($0 + 1) },
            value: notes.map(\.loss), lower: none, upper: none, n: notes.count)
        }
      }
    }
    guard !series.isEmpty else { return .nothing }
    return Draft(
      title: "The loss of the warmup",
      caption: "Mean loss on the batch in nats a token, before each update.",
      content: .chart(
        ChartFinding(
          quantity: .trainingLoss, x: "update", scale: "auto", color: "model", isRelative: false,
          body: .lines(
            PanelsFinding(
              rowTitle: "", rows: [""], columnTitle: "", columns: [""], panels: [[series]])))))
  }

  /// The five best and the five worst examples of the first model and target, by name.
  func selectionExtremes(_ panels: SelectionPanels) -> Draft {
    guard let chooser = panels.choosers.first, let target = panels.targets.first,
      let ranking = panels.rankings(chooser, panels.influence, target).first
    else { return .nothing }
    let scored = ranking.order.filter { ranking.scores[$0].isFinite }
    let shown = scored.count <= 10 ? scored : Array(scored.prefix(5) + scored.suffix(5))
    let lengths = panels.results.lengths[chooser]
    func plain(_ value: Double?) -> EstimateFinding {
      EstimateFinding(value: value, lower: nil, upper: nil, n: 1)
    }
    return Draft(
      title: "The examples with the highest and the lowest LESS scores for \(target)",
      caption:
        "By name, \(chooser), seed \(panels.seeds[0]): the \(shown.count / 2) best, then the "
        + "worst of \(scored.count).",
      content: .table(
        TableFinding(
          quantities: [.influence, responseTokens], rowTitle: "example",
          rows: shown.map { panels.results.ids[$0] }, columnTitle: "target", columns: [target],
          cells: shown.map { index in
            [[plain(ranking.scores[index]), plain(lengths.map { Double($0[index]) })]]
          })))
  }
}

extension SelectionPanels {
  /// The parts of the pool that the shown selectors are warmed up on, each once.
  fileprivate var parts: [Double] {
    var seen: Set<Double> = []
    let shown = selectors.filter { $0.selector == .less }
    return (shown.isEmpty ? [influence] : shown).map { $0.warmup ?? results.settings.warmup }
      .filter { seen.insert($0).inserted }
  }
}
