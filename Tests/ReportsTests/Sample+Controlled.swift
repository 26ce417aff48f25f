import Experiments

extension Sample {
  /// A page of differences raw and at equal length.
  static let controlled = findings([
    cell(
      "claim", "Nuclear norm is greater with No thinking than with Detailed thinking",
      .claim(controlledClaim)),
    cell(
      "forest", "Nuclear norm: 3 of 4 differences leave out zero, at equal length 1 of 3",
      .chart(controlledForest)),
    cell(
      "separation", "Nuclear norm tells No thinking from Detailed thinking best",
      .chart(separation)),
  ])

  private static let apart =
    "the groups do not overlap in length (1 to 5 against 180 to 402 response tokens)"

  private static func control(
    _ kind: String, _ label: String, _ value: Double?, _ half: Double = 0.25, verdict: String,
    p: Double? = nil, problem: String? = nil
  ) -> ControlFinding {
    ControlFinding(
      kind: kind, label: label, estimate: value.map { estimate($0, half, n: 21) } ?? nothing,
      value: kind == "regression" ? nil : value.map { 4 + $0 },
      referenceValue: kind == "regression" || value == nil ? nil : 4, isPaired: kind == "matched",
      pValue: p, verdict: verdict, problem: problem)
  }

  private static func controlled(
    _ label: String, _ value: Double, _ matched: Double?, raw: String, controlled: String
  ) -> DifferenceFinding {
    var row = difference(label, value, 0.5, verdict: raw, p: 0.0123)
    row.adjustedPValue = 0.0246
    row.auc = estimate(0.75, 0.125)
    row.cliffsDelta = estimate(0.5, 0.25)
    row.detectable = 0.625
    row.controls = [
      control(
        "matched", "matched pairs", matched, verdict: controlled,
        p: matched.map { _ in 0.4321 }, problem: matched == nil ? apart : nil),
      control(
        "regression", "adjusted for log length", matched.map { $0 + 0.125 }, verdict: controlled,
        problem: matched == nil ? apart : nil),
      control("sum", "gradient of the summed loss", -1024, 100, verdict: "refuted", p: 0.0001),
    ]
    row.controlledVerdict = controlled
    return row
  }

  private static let last = controlled(
    "o", 0.75, nil, raw: "supported", controlled: "not comparable")

  static let controlledClaim = ClaimFinding(
    statement: "Nuclear norm is greater with No thinking than with Detailed thinking",
    quantity: norm, source: "A paper, claim 1", verdict: "supported",
    rows: [
      controlled("q", 1.25, 0.75, raw: "supported", controlled: "supported"),
      controlled("k", 1.5, 0.125, raw: "supported", controlled: "inconclusive"),
      controlled("v", 1, -0.5, raw: "supported", controlled: "refuted"), last,
    ], controlledVerdict: "inconclusive",
    reading:
      "Raw, the claim holds in 4 of 4 comparisons; at equal length (matched pairs) it "
      + "holds in 1 of 3: most of what is seen here goes with response length. In 1 of 4 nothing can "
      + "be said at equal length: \(apart).")

  static let controlledForest: ChartFinding = {
    let words = ["supported": "greater", "refuted": "less"]
    let rows = controlledClaim.rows.map { row in
      var row = row
      row.verdict = words[row.verdict] ?? row.verdict
      row.controlledVerdict = row.controlledVerdict.map { words[$0] ?? $0 }
      for index in row.controls?.indices ?? 0..<0 {
        let verdict = row.controls?[index].verdict ?? ""
        row.controls?[index].verdict = words[verdict] ?? verdict
      }
      return row
    }
    return ChartFinding(
      quantity: norm, x: "difference", scale: "linear", color: nil, isRelative: false,
      body: .forest([
        ForestGroupFinding(heading: "No thinking against Detailed thinking", rows: rows)
      ]))
  }()

  static let separation: ChartFinding = {
    func row(_ label: String, _ area: Double, _ matched: Double?) -> DifferenceFinding {
      var row = difference(label, 0, 0.0625, verdict: area > 0.5 ? "greater" : "less")
      row.difference = estimate(area, 0.0625)
      row.adjustedPValue = 0.0682
      guard let matched else { return row }
      row.controls = [
        control("matched", "matched pairs", matched, 0.125, verdict: "inconclusive")
      ]
      row.controlledVerdict = "inconclusive"
      return row
    }
    return ChartFinding(
      quantity: QuantityFacts(
        metric: "areaUnderROC", label: "Area under the ROC curve", unit: nil, direction: "neutral",
        summary:
          "The probability that an example of the first group scores above one of the second."),
      x: "AUC", scale: "linear", color: nil, isRelative: false, baseline: 0.5,
      body: .forest([
        ForestGroupFinding(
          heading: "No thinking against Detailed thinking",
          rows: [
            row("Effective rank", 0.125, 0.5), row("Nuclear norm", 0.9375, 0.5625),
            row("Response length", 0.0625, nil),
          ])
      ]))
  }()
}
