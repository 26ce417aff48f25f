import DataSelection
import Statistics

extension CellBuilder {
  /// How far each selector agrees with one of them, and how long the responses are that it takes: a row for
  /// the pool, for that selector and for each of the others; a column for each target and model.
  func selectionAblation(_ panels: SelectionPanels, against: Selector) -> Draft {
    let others = panels.selectors.filter { $0 != against && $0.selector != .all }
    let columns = panels.targets.flatMap { target in panels.choosers.map { (target, $0) } }
    func row(
      _ field: (_ target: String, _ chooser: String) -> SelectionAgreementFields
    ) -> [[EstimateFinding]] {
      columns.map { target, chooser in field(target, chooser).estimates }
    }
    let pool = row { _, chooser in
      SelectionAgreementFields(lengths: panels.results.lengths[chooser] ?? [])
    }
    let rows = ([against] + others).map { selector in
      row { target, chooser in
        let own = panels.rankings(chooser, selector, target)
        let reference = selector == against ? [] : panels.rankings(chooser, against, target)
        return SelectionAgreementFields(
          own, reference: reference, lengths: panels.results.lengths[chooser] ?? [])
      }
    }
    guard rows.joined().joined().contains(where: { $0.value != nil }) else { return .nothing }
    let names = columns.map { target, chooser in
      panels.choosers.count == 1 ? target : "\(target) · \(chooser)"
    }
    return Draft(
      title: "How far other selectors agree with \(against.label)",
      caption: "Spearman's correlation of the scores with those of \(against.label) over the "
        + "\(panels.results.sources.count) examples of the pool, the part of its choice that is in the "
        + "other, and the mean response tokens of what is chosen\(meanOverSeeds(panels)).",
      content: .table(
        TableFinding(
          quantities: [.rankCorrelation, .overlap, responseTokens], rowTitle: "selector",
          rows: ["pool"] + ([against] + others).map(\.label), columnTitle: "target",
          columns: names, cells: [pool] + rows)))
  }
}

/// The numbers of one choice in a table of agreement; means over seeds.
private struct SelectionAgreementFields {
  var correlations: [Double] = []
  var overlaps: [Double] = []
  var tokens: [Double] = []

  /// Those of the whole pool.
  init(lengths: [Int]) {
    if !lengths.isEmpty { tokens = [mean(lengths)] }
  }

  /// Those of choices by each seed.
  ///
  /// - Parameters:
  ///   - rankings: The rankings that chose.
  ///   - reference: What they are compared with, by the same seeds; empty for nothing.
  ///   - lengths: The response tokens of the pool.
  init(_ rankings: [Ranking], reference: [Ranking], lengths: [Int]) {
    for (own, other) in zip(rankings, reference) {
      if let found = SelectionAgreement.spearman(own.scores, other.scores) {
        correlations.append(found.rho)
      }
      let size = min(own.chosen.count, other.chosen.count)
      if size > 0 {
        overlaps.append(SelectionAgreement.overlap(at: size, other.chosen, own.chosen))
      }
    }
    if !lengths.isEmpty {
      tokens = rankings.filter { !$0.chosen.isEmpty }.map { mean($0.chosen.map { lengths[$0] }) }
    }
  }

  var estimates: [EstimateFinding] {
    [correlations, overlaps, tokens].map { values in
      EstimateFinding(
        value: values.isEmpty ? nil : values.reduce(0, +) / Double(values.count), lower: nil,
        upper: nil, n: values.count)
    }
  }

  fileprivate func mean(_ lengths: [Int]) -> Double {
    Double(lengths.reduce(0, +)) / Double(lengths.count)
  }
}

extension QuantityFacts {
  /// How far rankings agree.
  static let rankCorrelation = QuantityFacts(
    metric: "rankCorrelation", label: "Rank correlation", unit: nil, direction: "neutral",
    summary: "Spearman's correlation of two scores over the examples of the pool, from −1 to 1.")
}
