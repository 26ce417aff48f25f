import Charts
import Experiments

/// A claim, its verdict, and the differences that it rests on.
struct ClaimView {
  let value: TemplateValue

  // A statement that says the same as the title above it is left out.
  init(_ claim: ClaimFinding, under title: String) {
    let style = NumberStyle(claim.rows.map(\.difference))
    let means = NumberStyle(
      claim.rows.flatMap { row in
        [row.value, row.referenceValue].map {
          EstimateFinding(value: $0, lower: nil, upper: nil, n: row.difference.n)
        }
      })
    let marks = IntervalMarks(claim.rows.map(\.difference))
    value = [
      "statement": equal(claim.statement, title) ? .absent : .optional(claim.statement),
      "tally": .text(Self.tally(claim)), "source": .optional(claim.source),
      "verdict": VerdictWords(verdict: claim.verdict).value,
      "quantity": QuantityView.value(claim.quantity),
      "rows": .list(
        claim.rows.map { row in
          [
            "label": .text(row.label), "reference": .text(row.reference),
            "estimate": .optional(style.text(row.difference.value)),
            "interval": .optional(style.interval(row.difference)),
            "mark": marks.value(of: row.difference),
            "mean": .optional(means.text(row.value)),
            "referenceMean": .optional(means.text(row.referenceValue)),
            "p": .optional(row.pValue.map(pValueText)),
            "leastP": .optional(row.minimumPValue.map(Self.leastText)),
            "n": .text(NumberText.significant(Double(row.difference.n), digits: 15)),
            "pairing": .text(row.isPaired ? "paired" : "not paired"),
            "verdict": VerdictWords(verdict: row.verdict).value,
            "problem": .optional(row.problem),
          ]
        }),
    ]
  }

  /// For example `in all 4 comparisons`, or `refuted in 3 of 4 comparisons, inconclusive in 1`.
  private static func tally(_ claim: ClaimFinding) -> String {
    let comparisons = counted(claim.rows.count, "comparison")
    let found = distinct(claim.rows.map(\.verdict))
    // The verdict of the whole comes first.
    let verdicts = distinct(found.filter { equal($0, claim.verdict) } + found)
    if verdicts.count == 1, equal(claim.verdict, verdicts.first) {
      return claim.rows.count == 1 ? "in the one comparison" : "in all \(comparisons)"
    }
    return verdicts.enumerated().map { index, verdict in
      let count = claim.rows.count { equal($0.verdict, verdict) }
      return "\(verdict) in \(count)" + (index == 0 ? " of \(comparisons)" : "")
    }.joined(separator: ", ")
  }

  private static func leastText(_ p: Double) -> String {
    "least possible \(NumberText.significant(p, digits: 1))"
  }
}
