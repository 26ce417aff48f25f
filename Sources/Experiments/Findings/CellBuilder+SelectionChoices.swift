extension CellBuilder {
  // MARK: Grids

  /// Which part of each choice is from which data set.
  func selectionSources(_ panels: SelectionPanels) -> Draft {
    let (results, labels) = (panels.results, panels.results.settings.pool)
    var shares: [Double] = []
    let grid = PanelsFinding(panels) { chooser, target in
      func row(_ indices: [Int]) -> [Double?] {
        labels.map { name in
          Double(indices.count { results.sources[$0] == name }) / Double(max(indices.count, 1))
        }
      }
      let chosen = panels.selectors.map { selector -> [Double?] in
        let rows = panels.rankings(chooser, selector, target).map { row($0.chosen) }
        return rows.isEmpty ? labels.map { _ in nil } : meanRows(rows)
      }
      shares += chosen.joined().compactMap { $0 }
      return HeatFinding(
        xTitle: "data", x: labels.map(measurements.label), yTitle: "selector",
        y: ["pool"] + panels.selectors.map(\.label),
        values: [row(Array(results.sources.indices))] + chosen, n: results.sources.count)
    }
    return grids(
      grid, .share, isEmpty: shares.isEmpty, title: "Where each selector's choice comes from",
      caption:
        "The part of each choice from each data set of the pool\(meanOverSeeds(panels)); the "
        + "pool has \(results.sources.count) examples.")
  }

  /// A chart of grids; nothing where they are empty.
  func grids(
    _ grid: PanelsFinding<HeatFinding>, _ quantity: QuantityFacts, isEmpty: Bool, title: String,
    caption: String
  ) -> Draft {
    guard !isEmpty else { return .nothing }
    return Draft(
      title: title, caption: caption,
      content: .chart(
        ChartFinding(
          quantity: quantity, x: "", scale: "linear", color: nil, isRelative: false,
          body: .heat(grid))))
  }

  // MARK: Distributions

  /// How long responses are.
  var responseTokens: QuantityFacts {
    ExperimentSpec.Quantity(metric: .responseTokens, madOf: nil, reference: nil).facts
  }

  /// Response tokens of the pool and of each choice: a row counts once, however many seeds choose it.
  func selectionLengths(_ panels: SelectionPanels) -> Draft {
    distributions(
      panels, responseTokens, title: "How long the chosen responses are",
      caption: "Response tokens of the examples"
    ) { chooser, target in
      guard let lengths = panels.results.lengths[chooser] else { return [] }
      let chosen = panels.selectors.filter { $0.selector != .all }.map { selector in
        (
          selector.label,
          chosenByAny(panels.rankings(chooser, selector, target)).map { lengths[$0] }
        )
      }
      return ([("pool", lengths)] + chosen).map { ($0, $1.map(Double.init)) }
    }
  }

  /// LESS scores, mean over seeds, of what any of them chose and of the rest.
  func selectionScores(_ panels: SelectionPanels) -> Draft {
    distributions(
      panels, .influence, title: "LESS scores of what was chosen and of the rest",
      caption: "Scores of the examples"
    ) { chooser, target in
      var (chosen, rest): ([Double], [Double]) = ([], [])
      let rankings = panels.rankings(chooser, panels.influence, target)
      let isChosen = Set(chosenByAny(rankings))
      for index in panels.results.sources.indices {
        let scores = rankings.map { $0.scores[index] }.filter(\.isFinite)
        guard !scores.isEmpty else { continue }
        let score = scores.reduce(0, +) / Double(scores.count)
        if isChosen.contains(index) { chosen.append(score) } else { rest.append(score) }
      }
      return [("chosen", chosen), ("rest of the pool", rest)]
    }
  }

  /// The rows that at least one seed chose, each once, in the order of the pool.
  private func chosenByAny(_ rankings: [Ranking]) -> [Int] {
    Set(rankings.flatMap(\.chosen)).sorted()
  }

  private func distributions(
    _ panels: SelectionPanels, _ quantity: QuantityFacts, title: String, caption: String,
    _ samples: (_ chooser: String, _ target: String) -> [(name: String, values: [Double])]
  ) -> Draft {
    var count = 0
    let grid = PanelsFinding(panels) { chooser, target -> [SampleFinding]? in
      let found = samples(chooser, target).filter { !$0.values.isEmpty }.map { name, values in
        count += 1
        var identity = measurements.identity(chooser)
        identity.data = "\(target) · \(name)"
        return SampleFinding(
          name: name, identity: identity, values: values,
          median: estimation.median(of: values))
      }
      return found.isEmpty ? nil : found
    }
    guard count > 0 else { return .nothing }
    return Draft(
      title: title,
      caption:
        "\(caption)\(panels.seeds.count == 1 ? "" : "; a choice is what any of \(panels.seeds.count) seeds chose, each row once"); "
        + "the mark is the median with \(intervalWords).",
      content: .chart(
        ChartFinding(
          quantity: quantity, x: "", scale: "auto", color: "model", isRelative: false,
          body: .distributions(grid))))
  }

  // MARK: Words and numbers

  func meanOverSeeds(_ panels: SelectionPanels) -> String {
    panels.seeds.count == 1 ? "" : ", mean over \(panels.seeds.count) seeds"
  }

  func percent(_ part: Double) -> String { "\((part * 1000).rounded() / 10) %" }

  private func meanRows(_ rows: [[Double?]]) -> [Double?] {
    rows[0].indices.map { column in
      rows.reduce(0) { $0 + ($1[column] ?? 0) } / Double(rows.count)
    }
  }
}

extension PanelsFinding {
  /// A row for each model that chooses and a column for each target.
  init(
    _ panels: SelectionPanels, _ content: (_ chooser: String, _ target: String) -> Content?
  ) {
    let (models, targets) = (panels.choosers, panels.targets)
    self.init(
      rowTitle: models.count > 1 ? "model" : "", rows: models.count > 1 ? models : [""],
      columnTitle: targets.count > 1 ? "target" : "",
      columns: targets.count > 1 ? targets : [""],
      panels: models.map { model in targets.map { content(model, $0) } })
  }
}
