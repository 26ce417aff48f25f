import DataSelection

// How far selectors, models and targets agree on what is chosen.
extension CellBuilder {
  /// How far selectors agree.
  func selectionOverlap(
    _ panels: SelectionPanels, _ agreement: ExperimentSpec.SelectionView.Agreement
  ) -> Draft {
    let selectors = panels.selectors.filter { $0.selector != .all }
    let grid = PanelsFinding(panels) { chooser, target in
      agreement.matrix(
        selectors.map(\.label), "selector",
        selectors.map { panels.rankings(chooser, $0, target) })
    }
    let chance = panels.rankings(
      panels.choosers.first ?? "", selectors.first ?? .init(.random), panels.targets.first ?? ""
    ).first.map { Double($0.chosen.count) / Double(max($0.order.count, 1)) }
    let byChance =
      agreement == .overlap ? chance.map { "; \(percent($0)) by chance" } ?? "" : ""
    return grids(
      grid, agreement.quantity, isEmpty: grid.isEmpty, title: "How far the selectors agree",
      caption: "\(agreement.caption(of: "choice"))\(meanOverSeeds(panels))\(byChance)."
        + diagonalWords(panels))
  }

  /// How far models agree, by each selector that asks them.
  func selectionTransfer(
    _ panels: SelectionPanels, _ agreement: ExperimentSpec.SelectionView.Agreement
  ) -> Draft {
    agreements(
      panels, agreement, of: ("model", panels.choosers), columns: ("target", panels.targets),
      by: panels.selectors.filter(\.selector.asksModel), title: "How far models choose alike",
      choice: "model's choice"
    ) { panels.rankings($1, $0, $2) }
  }

  /// How far choices for different targets agree, by each selector that asks for one.
  func selectionTargets(
    _ panels: SelectionPanels, _ agreement: ExperimentSpec.SelectionView.Agreement
  ) -> Draft {
    agreements(
      panels, agreement, of: ("target", panels.targets), columns: ("model", panels.choosers),
      by: panels.selectors.filter(\.selector.asksTarget),
      title: "How far choices for different targets agree", choice: "target's choice"
    ) { panels.rankings($2, $0, $1) }
  }

  /// A row of matrices for each selector.
  private func agreements(
    _ panels: SelectionPanels, _ agreement: ExperimentSpec.SelectionView.Agreement,
    of sides: (title: String, names: [String]), columns: (title: String, names: [String]),
    by selectors: [Selector], title: String, choice: String,
    _ rankings: (_ selector: Selector, _ side: String, _ column: String) -> [Ranking]
  ) -> Draft {
    let grid = PanelsFinding(
      rowTitle: selectors.count > 1 ? "selector" : "",
      rows: selectors.count > 1 ? selectors.map(\.label) : [""],
      columnTitle: columns.names.count > 1 ? columns.title : "",
      columns: columns.names.count > 1 ? columns.names : [""],
      panels: selectors.map { selector in
        columns.names.map { column -> HeatFinding? in
          agreement.matrix(
            sides.names, sides.title, sides.names.map { rankings(selector, $0, column) })
        }
      })
    let only = selectors.count == 1 ? " by \(selectors[0].label)" : ""
    return grids(
      grid, agreement.quantity, isEmpty: grid.isEmpty, title: title + only,
      caption: "\(agreement.caption(of: choice))\(meanOverSeeds(panels))." + diagonalWords(panels))
  }

  /// What stands on the diagonal; nothing does with one seed.
  private func diagonalWords(_ panels: SelectionPanels) -> String {
    panels.seeds.count == 1 ? "" : " On the diagonal: choices by different seeds."
  }
}

extension PanelsFinding<HeatFinding> {
  /// Whether no panel has a number.
  fileprivate var isEmpty: Bool {
    panels.joined().allSatisfy { $0?.values.joined().allSatisfy { $0 == nil } ?? true }
  }
}

extension ExperimentSpec.SelectionView.Agreement {
  fileprivate var quantity: QuantityFacts { self == .overlap ? .overlap : .rankCorrelation }

  fileprivate func caption(of choice: String) -> String {
    self == .overlap
      ? "The part of one \(choice) that is in the other"
      : "Spearman's correlation of the scores behind one \(choice) with those behind the other"
  }

  /// How far some choices agree with one another; on the diagonal, those by different seeds.
  ///
  /// - Parameters:
  ///   - names: Who chose.
  ///   - title: What these are.
  ///   - rankings: Of each, by each seed.
  /// - Returns: A number for every two of them; the mean over seeds.
  fileprivate func matrix(
    _ names: [String], _ title: String, _ rankings: [[Ranking]]
  ) -> HeatFinding {
    let values = rankings.indices.map { row in
      rankings.indices.map { column in
        row == column
          ? mean(pairs(rankings[row])) : mean(Array(zip(rankings[row], rankings[column])))
      }
    }
    return HeatFinding(
      xTitle: title, x: names, yTitle: title, y: names, values: values,
      n: rankings.first?.first?.order.count ?? 0)
  }

  /// Any two of them.
  private func pairs(_ rankings: [Ranking]) -> [(Ranking, Ranking)] {
    rankings.indices.flatMap { i in
      rankings.indices.dropFirst(i + 1).map { (rankings[i], rankings[$0]) }
    }
  }

  private func mean(_ pairs: [(Ranking, Ranking)]) -> Double? {
    let found = pairs.compactMap { a, b -> Double? in
      switch self {
      case .rankCorrelation: return SelectionAgreement.spearman(a.scores, b.scores)?.rho
      case .overlap:
        let size = min(a.chosen.count, b.chosen.count)
        return size == 0 ? nil : SelectionAgreement.overlap(at: size, a.chosen, b.chosen)
      }
    }
    return found.isEmpty ? nil : found.reduce(0, +) / Double(found.count)
  }
}
