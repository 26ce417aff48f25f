import DataQuality
import Diagnostics
import Foundation
import JSONTree
import Testing

@testable import Experiments

@Suite struct QualityArtifactTests {
  @Test func `What is stored reads back, with the reasons of what is undefined`() throws {
    let quality = ExampleQuality(
      tokens: 12, responseTokens: 1, values: [.loss: 1.5, .perplexity: exp(1.5), .deita: 8.25],
      undefined: [.directLoss: .nothingBeforeResponse, .ifdLoss: .nothingBeforeResponse])
    let bytes = QualityArtifact(quality).bytes
    #expect(QualityArtifact(bytes: bytes)?.quality == quality)
    #expect(QualityArtifact(quality).scores == [.perplexity: exp(1.5), .deita: 8.25])
    for length in 0..<bytes.count {
      let damaged = QualityArtifact(bytes: Array(bytes[..<length]))
      #expect(damaged == nil)
    }
  }
}

@Suite struct QualityCellTests {
  private func example(_ index: Int, _ scores: [Metric: Double]) -> MeasuredExample {
    var example = Invented.example("q\(index)", base: 1)
    example.scores = scores
    return example
  }

  private func finding(
    _ cell: String, quality: String = #", "quality": {}"#, reward: Double = 4
  ) throws -> CellFinding {
    let high = (0..<12).map { index in
      example(index, index < 2 ? [:] : [.ifdLoss: 0.9 + Double(index) / 100, .reward: reward])
    }
    let low = (0..<12).map { example($0, [.ifdLoss: 0.3 + Double($0) / 100, .reward: 1]) }
    let spec = try ExperimentSpec(
      parsing: Array(
        """
        {"title": "T", "question": "Q?",
         "models": [{"name": "m", "family": "F", "size": "1M", "source": {"path": "m.gguf"}}],
         "data": [{"name": "high", "kind": "reasoning", "path": "a.json"},
                  {"name": "low", "kind": "reasoning", "path": "b.json"}],
         "measure": {"spectra": {"projections": ["q"]}\(quality)}, "statistics": {"resamples": 99},
         "cells": [\(cell)]}
        """.utf8), file: "t.json", folder: "", catalog: .empty)
    let builder = CellBuilder(
      spec: spec, measurements: Invented.measurements(["high": high, "low": low]))
    return builder.finding(for: spec.cells[0])
  }

  @Test func `A claim on a score leaves out the examples that lack it and says how many`() throws {
    let cell = try finding(
      #"{"claim": {"that": "ifdLoss", "of": "high", "is": "greater", "than": "low"}}"#)
    guard case .claim(let claim) = cell.content else { throw CocoaError(.featureUnsupported) }
    #expect(claim.verdict == "supported" && claim.quantity.direction == "higher")
    #expect(claim.rows[0].difference.n == 10)
    #expect(
      cell.problems == ["Metric 'ifdLoss' is missing for 2 of 12 examples of 'high' with 'm'."])
    #expect(cell.status == .partial)
  }

  @Test(arguments: [
    #"{"table": {"metric": ["ifdLoss", "reward"], "rows": "data", "columns": "model"}}"#,
    #"{"chart": {"kind": "distribution", "metric": "ifdLoss"}}"#,
    #"{"chart": {"metric": "reward", "x": "responseTokens"}}"#,
    #"{"chart": {"kind": "forest", "metric": "ifdLoss", "of": "high", "than": "low"}}"#,
    #"{"chart": {"kind": "heatmap", "metric": "ifdLoss", "x": "data", "y": "model"}}"#,
  ])
  func `Scores are shown wherever a metric of examples is`(cell: String) throws {
    let finding = try finding(cell)
    #expect(finding.status == .partial)
    if case .nothing = finding.content { Issue.record("nothing is shown") }
  }

  @Test func `A score that no example has leaves its cell empty`() throws {
    let cell = try finding(#"{"chart": {"kind": "distribution", "metric": "insTag"}}"#)
    #expect(
      cell.problems == [
        "Metric 'insTag' is missing for 12 of 12 examples of 'high' with 'm'.",
        "Metric 'insTag' is missing for 12 of 12 examples of 'low' with 'm'.",
      ])
    #expect(cell.status == .failed)
  }

  @Test func `A fingerprint knows scores only where they are shown`() throws {
    let norm = #"{"id": "c", "chart": {"metric": "nuclearNorm"}}"#
    #expect(try finding(norm).fingerprint == finding(norm, quality: "", reward: 5).fingerprint)
    let reward = #"{"id": "c", "chart": {"kind": "distribution", "metric": "reward"}}"#
    #expect(try finding(reward).fingerprint != finding(reward, reward: 5).fingerprint)
  }

  @Test func `A metric that nothing computes says what to add`() throws {
    let found = #expect(throws: ProblemList.self) {
      try finding(#"{"chart": {"kind": "distribution", "metric": "ifdLoss"}}"#, quality: "")
    }
    let problem = try #require(found?.problems.first)
    #expect(problem.place.pointer == "/cells/0/chart/metric")
    #expect(problem.expected == "'ifd' in /measure/quality/scores")
    #expect(problem.remedy == "Add 'ifd' there, or remove the metric.")
  }
}

@Suite struct QualitySpecTests {
  private func measure(_ text: String) throws -> ExperimentSpec.Measure {
    try ExperimentSpec(
      parsing: Array(
        """
        {"title": "T", "question": "Q?",
         "models": [{"name": "m", "family": "F", "size": "1M", "source": {"path": "m.gguf"}}],
         "data": [{"name": "a", "kind": "code", "path": "a.json"}],
         "measure": \(text), "cells": [{"markdown": "x"}]}
        """.utf8), file: "t.json", folder: "", catalog: .empty
    ).measure
  }

  @Test func `Window and prompt are those of the spectra unless they are given`() throws {
    let measure = try measure(
      #"{"spectra": {"maxLength": 77, "prompt": "tulu"}, "quality": {"scores": ["deita", "ifd"]}}"#)
    #expect(
      measure.json["quality"] == [
        "scores": ["ifd", "deita"], "prompt": "tulu", "ifdPrompt": "same", "maxLength": 77,
      ])
    #expect(try self.measure(#"{"spectra": {}}"#).json["quality"] == nil)
    let own = try self.measure(#"{"spectra": {"maxLength": 9}, "quality": {"maxLength": 12}}"#)
    #expect(own.quality?.scores == [.ifd, .entropy] && own.maxLength == 12)
  }
}
