import Experiments
import JSONTree
import Statistics

@testable import Comparison

/// Reports whose numbers are means of values that a test chooses.
enum Invented {
  /// The digests of the first `count` examples of a set.
  static func examples(_ count: Int, from start: UInt64 = 0) -> [UInt64] {
    (0..<UInt64(count)).map { start + $0 }
  }

  /// The mean of values with its interval, and how far each example moves it.
  static func mean(_ values: [Double], of examples: [UInt64]) -> EstimateFinding {
    let mean = Statistics.mean(of: values) ?? 0
    let error = (standardError(of: values) ?? 0) * 1.96
    return EstimateFinding(
      value: mean, lower: mean - error, upper: mean + error, n: values.count,
      influence: [ExampleInfluence(examples: examples, values: values.map { $0 - mean })])
  }

  static let nuclearNorm = QuantityFacts(
    metric: "nuclearNorm", label: "Nuclear norm", unit: nil, direction: "neutral", summary: "")

  static func identity(_ model: String, _ data: String, _ projection: String? = nil) -> Identity {
    Identity(
      model: model, family: "Family of \(model)", size: "1M", data: data, projection: projection)
  }

  /// A table of one quantity: a row a model, a column a data set.
  static func table(
    _ id: String, models: [String], data: [String], _ quantity: QuantityFacts = nuclearNorm,
    _ field: (String, String) -> EstimateFinding
  ) -> CellFinding {
    cell(
      id,
      .table(
        TableFinding(
          quantities: [quantity], rowTitle: "model", rows: models, columnTitle: "data",
          columns: data, cells: models.map { model in data.map { [field(model, $0)] } })))
  }

  /// A chart of one curve over the layers.
  static func curve(_ id: String, _ points: [EstimateFinding]) -> CellFinding {
    let series = SeriesFinding(
      name: "m", identity: identity("m", "a", "q"), x: points.indices.map(Double.init),
      value: points.map(\.value), lower: points.map(\.lower), upper: points.map(\.upper),
      n: points.first?.n ?? 0, influence: points.map(\.influence))
    return cell(
      id,
      .chart(
        ChartFinding(
          quantity: nuclearNorm, x: "layer", scale: "linear", color: nil, isRelative: false,
          body: .lines(
            PanelsFinding(
              rowTitle: "", rows: [""], columnTitle: "", columns: [""], panels: [[[series]]])))))
  }

  static func cell(
    _ id: String, _ content: CellFinding.Content, status: CellFinding.Status = .ok
  ) -> CellFinding {
    CellFinding(
      id: id, title: "The cell \(id)", caption: "", status: status,
      problems: status == .ok ? [] : ["Model 'm' was not measured: no such file"],
      fingerprint: "\(id) \(content)", content: content)
  }

  static func findings(
    _ cells: [CellFinding], name: String = "invented", digests: [String: String] = [:],
    modelDigest: String = "weights", method: Int = 2, measure: JSONValue = [:],
    specCells: JSONValue = .array([])
  ) -> Findings {
    let data = ["a", "b"].map { set in
      DataFacts(
        name: set, label: set, kind: "reasoning", thinking: nil, relevance: "correct",
        digest: digests[set] ?? "examples of \(set)", rows: 3, measured: [], problem: nil)
    }
    let models = ["m", "k"].map { model in
      ModelFacts(
        name: model, family: "Family of \(model)", size: "1M", variant: nil,
        digest: "\(modelDigest) of \(model)", layers: 4, hiddenSize: 8, problem: nil)
    }
    return Findings(
      name: name, title: "An invented experiment", question: "Does it change?", description: nil,
      spec: ["measure": measure, "cells": specCells], models: models, data: data,
      environment: EnvironmentFacts(
        library: "BLAS", kernels: "any", threads: 1, precision: "float32"),
      methods: [MethodFacts(name: "spectra", version: method)],
      statistics: StatisticsFacts(resamples: 2000, confidence: 0.95, seed: 0), cells: cells)
  }

  /// A report that was written and read again, so that its samples went through their file.
  static func report(_ name: String, _ findings: Findings) throws -> ComparedReport {
    let text = try findings.encoded()
    var read = try Findings(parsing: Array(text.utf8), file: "findings.json")
    let samples = ExampleInfluences(findings, text: text)
    read.samples = try samples.map { try ExampleInfluences(parsing: $0.bytes, file: "samples") }
    return ComparedReport(name: name, findings: read)
  }

  /// A report of one table with one field, the mean of `values`.
  static func report(
    _ name: String, mean values: [Double], of examples: [UInt64]? = nil,
    _ quantity: QuantityFacts = nuclearNorm
  ) throws -> ComparedReport {
    try report(
      name,
      findings([
        table("t", models: ["m"], data: ["a"], quantity) { _, _ in
          mean(values, of: examples ?? self.examples(values.count))
        }
      ]))
  }
}

/// Seeded normal numbers.
struct Normal {
  private var generator: SeededGenerator

  init(_ seed: Int) { generator = SeededGenerator(Seed(UInt64(seed))) }

  mutating func callAsFunction(_ count: Int, mean: Double = 0, deviation: Double = 1) -> [Double] {
    (0..<count).map { _ in
      // Twelve uniform numbers, less six: near enough to normal, and no library.
      mean + deviation * ((0..<12).reduce(-6) { sum, _ in sum + generator.unit() })
    }
  }
}
