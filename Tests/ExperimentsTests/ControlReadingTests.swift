import Foundation
import Testing

@testable import Experiments

@Suite struct ControlReadingTests {
  /// A row whose raw difference is 1, with the interval of its matched pairs.
  private func row(
    _ raw: String, _ controlled: String, _ interval: ClosedRange<Double> = -0.5...0.5,
    problem: String? = nil
  ) -> DifferenceFinding {
    let isRefused = controlled == "not comparable"
    let estimate = EstimateFinding(
      value: isRefused ? nil : (interval.lowerBound + interval.upperBound) / 2,
      lower: isRefused ? nil : interval.lowerBound, upper: isRefused ? nil : interval.upperBound,
      n: 12)
    return DifferenceFinding(
      label: "m", identity: Identity(), reference: "low",
      difference: EstimateFinding(value: 1, lower: 0.5, upper: 1.5, n: 40), value: 2,
      referenceValue: 1, isPaired: false, pValue: nil, minimumPValue: nil, verdict: raw,
      problem: nil,
      controls: [
        ControlFinding(
          kind: "matched", label: "matched pairs", estimate: estimate, verdict: controlled,
          problem: isRefused ? problem ?? "no pair is of equal length" : nil)
      ], controlledVerdict: controlled)
  }

  private func text(_ rows: [DifferenceFinding]) -> String? { ControlReading(rows)?.text }

  @Test func `Without control there is nothing to read`() {
    var row = row("supported", "supported")
    (row.controls, row.controlledVerdict) = (nil, nil)
    #expect(text([row]) == nil && text([]) == nil)
  }

  @Test func `What most rows lose goes with length`() {
    let lost = row("supported", "inconclusive")
    #expect(
      text([row("supported", "supported", 0.5...1), lost, lost, lost])
        == "Raw, the claim holds in 4 of 4 comparisons; at equal length (matched pairs) it "
        + "holds in 1 of 4 and stays open in 3: most of what is seen here goes with response length."
    )
    #expect(
      text([row("supported", "supported", 0.5...1), row("supported", "supported", 0.5...1), lost])?
        .hasSuffix(
          "it holds in 2 of 3 and stays open in 1: a part of what is seen here goes with response "
            + "length.") == true)
  }

  @Test func `A wide interval around the same difference is no sign of length`() {
    let thin = row("supported", "inconclusive", -0.5...2.5)
    #expect(
      text([thin, thin])
        == "Raw, the claim holds in 2 of 2 comparisons; at equal length (matched pairs) it "
        + "stays open in 2 of 2: too few examples of equal length are left to tell whether response "
        + "length explains it.")
    #expect(
      text([thin, row("supported", "supported", 0.5...1)])?.hasSuffix(
        ": response length does not explain it where enough examples of equal length are left.")
        == true)
  }

  @Test func `What turns round, what stays and what appears have their own words`() {
    let turned = row("refuted", "supported", 0.5...1)
    #expect(
      text([turned, turned])
        == "Raw, the claim is refuted in 2 of 2 comparisons; at equal length (matched pairs) "
        + "it holds in 2 of 2: at equal length it is the other way round, so what is seen raw goes "
        + "with response length.")
    #expect(
      text([row("refuted", "refuted"), row("inconclusive", "inconclusive")])
        == "Raw, the claim is refuted in 1 of 2 comparisons and stays open in 1; at equal length "
        + "(matched pairs) it is refuted in 1 of 2 and stays open in 1: response length does "
        + "not explain it.")
    #expect(
      text([row("inconclusive", "supported")])
        == "Raw, the claim stays open; at equal length (matched pairs) it holds: what "
        + "differs was hidden by response length.")
    #expect(
      text([row("inconclusive", "inconclusive")])
        == "Raw, the claim stays open; at equal length (matched pairs) it stays open.")
  }

  @Test func `What cannot be compared is said with its reason, once`() {
    let apart = "the groups do not overlap in length (1 to 5 against 180 to 402 response tokens)"
    let none = row("supported", "not comparable", problem: apart)
    #expect(
      text([none, none, none, none])
        == "Raw, the claim holds in 4 of 4 comparisons, but this cannot be separated from response "
        + "length: \(apart).")
    #expect(
      text([none, row("supported", "supported", 0.5...1)])
        == "Raw, the claim holds in 2 of 2 comparisons; at equal length (matched pairs) it "
        + "holds: response length does not explain it. In 1 of 2 nothing can be said at equal "
        + "length: \(apart).")
    #expect(
      text([none, row("refuted", "not comparable", problem: "only 2 pairs are of equal length")])
        == "Raw, the claim holds in 1 of 2 comparisons and is refuted in 1, but this cannot be "
        + "separated from response length: for example, \(apart).")
  }

  @Test func `Findings without controls are read and written as before`() throws {
    let old = """
      {"statement": "S", "quantity": {"metric": "loss", "label": "Loss", "unit": "nat", \
      "direction": "neutral", "summary": "."}, "verdict": "supported", "rows": [{"label": "m", \
      "identity": {"model": "m"}, "reference": "low", "difference": {"value": 1, "lower": 0.5, \
      "upper": 1.5, "n": 4}, "isPaired": true, "verdict": "supported"}]}
      """
    let claim = try JSONDecoder().decode(ClaimFinding.self, from: Data(old.utf8))
    #expect(claim.reading == nil && claim.rows[0].controls == nil && claim.rows[0].auc == nil)
    let again = String(decoding: try JSONEncoder().encode(claim), as: UTF8.self)
    for key in [
      "controls", "controlledVerdict", "cliffsDelta", "auc", "detectable", "adjustedPValue",
      "reading",
    ] { #expect(!again.contains(key)) }
  }
}
