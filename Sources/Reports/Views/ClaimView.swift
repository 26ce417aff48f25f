import Charts
import Experiments

/// A claim, its verdict, and the differences that it rests on.
struct ClaimView {
  let value: TemplateValue

  // A statement that says the same as the title above it is left out.
  init(_ claim: ClaimFinding, in cell: CellFinding) {
    let style = NumberStyle(claim.rows.map(\.difference))
    let isKnown = claim.rows.contains { $0.difference.value != nil }
    // Distances between and within are as exact as their difference; means of data need not be.
    let means = claim.differs != nil && isKnown ? style : Self.meanStyle(claim)
    let controls = claim.rows.compactMap(\.decidingControl)
    let marks = IntervalMarks(claim.rows.map(\.difference) + controls.map(\.estimate))
    value = [
      "ofFamilies": .flag(claim.differs != nil),
      "statement": equal(claim.statement, cell.title) ? .absent : .optional(claim.statement),
      "tally": .text(Self.tally(claim)), "source": .optional(claim.source),
      "verdict": VerdictWords(verdict: claim.verdict).value,
      "controlled": ControlledClaimView.value(claim),
      "forms": ControlFormsView.value(claim),
      "quantity": QuantityView.value(claim.quantity),
      "rows": .list(
        zip(claim.rows, Anchors.rows(claim.rows, of: cell.id)).map { row, anchor in
          [
            "label": .text(row.label), "anchor": .text(anchor), "reference": .text(row.reference),
            "estimate": .optional(style.text(row.difference.value)),
            "interval": .optional(style.interval(row.difference)),
            "mark": marks.value(of: row.difference),
            "mean": .optional(means.text(row.value)),
            "referenceMean": .optional(means.text(row.referenceValue)),
            "p": .optional(row.pValue.map(pValueText)),
            "leastP": .optional(row.minimumPValue.map(Self.leastText)),
            "effect": .optional(row.effect.flatMap(Self.effectText)),
            "adjusted": .optional(row.adjustedPValue.map { "adjusted \(pValueText($0))" }),
            "separation": .optional(Self.separationText(row)),
            "detectable": .optional(row.detectable.flatMap(style.text).map { "could see \($0)" }),
            "under": ControlledRowView.value(row, style, means, marks),
            "n": .text(NumberText.significant(Double(row.difference.n), digits: 15)),
            "pairing": claim.differs != nil
              ? .absent : .text(row.isPaired ? "paired" : "not paired"),
            "verdict": VerdictWords(verdict: row.verdict).value,
            "problem": .optional(row.problem),
          ]
        }),
    ]
  }

  private static func meanStyle(_ claim: ClaimFinding) -> NumberStyle {
    NumberStyle(
      claim.rows.flatMap { row in
        [row.value, row.referenceValue].map {
          EstimateFinding(value: $0, lower: nil, upper: nil, n: row.difference.n)
        }
      })
  }

  /// For example `in all 4 comparisons`, or `refuted in 3 of 4 comparisons, inconclusive in 1`.
  private static func tally(_ claim: ClaimFinding) -> String {
    tally(claim.rows.map(\.verdict), of: claim.verdict)
  }

  /// The same of any verdicts and of what they come to.
  static func tally(_ rows: [String], of whole: String) -> String {
    let comparisons = counted(rows.count, "comparison")
    let found = distinct(rows)
    // The verdict of the whole comes first.
    let verdicts = distinct(found.filter { equal($0, whole) } + found)
    if verdicts.count == 1, equal(whole, verdicts.first) {
      return rows.count == 1 ? "in the one comparison" : "in all \(comparisons)"
    }
    return verdicts.enumerated().map { index, verdict in
      let count = rows.count { equal($0, verdict) }
      return "\(verdict) in \(count)" + (index == 0 ? " of \(comparisons)" : "")
    }.joined(separator: ", ")
  }

  /// For example `larger in 89 % of pairs`: of all distances between families and within one.
  private static func effectText(_ effect: EstimateFinding) -> String? {
    effect.value.map { "P(between > within) \(NumberText.fixed($0, fraction: 2))" }
  }

  /// For example `δ 0.43, AUC 0.72`.
  private static func separationText(_ row: DifferenceFinding) -> String? {
    guard let delta = row.cliffsDelta?.value, let area = row.auc?.value else { return nil }
    return "δ \(NumberText.fixed(delta, fraction: 2)), AUC \(NumberText.fixed(area, fraction: 2))"
  }

  private static func leastText(_ p: Double) -> String {
    "least possible \(NumberText.significant(p, digits: 1))"
  }
}
