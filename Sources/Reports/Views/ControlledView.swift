import Charts
import Experiments

/// What a claim comes to at equal length.
enum ControlledClaimView {
  static func value(_ claim: ClaimFinding) -> TemplateValue {
    guard let verdict = claim.controlledVerdict else { return .absent }
    let isApart = !equal(verdict, claim.verdict)
    return [
      "chip": VerdictWords(verdict: verdict).value,
      "counts": .text(ClaimView.tally(claim.rows.compactMap(\.controlledVerdict), of: verdict)),
      "disagreement": isApart ? .optional(claim.reading ?? "The verdicts differ.") : .absent,
      "agreement": isApart ? .absent : .optional(claim.reading),
    ]
  }
}

/// A row of a claim at equal length, right below the raw one.
enum ControlledRowView {
  static func value(
    _ row: DifferenceFinding, _ style: NumberStyle, _ means: NumberStyle, _ marks: IntervalMarks
  ) -> TemplateValue {
    guard let verdict = row.controlledVerdict else { return .absent }
    let control = row.decidingControl
    let estimate = control?.estimate
    return [
      "by": .optional(control?.label),
      "difference": .optional(style.text(estimate?.value)),
      "ends": .optional(estimate.flatMap(style.interval)),
      "drawing": estimate.map(marks.value) ?? .absent,
      "level": .optional(means.text(control?.value)),
      "referenceLevel": .optional(means.text(control?.referenceValue)),
      "chance": .optional(control?.pValue.map(pValueText)),
      "count": .optional(
        estimate.map { NumberText.significant(Double($0.n), digits: 15) }),
      "unit": .optional(control.map { $0.isPaired ? "pairs" : "at least" }),
      "reason": .optional(row.controlProblem),
      "chip": VerdictWords(verdict: verdict).value,
    ]
  }
}

/// All controls and other forms of a claim's rows.
enum ControlFormsView {
  static func value(_ claim: ClaimFinding) -> TemplateValue {
    let all = claim.rows.flatMap { $0.controls ?? [] }
    guard !all.isEmpty else { return .absent }
    let styles = Dictionary(
      grouping: all, by: \.kind
    ).mapValues { NumberStyle($0.map(\.estimate)) }
    return [
      "lines": .list(
        claim.rows.flatMap { row in
          (row.controls ?? []).map { control in
            line(control, of: row, styles[control.kind] ?? NumberStyle([]))
          }
        })
    ]
  }

  private static func line(
    _ control: ControlFinding, of row: DifferenceFinding, _ style: NumberStyle
  ) -> TemplateValue {
    [
      "of": .text(row.label), "form": .text(control.label),
      "role": .text(
        !control.decides ? "other form" : control == row.decidingControl ? "decides" : "control"),
      "difference": .optional(style.text(control.estimate.value)),
      "ends": .optional(style.interval(control.estimate)),
      "chance": .optional(control.pValue.map(pValueText)),
      "count": control.estimate.value == nil
        ? .absent : .text(NumberText.significant(Double(control.estimate.n), digits: 15)),
      "unit": control.isPaired ? .text("pairs") : .absent,
      "reason": .optional(control.problem),
      "chip": VerdictWords(verdict: control.verdict).value,
    ]
  }
}
