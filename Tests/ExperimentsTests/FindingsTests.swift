import Diagnostics
import Foundation
import JSONTree
import TestSupport
import Testing

@testable import Experiments

@Suite struct CellBuilderTests {
  /// Sixteen examples: data set 'low' has half the nuclear norm of 'high' in every layer.
  private func findings(_ cell: String) throws -> CellFinding {
    let examples = (0..<16).map { Invented.example("q\($0)", base: 10 + Double($0 % 3)) }
    let halves = (0..<16).map { Invented.example("q\($0)", base: 4 + Double($0 % 2)) }
    let spec = try ExperimentSpec(
      parsing: Array(
        """
        {"title": "T", "question": "Q?",
         "models": [{"name": "m", "family": "F", "size": "1M", "source": {"path": "m.gguf"}}],
         "data": [{"name": "high", "kind": "reasoning", "path": "a.json"},
                  {"name": "low", "kind": "reasoning", "path": "b.json"}],
         "measure": {"spectra": {"projections": ["q"]}}, "statistics": {"resamples": 200},
         "cells": [\(cell)]}
        """.utf8), file: "t.json", folder: "", catalog: .empty)
    let builder = CellBuilder(
      spec: spec, measurements: Invented.measurements(["high": examples, "low": halves]))
    return builder.finding(for: spec.cells[0])
  }

  private func claim(_ members: String) throws -> ClaimFinding {
    let cell = try findings(
      #"{"claim": {"that": "nuclearNorm", \#(members), "for": "each model"}}"#)
    guard case .claim(let claim) = cell.content else { throw CocoaError(.featureUnsupported) }
    return claim
  }

  @Test func `Claims are supported, refuted or inconclusive by their intervals`() throws {
    let greater = try claim(#""of": "high", "is": "greater", "than": "low""#)
    #expect(greater.verdict == "supported")
    #expect(greater.statement == "Nuclear norm is greater with high than with low")
    #expect(greater.rows[0].isPaired && greater.rows[0].difference.n == 16)
    #expect(greater.rows[0].pValue ?? 1 <= 0.0002)
    #expect(try claim(#""of": "high", "is": "less", "than": "low""#).verdict == "refuted")
    #expect(
      try claim(#""of": "high", "is": "equal", "than": "low", "tolerance": 0.1"#).verdict
        == "refuted")
    #expect(try claim(#""of": "high", "is": "greater", "than": 12.4"#).verdict == "inconclusive")
    #expect(try claim(#""of": "high", "is": "greater", "than": 2"#).verdict == "supported")
  }

  @Test func `A line chart holds a curve with its interval for each data set`() throws {
    let cell = try findings(#"{"id": "c", "chart": {"metric": "nuclearNorm"}}"#)
    guard case .chart(let chart) = cell.content, case .lines(let panels) = chart.body else {
      throw CocoaError(.featureUnsupported)
    }
    let series = try #require(panels.panels[0][0])
    #expect(series.map(\.name) == ["high", "low"])
    #expect(series[0].x == [0, 1, 2, 3] && series[0].n == 16)
    let mean = 10 + Double((0..<16).reduce(0) { $0 + $1 % 3 }) / 16
    #expect(abs(try #require(series[0].value[0]) - mean) < 1e-12)
    #expect(try #require(series[0].lower[0]) < mean && #require(series[0].upper[0]) > mean)
    #expect(cell.title == "Nuclear norm is highest for high and lowest for low")
    #expect(
      cell.caption
        == "Nuclear norm per layer; lines are means over examples, bands are 95 % bootstrap intervals over "
        + "examples (BCa, 200 resamples); n = 16.")
    #expect(cell.status == .ok && cell.fingerprint.count == 64)
  }

  @Test func `A forest plot says which differences leave out zero`() throws {
    let cell = try findings(
      #"{"chart": {"kind": "forest", "metric": "nuclearNorm", "of": "low", "than": "high", "difference": "logRatio"}}"#
    )
    guard case .chart(let chart) = cell.content, case .forest(let groups) = chart.body else {
      throw CocoaError(.featureUnsupported)
    }
    #expect(groups.map(\.heading) == ["low against high"])
    #expect(groups[0].rows.map(\.verdict) == ["less"])
    #expect(
      cell.title
        == "Nuclear norm: 1 of 1 differences have an interval that leaves out zero, at equal length "
        + "1 of 1")
  }

  @Test func `Findings survive their file, and equal findings give equal bytes`() throws {
    let cells = try [
      #"{"chart": {"metric": "nuclearNorm"}}"#, #"{"markdown": "a"}"#,
      #"{"chart": {"kind": "heatmap", "metric": "effectiveRank", "x": "layer", "y": "data"}}"#,
      #"{"chart": {"kind": "distribution", "metric": "loss"}}"#,
      #"{"chart": {"kind": "spectrum"}}"#,
      #"{"table": {"metric": ["mad", "loss"], "rows": "data", "columns": "model"}}"#,
      #"{"claim": {"that": "loss", "of": "high", "is": "equal", "than": "low", "for": "each model"}}"#,
    ].map(findings)
    let whole = Findings(
      name: "t", title: "T", question: "Q", description: nil, spec: ["a": [1, 2.5, nil]],
      models: [], data: [], environment: .current, methods: [],
      statistics: StatisticsFacts(resamples: 1, confidence: 0.95, seed: 0), cells: cells)
    let text = try whole.encoded()
    let read = try Findings(parsing: Array(text.utf8), file: "findings.json")
    #expect(read == whole)
    #expect(try read.encoded() == text)
  }

  @Test func `Findings of another format or damaged ones are refused in words`() throws {
    let newer = problem { try Findings(parsing: Array(#"{"schema": 99}"#.utf8), file: "f.json") }
    #expect(newer?.summary == "The findings have another format.")
    #expect(newer?.remedy == "Use a newer version of gradbook.")
    let none = problem { try Findings(parsing: Array("{}".utf8), file: "f.json") }
    #expect(none?.summary == "The file does not hold findings.")
    let damaged = problem {
      try Findings(parsing: Array(#"{"schema": 1, "name": 3}"#.utf8), file: "f.json")
    }
    #expect(damaged?.summary == "The findings are damaged.")
    #expect(damaged?.place.pointer == "/name")
  }
}
