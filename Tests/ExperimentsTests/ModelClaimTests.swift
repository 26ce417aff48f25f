import Foundation
import Testing

@testable import Experiments

@Suite struct ModelClaimTests {
  /// The first model's nuclear norms are 3 higher than the second's, on the same twelve examples.
  private func finding(of missing: Set<Int> = []) throws -> CellFinding {
    let spec = try ExperimentSpec(
      parsing: Array(
        """
        {"title": "T", "question": "Q?",
         "models": [{"name": "m", "family": "F", "size": "1M", "source": {"path": "m.gguf"}},
                    {"name": "base", "family": "F", "size": "1M", "source": {"path": "b.gguf"}}],
         "data": [{"name": "set", "kind": "reasoning", "path": "a.json"}],
         "measure": {"spectra": {"projections": ["q"]}}, "statistics": {"resamples": 99},
         "cells": [{"claim": {"that": "nuclearNorm", "of": "set", "is": "greater",
                              "than": {"model": "base"}, "models": ["m"],
                              "for": "each model and projection"}}]}
        """.utf8), file: "t.json", folder: "", catalog: .empty)
    func examples(_ base: Double) -> [MeasuredExample] {
      (0..<12).map { Invented.example("q\($0)", base: base + Double($0)) }
    }
    var measurements = Invented.measurements(["set": examples(5)])
    var base = measurements.models[0]
    base.name = "base"
    measurements.models.append(base)
    measurements.examples[Measurements.Pair(model: "base", data: "set")] =
      examples(2).enumerated().filter { !missing.contains($0.offset) }.map(\.element)
    return CellBuilder(spec: spec, measurements: measurements).finding(for: spec.cells[0])
  }

  @Test func `One data set in two models is compared example by example`() throws {
    let cell = try finding()
    guard case .claim(let claim) = cell.content else { throw CocoaError(.featureUnsupported) }
    #expect(claim.statement == "Nuclear norm is greater with set in m than in base")
    #expect(claim.verdict == "supported")
    let row = claim.rows[0]
    #expect(row.isPaired && row.difference.n == 12 && row.difference.value == 3)
    #expect(row.reference == "base" && row.identity.model == "m")
    // The same responses have one length: there is nothing to control for.
    #expect(row.controls == nil && claim.reading == nil)
  }

  @Test func `Examples that one model lacks are left out`() throws {
    guard case .claim(let claim) = try finding(of: [0, 5]).content else {
      throw CocoaError(.featureUnsupported)
    }
    #expect(claim.rows[0].difference.n == 10)
  }

  @Test func `Without the other model there is no verdict`() throws {
    let cell = try finding(of: Set(0..<12))
    #expect(cell.content == .nothing && cell.status == .failed)
  }
}
