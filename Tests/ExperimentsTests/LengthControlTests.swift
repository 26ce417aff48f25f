import Foundation
import Testing

@testable import Experiments

@Suite struct LengthControlTests {
  /// Lengths that overlap, of which one set has the longer ones.
  private static let long = (0..<40).map { 20 + 12 * $0 }
  private static let short = (0..<40).map { 8 + 4 * $0 }

  @Test func `A difference that length makes is gone at equal length`() throws {
    let claim = try InventedLengths(high: Self.short, low: Self.long).claim()
    let row = claim.rows[0]
    #expect(claim.verdict == "supported" && claim.controlledVerdict == "inconclusive")
    #expect(row.controls?.map(\.kind) == ["matched", "regression", "sum"])
    let (matched, regression) = (
      try #require(row.control("matched")), try #require(row.control("regression"))
    )
    #expect(matched.verdict == "inconclusive" && matched.isPaired && matched.estimate.n >= 10)
    #expect(regression.verdict == "inconclusive" && regression.pValue == nil)
    #expect(matched.pValue ?? 0 > 0.05)
    #expect(row.decidingControl == matched && row.controlledVerdict == matched.verdict)
    #expect(
      claim.reading
        == "Raw, the claim holds; at equal length (matched pairs) it stays open: what is "
        + "seen raw goes with response length.")
  }

  @Test func `A difference that is there at any length stays`() throws {
    var lengths = InventedLengths(high: Self.short, low: Self.long)
    lengths.norm = { isHigh, tokens in (isHigh ? 12 : 10) - log(Double(tokens)) }
    let claim = try lengths.claim()
    #expect(claim.verdict == "supported" && claim.controlledVerdict == "supported")
    for kind in ["matched", "regression"] {
      let control = try #require(claim.rows[0].control(kind))
      #expect(abs(try #require(control.estimate.value) - 2) < 0.1, "\(kind)")
      #expect(control.verdict == "supported")
    }
    #expect(
      claim.reading
        == "Raw, the claim holds; at equal length (matched pairs) it holds: response length "
        + "does not explain it.")
  }

  @Test func `Groups whose lengths do not overlap cannot be compared, and why is said`() throws {
    let claim = try InventedLengths(
      high: (0..<20).map { 1 + $0 % 5 }, low: (0..<20).map { 180 + $0 }
    ).claim()
    #expect(claim.verdict == "supported" && claim.controlledVerdict == "not comparable")
    let reason = "the groups do not overlap in length (1 to 5 against 180 to 199 response tokens)"
    #expect(claim.rows[0].control("matched")?.problem == reason)
    #expect(claim.rows[0].control("regression")?.problem == reason)
    #expect(
      claim.reading
        == "Raw, the claim holds, but this cannot be separated from response length: \(reason).")
    let row = claim.rows[0]
    #expect(row.controlProblem == reason && row.control("matched")?.estimate.value == nil)
  }

  @Test func `Few pairs, few examples and little overlap are refused in words`() throws {
    func problems(_ high: [Int], _ low: [Int]) throws -> [String?] {
      let row = try InventedLengths(high: high, low: low).claim().rows[0]
      return ["matched", "regression"].map { row.control($0)?.problem }
    }
    let some = try problems(
      (0..<20).map { 10 + $0 } + [100, 103], [95, 104] + (0..<20).map { 200 + 10 * $0 })
    #expect(
      some == [
        "only 2 pairs are of equal length, but 8 are needed (10 to 103 against 95 to 390 response "
          + "tokens)",
        "only 5 % of the smaller group have lengths of the other (10 to 103 against 95 to 390 "
          + "response tokens)",
      ])
    let one = "only 1 against 20 examples, but 8 are needed of each"
    #expect(try problems([5], (0..<20).map { 3 + $0 }) == [one, one])
  }

  @Test func `Responses of one length match, but have nothing to adjust for`() throws {
    let claim = try InventedLengths(
      high: Array(repeating: 4, count: 12), low: Array(repeating: 4, count: 15)
    ).claim(is: "less")
    let row = claim.rows[0]
    #expect(row.control("matched")?.estimate.n == 12)
    #expect(
      row.control("regression")?.problem
        == "all responses have 4 tokens, so there is nothing to adjust for")
  }

  @Test func `Fixed tokens decide where they are measured`() throws {
    var lengths = InventedLengths(high: Self.short, low: Self.long)
    lengths.fixed = (16, { $0 ? 5 : 6 })
    let claim = try lengths.claim()
    let row = claim.rows[0]
    #expect(row.controls?.map(\.kind) == ["fixed", "matched", "regression", "sum"])
    let fixed = try #require(row.control("fixed"))
    #expect(fixed.label == "16 response tokens of each" && !fixed.isPaired)
    #expect(abs(try #require(fixed.estimate.value) + 1) < 0.1 && fixed.estimate.n == 38)
    #expect(row.decidingControl == fixed && claim.controlledVerdict == "refuted")
    #expect(
      claim.reading
        == "Raw, the claim holds; at equal length (16 response tokens of each) it is refuted: at "
        + "equal length it is the other way round, so what is seen raw goes with response length.")
    lengths.fixed = (150, { $0 ? 5 : 6 })
    let few = try lengths.claim().rows[0]
    #expect(
      few.control("fixed")?.problem
        == "only 4 against 29 examples with 150 response tokens, but 8 are needed of each")
    #expect(few.decidingControl?.kind == "matched")
  }

  @Test func `Requests whose responses are equally long stay pairs, and these decide`() throws {
    var lengths = InventedLengths(high: Self.short, low: Self.short.map { $0 + $0 / 20 })
    lengths.norm = { isHigh, tokens in (isHigh ? 10.2 : 10) - log(Double(tokens)) }
    lengths.fixed = (16, { _ in 5 })
    lengths.sharesRequests = true
    let row = try lengths.claim().rows[0]
    let matched = try #require(row.control("matched"))
    #expect(matched.estimate.n == 40 && row.decidingControl == matched)
    #expect(matched.value == row.value && row.controlledVerdict == "supported")
    // A single answer of another length takes its pair away and no other.
    lengths.low[39] *= 2
    #expect(try lengths.claim().rows[0].control("matched")?.estimate.n == 39)
  }

  @Test func `The same requests stay paired on fixed tokens and in a fit, not in pairs by length`()
    throws
  {
    var lengths = InventedLengths(high: Self.short, low: Self.long)
    lengths.sharesRequests = true
    lengths.fixed = (16, { _ in 5 })
    let row = try lengths.claim().rows[0]
    #expect(row.isPaired && row.control("fixed")?.isPaired == true)
    let regression = try #require(row.control("regression"))
    #expect(regression.isPaired && regression.estimate.n == 40)
    #expect(row.control("matched")?.estimate.n ?? 40 < 40)
  }

  @Test func `Differences of neighbours are matched, not fitted; ranks get their share`() throws {
    let lengths = InventedLengths(high: Self.short, low: Self.long)
    #expect(try lengths.claim("mad").rows[0].controls?.map(\.kind) == ["matched"])
    #expect(
      try lengths.claim("effectiveRank").rows[0].controls?.map(\.kind)
        == ["matched", "regression", "bound"])
    let sum = try #require(try lengths.claim().rows[0].control("sum"))
    let norm = try lengths.claim("sumNuclearNorm").rows[0]
    #expect(sum.estimate.value == norm.difference.value && sum.verdict == "refuted")
  }

  @Test(arguments: ["loss", "responseTokens", "tokens"])
  func `Losses and lengths have no control`(_ metric: String) throws {
    let claim = try InventedLengths(high: Self.short, low: Self.long).claim(metric)
    #expect(claim.rows[0].controls == nil && claim.rows[0].controlledVerdict == nil)
    #expect(claim.controlledVerdict == nil && claim.reading == nil)
  }

  @Test func `A control can be switched off, and a number has none`() throws {
    let lengths = InventedLengths(high: Self.short, low: Self.long)
    let off = try lengths.claim("nuclearNorm", is: "greater", #", "control": "none""#)
    #expect(off.rows[0].controls == nil && off.reading == nil && off.rows[0].auc != nil)
    let cell = try lengths.finding(
      #"{"claim": {"that": "nuclearNorm", "of": "high", "is": "greater", "than": 2}}"#)
    guard case .claim(let claim) = cell.content else { throw CocoaError(.featureUnsupported) }
    #expect(claim.rows[0].controls == nil && claim.verdict == "supported")
  }

  @Test func `Sizes of differences and what could have been seen stand beside them`() throws {
    let row = try InventedLengths(high: Self.short, low: Self.long).claim().rows[0]
    let (area, delta) = (try #require(row.auc?.value), try #require(row.cliffsDelta))
    #expect(area > 0.6 && abs((delta.value ?? 9) - (2 * area - 1)) < 1e-12)
    #expect(try #require(row.auc?.lower) < area && #require(row.auc?.upper) > area)
    let (width, detectable) = (
      try #require(row.difference.upper) - #require(row.difference.lower),
      try #require(row.detectable)
    )
    // 2.8 standard errors against an interval of 3.9.
    #expect(abs(detectable / width - 2.8 / 3.92) < 0.1)
  }

  @Test func `Constant scores and undefined ones give words, not numbers`() throws {
    var lengths = InventedLengths(high: Self.short, low: Self.long)
    lengths.noise = 0
    lengths.norm = { _, _ in 3 }
    let same = try lengths.claim().rows[0]
    #expect(same.verdict == "refuted" && same.difference.value == 0)
    #expect(same.detectable == 0 && same.auc?.value == 0.5)
    lengths.norm = { _, _ in 0 }
    let cell = try lengths.finding(
      #"{"claim": {"that": "effectiveRank", "of": "high", "is": "greater", "than": "low"}}"#)
    #expect(cell.content == .nothing)
  }

  @Test func `p-values are adjusted over all rows of a forest, and its title says both`() throws {
    let cell = try InventedLengths(high: Self.short, low: Self.long).finding(
      #"{"chart": {"kind": "forest", "metric": "nuclearNorm", "of": ["high", "low"], "than": ["low", "high"]}}"#
    )
    guard case .chart(let chart) = cell.content, case .forest(let groups) = chart.body else {
      throw CocoaError(.featureUnsupported)
    }
    let rows = groups.flatMap(\.rows)
    #expect(rows.map(\.verdict) == ["greater", "less"])
    #expect(rows.allSatisfy { $0.adjustedPValue == $0.pValue })
    #expect(rows.map(\.controlledVerdict) == ["inconclusive", "inconclusive"])
    #expect(
      cell.title
        == "Nuclear norm: 2 of 2 differences have an interval that leaves out zero, at equal length "
        + "0 of 2")
    #expect(
      cell.caption.hasSuffix(
        "n = 40. At equal response length: matched pairs. p-values are adjusted for 2 "
          + "comparisons (Benjamini and Hochberg)."))
  }
}

@Suite struct SeparationChartTests {
  @Test func `Scores tell groups apart raw and at equal length`() throws {
    let cell = try InventedLengths(
      high: (0..<40).map { 8 + 4 * $0 }, low: (0..<40).map { 20 + 12 * $0 }
    ).finding(
      #"{"chart": {"kind": "separation", "metric": ["nuclearNorm", "responseTokens", "loss"], "of": "high", "than": "low"}}"#
    )
    guard case .chart(let chart) = cell.content, case .forest(let groups) = chart.body else {
      throw CocoaError(.featureUnsupported)
    }
    let rows = groups[0].rows
    #expect(rows.map(\.label) == ["Nuclear norm", "Response length", "Loss"])
    #expect(chart.x == "AUC" && chart.baseline == 0.5)
    let area = try #require(rows[0].difference.value)
    #expect(area > 0.6 && rows[0].verdict == "greater")
    let matched = try #require(rows[0].control("matched")?.estimate)
    #expect(abs(try #require(matched.value) - 0.5) < 0.1)
    #expect(rows[0].controlledVerdict == "inconclusive")
    #expect(rows[1].controls == nil && rows[1].verdict == "less")
    // All losses are equal: ties count half, and there is nothing to tell.
    #expect(rows[2].difference.value == 0.5 && rows[2].verdict == "inconclusive")
    #expect(rows.allSatisfy { $0.pValue != nil && $0.adjustedPValue ?? 0 >= $0.pValue ?? 1 })
    #expect(cell.title.hasPrefix("Response length tells high from low best (AUC 0.1"))
  }

  @Test func `Of scores that tell groups apart alike none is the best`() throws {
    let cell = try InventedLengths(
      high: (0..<40).map { 8 + $0 }, low: (0..<40).map { 2000 + $0 }
    ).finding(
      #"{"chart": {"kind": "separation", "metric": ["nuclearNorm", "responseTokens", "loss"], "of": "high", "than": "low"}}"#
    )
    #expect(
      cell.title
        == "Nuclear norm and 1 other score tell high from low equally well (AUC 1.00 or 0.00)")
  }

  @Test func `A score without any measurement says so`() throws {
    let cell = try InventedLengths(high: [4], low: [5]).finding(
      #"{"chart": {"kind": "separation", "metric": ["adjacentSimilarity", "loss"], "of": "high", "than": "low"}}"#
    )
    guard case .chart(let chart) = cell.content, case .forest(let groups) = chart.body else {
      throw CocoaError(.featureUnsupported)
    }
    #expect(groups[0].rows[0].problem == "not measured")
    #expect(groups[0].rows[1].difference.value == 0.5 && groups[0].rows[1].difference.lower == nil)
    #expect(
      groups[0].rows[1].control("matched")?.problem
        == "only 1 against 1 examples, but 8 are needed of each")
  }
}
