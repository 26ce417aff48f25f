import Charts
import ChartsCairo
import Experiments
import JSONTree
public import Reports

@testable import Exports

extension CairoRenderer: ChartRenderer {}

/// Measures without fonts, for tests of what is not a picture.
struct FlatRenderer: ChartRenderer {
  func width(ofRun text: String, in font: Font) -> Double {
    Double(text.unicodeScalars.count) * font.size * 0.55
  }

  func png(_ scene: Scene, theme: Theme, scale: Double) -> [UInt8] {
    Array("PNG \(theme) \(scale) \(scene.width)".utf8)
  }

  func pdf(_ scene: Scene, theme: Theme) -> [UInt8] {
    Array("PDF \(theme) \(scene.width)".utf8)
  }
}

/// Findings made up for tests: nothing in them was measured.
enum Sample {
  static let norm = QuantityFacts(
    metric: "nuclearNorm", label: "Nuclear norm", unit: "nat", direction: "neutral",
    summary: "The sum of the singular values.")

  static func findings(_ cells: [CellFinding] = Sample.cells) -> Findings {
    Findings(
      name: "sample", title: "Fast & slow", question: "Does it \"flatten\"?",
      description: "Some **text**.",
      spec: ["title": "Fast & slow", "measure": ["maxLength": 8], "cells": [["markdown": "a"]]],
      models: [model("m_1", size: "135M"), model("m_2", size: "1.7B")],
      data: [set("none", "no thinking"), set("detailed", "detailed")],
      environment: EnvironmentFacts(
        library: "OpenBLAS", kernels: "any", threads: 1, precision: "float32"),
      methods: [MethodFacts(name: "spectra", version: 3)],
      statistics: StatisticsFacts(resamples: 100, confidence: 0.95, seed: 1), cells: cells)
  }

  private static func model(_ name: String, size: String) -> ModelFacts {
    ModelFacts(
      name: name, family: "Family", size: size, variant: "instruct", digest: nil, layers: 3,
      hiddenSize: 8, problem: nil)
  }

  private static func set(_ name: String, _ label: String) -> DataFacts {
    DataFacts(
      name: name, label: label, kind: "reasoning", thinking: name, relevance: "correct",
      digest: nil, rows: 4, measured: [], problem: nil)
  }

  static func cell(_ id: String, _ content: CellFinding.Content) -> CellFinding {
    CellFinding(
      id: id, title: "What \(id) says", caption: "n = 4.", status: .ok, problems: [],
      fingerprint: "", content: content)
  }

  static func estimate(_ value: Double, n: Int = 4) -> EstimateFinding {
    EstimateFinding(value: value, lower: value - 0.25, upper: value + 0.25, n: n)
  }

  static func series(_ model: String, _ data: String, _ values: [Double?]) -> SeriesFinding {
    SeriesFinding(
      name: data, identity: Identity(model: model, data: data, projection: "q"),
      x: values.indices.map(Double.init), value: values, lower: values.map { $0.map { $0 - 0.5 } },
      upper: values.map { $0.map { $0 + 0.5 } }, n: 4)
  }

  static func chart(_ body: ChartFinding.Body, x: String) -> CellFinding.Content {
    .chart(
      ChartFinding(
        quantity: norm, x: x, scale: "linear", color: "data", isRelative: false, body: body))
  }

  static func single<Content>(_ content: Content) -> PanelsFinding<Content> {
    PanelsFinding(
      rowTitle: "", rows: [""], columnTitle: "projection", columns: ["q"], panels: [[content]])
  }

  static func difference(_ label: String, _ value: Double?, verdict: String) -> DifferenceFinding {
    DifferenceFinding(
      label: label, identity: Identity(model: "m_1", data: "none", projection: "q"),
      reference: "detailed",
      difference: value.map { estimate($0) }
        ?? EstimateFinding(value: nil, lower: nil, upper: nil, n: 0),
      value: value, referenceValue: value == nil ? nil : 1, isPaired: true, pValue: 0.0341,
      minimumPValue: 0.01, verdict: verdict, problem: value == nil ? "not measured" : nil)
  }

  static let lines = cell(
    "lines",
    chart(
      .lines(single([series("m_1", "none", [3, 2.5, nil]), series("m_1", "detailed", [2, 1])])),
      x: "layer"))
  static let claim = cell(
    "claim",
    .claim(
      ClaimFinding(
        statement: "It is greater", quantity: norm, source: nil, verdict: "supported",
        rows: [
          difference("m_1 · q", 1.25, verdict: "supported"),
          difference("[k]", nil, verdict: "inconclusive"),
        ])))
  static let table = cell(
    "table",
    .table(
      TableFinding(
        quantities: [norm], rowTitle: "data", rows: ["no thinking", "detailed"],
        columnTitle: "model", columns: ["m_1", "m_2"],
        cells: [[[estimate(1.5)], [estimate(-20)]], [[estimate(2)], [estimate(30)]]])))
  static let cells = [
    cell("prose", .markdown("Some *text*.")), lines,
    cell(
      "values",
      chart(
        .distributions(
          single([
            SampleFinding(
              name: "none", identity: Identity(model: "m_1", data: "none"), values: [1, 2, 4],
              median: estimate(2))
          ])), x: "")),
    cell(
      "grid",
      chart(
        .heat(
          single(
            HeatFinding(
              xTitle: "layer", x: ["0", "1", "2"], yTitle: "data", y: ["none", "detailed"],
              values: [[1, 2, 3], [4, nil, 6]], n: 4))), x: "")),
    cell(
      "matrix",
      chart(
        .matrix(
          single(
            MatrixFinding(
              models: [Identity(model: "m_1"), Identity(model: "m_2")], measure: "pearson",
              values: [[1, 0.5], [0.5, 1]], lower: [[nil, 0.25], [0.25, nil]],
              upper: [[nil, 0.75], [0.75, nil]], order: [0, 1],
              merges: [.init(left: 0, right: 1, height: 0.5)], n: 4))), x: "")),
    cell(
      "forest",
      chart(
        .forest([
          ForestGroupFinding(
            heading: "A group", rows: [difference("q", 0.5, verdict: "greater")])
        ]), x: "difference")),
    claim, table, cell("broken", .nothing),
  ]
}

/// The files of an export by path.
func export(
  _ findings: Findings, _ formats: [ExportFormat], figure: FigureOptions = FigureOptions(),
  renderer: any ChartRenderer = FlatRenderer()
) throws -> [String: [UInt8]] {
  let request = ExportRequest(formats: formats, isLenient: true, figure: figure)
  let files = try Export.files(findings, request, renderer: renderer)
  return Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.bytes) })
}

func text(_ bytes: [UInt8]?) throws -> String {
  String(decoding: bytes ?? [], as: UTF8.self)
}
