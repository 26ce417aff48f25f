import DataSelection

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

  /// Which part of one selector's choice is in another's.
  func selectionOverlap(_ panels: SelectionPanels) -> Draft {
    let selectors = panels.selectors.filter { $0.selector != .all }
    let names = selectors.map(\.label)
    var found: [Double] = []
    let grid = PanelsFinding(panels) { chooser, target in
      let values = selectors.map { first in
        selectors.map { second -> Double? in
          let (a, b) = (
            panels.rankings(chooser, first, target), panels.rankings(chooser, second, target)
          )
          return first == second ? overlapAmong(a) : overlap(zip(a, b).map { ($0, $1) })
        }
      }
      found += values.joined().compactMap { $0 }
      return HeatFinding(
        xTitle: "selector", x: names, yTitle: "selector", y: names, values: values,
        n: panels.results.sources.count)
    }
    let chance = panels.rankings(
      panels.choosers.first ?? "", selectors.first ?? .init(.random), panels.targets.first ?? ""
    ).first.map { Double($0.chosen.count) / Double(max($0.order.count, 1)) }
    return grids(
      grid, .overlap, isEmpty: found.isEmpty, title: "How far the selectors agree",
      caption: "The part of one choice that is in the other\(meanOverSeeds(panels))"
        + (chance.map { "; \(percent($0)) by chance" } ?? "")
        + "." + diagonalWords(panels))
  }

  /// Which part of one model's LESS choice is in another's.
  func selectionTransfer(_ panels: SelectionPanels) -> Draft {
    let models = panels.choosers
    var found: [Double] = []
    let row = panels.targets.map { target -> HeatFinding? in
      let values = models.map { first in
        models.map { second -> Double? in
          let (a, b) = (
            panels.rankings(first, panels.influence, target),
            panels.rankings(second, panels.influence, target)
          )
          return first == second ? overlapAmong(a) : overlap(zip(a, b).map { ($0, $1) })
        }
      }
      found += values.joined().compactMap { $0 }
      return HeatFinding(
        xTitle: "model", x: models, yTitle: "model", y: models, values: values,
        n: panels.results.sources.count)
    }
    return grids(
      PanelsFinding(
        rowTitle: "", rows: [""], columnTitle: panels.targets.count > 1 ? "target" : "",
        columns: panels.targets.count > 1 ? panels.targets : [""], panels: [row]),
      .overlap, isEmpty: found.isEmpty, title: "How far models choose alike by LESS",
      caption:
        "The part of one model's choice that is in the other's\(meanOverSeeds(panels))."
        + diagonalWords(panels))
  }

  private func grids(
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

  /// Response tokens of the pool and of each choice.
  func selectionLengths(_ panels: SelectionPanels) -> Draft {
    distributions(
      panels, responseTokens, title: "How long the chosen responses are",
      caption: "Response tokens of the examples"
    ) { chooser, target in
      guard let lengths = panels.results.lengths[chooser] else { return [] }
      let chosen = panels.selectors.filter { $0.selector != .all }.map { selector in
        (
          selector.label,
          panels.rankings(chooser, selector, target).flatMap { $0.chosen.map { lengths[$0] } }
        )
      }
      return ([("pool", lengths)] + chosen).map { ($0, $1.map(Double.init)) }
    }
  }

  /// LESS scores of what was chosen and of the rest.
  func selectionScores(_ panels: SelectionPanels) -> Draft {
    distributions(
      panels, .influence, title: "LESS scores of what was chosen and of the rest",
      caption: "Scores of the examples"
    ) { chooser, target in
      var (chosen, rest): ([Double], [Double]) = ([], [])
      for ranking in panels.rankings(chooser, panels.influence, target) {
        let isChosen = Set(ranking.chosen)
        for (index, score) in ranking.scores.enumerated() where score.isFinite {
          if isChosen.contains(index) { chosen.append(score) } else { rest.append(score) }
        }
      }
      return [("chosen", chosen), ("rest of the pool", rest)]
    }
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
        "\(caption)\(panels.seeds.count == 1 ? "" : ", of \(panels.seeds.count) seeds together"); "
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

  /// What stands on the diagonal; nothing does with one seed.
  private func diagonalWords(_ panels: SelectionPanels) -> String {
    panels.seeds.count == 1 ? "" : " On the diagonal: choices by different seeds."
  }

  func percent(_ part: Double) -> String { "\((part * 1000).rounded() / 10) %" }

  private func meanRows(_ rows: [[Double?]]) -> [Double?] {
    rows[0].indices.map { column in
      rows.reduce(0) { $0 + ($1[column] ?? 0) } / Double(rows.count)
    }
  }

  private func overlap(_ pairs: [(Ranking, Ranking)]) -> Double? {
    let parts = pairs.compactMap { a, b -> Double? in
      let size = min(a.chosen.count, b.chosen.count)
      return size == 0 ? nil : SelectionAgreement.overlap(at: size, a.chosen, b.chosen)
    }
    return parts.isEmpty ? nil : parts.reduce(0, +) / Double(parts.count)
  }

  /// The mean overlap of any two of them; `nil` for fewer than two.
  private func overlapAmong(_ rankings: [Ranking]) -> Double? {
    overlap(
      rankings.indices.flatMap { i in
        rankings.indices.dropFirst(i + 1).map { (rankings[i], rankings[$0]) }
      })
  }
}

extension PanelsFinding {
  /// A row for each model that chooses and a column for each target.
  fileprivate init(
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
