import JSONTree
import Testing

@testable import Experiments

/// What rows make of a claim.
@Suite struct ClaimVerdictTests {
  private func builder() throws -> CellBuilder {
    let spec = try ExperimentSpec(
      parsing: Array(
        """
        {"title": "T", "question": "Q?",
         "models": [{"name": "m", "family": "F", "size": "1M", "source": {"path": "m.gguf"}}],
         "data": [{"name": "a", "kind": "reasoning", "path": "a.json"},
                  {"name": "b", "kind": "reasoning", "path": "b.json"}],
         "measure": {"spectra": {"projections": ["q"]}},
         "cells": [{"table": {"metric": "loss", "rows": "data", "columns": "model"}}]}
        """.utf8), file: "t.json", folder: "", catalog: .empty)
    return CellBuilder(spec: spec, measurements: Invented.measurements([:]))
  }

  private func row(_ verdict: String, p: Double?) -> DifferenceFinding {
    DifferenceFinding(
      label: "r", identity: Identity(), reference: "0",
      difference: EstimateFinding(value: 1, lower: 0, upper: 2, n: 9), value: 1,
      referenceValue: 0, isPaired: true, pValue: p, minimumPValue: nil, verdict: verdict,
      problem: nil)
  }

  @Test(arguments: [
    ([("supported", 0.01), ("supported", 0.04)], "supported"),
    ([("supported", 0.01), ("inconclusive", 0.4)], "inconclusive"),
    ([("refuted", 0.04)], "refuted"), ([("refuted", 0.06)], "refuted"),
    // Adjusted, the least of three is 0.12.
    ([("refuted", 0.04), ("inconclusive", 0.5), ("inconclusive", 0.9)], "inconclusive"),
    ([("refuted", 0.001), ("inconclusive", 0.5), ("inconclusive", 0.9)], "refuted"),
    ([("refuted", 0.001), ("supported", 0.001)], "inconclusive"),
  ])
  func `All rows support a claim, one refutes it unless it may be chance`(
    rows: [(String, Double)], verdict: String
  ) throws {
    let builder = try builder()
    #expect(builder.overall(builder.adjusted(rows.map { row($0.0, p: $0.1) })) == verdict)
  }

  @Test func `How many rows stay clear among all is said where it is fewer`() throws {
    let builder = try builder()
    let rows = builder.adjusted([row("less", p: 0.001), row("less", p: 0.04), row("", p: 0.9)])
    #expect(builder.correctedWords(Array(rows[..<2])) == " (1 after correction)")
    #expect(builder.correctedWords(Array(rows[..<1])).isEmpty)
  }
}
