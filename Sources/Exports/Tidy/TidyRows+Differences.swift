import Experiments

extension TidyRows {
  func rows(of claim: ClaimFinding, in cell: CellFinding) -> [TidyRow] {
    claim.rows.flatMap { rows(of: $0, of: claim.quantity, "difference", in: cell) }
  }

  /// The difference, what it is the difference of, its other forms, and its effect sizes; `statistic` is what
  /// the difference is called: `difference`, `log ratio` or `AUC`.
  func rows(
    of difference: DifferenceFinding, of quantity: QuantityFacts?, _ statistic: String,
    in cell: CellFinding
  ) -> [TidyRow] {
    func row(_ name: String, _ estimate: EstimateFinding) -> TidyRow {
      var row = TidyRow(cell, name, of: quantity, estimate)
      row.identity = difference.identity
      row.row = difference.label
      row.reference = difference.reference
      row.isPaired = difference.isPaired
      return row
    }
    var main = row(statistic, difference.difference)
    main.pValue = difference.pValue
    main.leastPValue = difference.minimumPValue
    main.adjustedPValue = difference.adjustedPValue
    main.verdict = difference.verdict
    main.problem = difference.problem
    let n = difference.difference.n
    let means = [
      ("value", difference.value), ("reference value", difference.referenceValue),
      ("detectable difference", difference.detectable),
    ].compactMap { name, value in
      value.map { row(name, EstimateFinding(bare: $0, n: n)) }
    }
    let effects = [
      ("P(between > within)", difference.effect), ("Cliff's delta", difference.cliffsDelta),
      ("AUC", statistic == "AUC" ? nil : difference.auc),
    ].compactMap { name, estimate in estimate.map { row(name, $0) } }
    let controls = (difference.controls ?? []).map { control in
      var controlled = row(statistic, control.estimate)
      controlled.control = control.kind
      controlled.isPaired = control.isPaired
      controlled.pValue = control.pValue
      controlled.verdict = control.verdict
      controlled.problem = control.problem
      return controlled
    }
    return [main] + means + effects + controls
  }
}
