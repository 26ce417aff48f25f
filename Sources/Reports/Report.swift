public import Experiments

/// Findings as a page and its files.
public enum Report {
  /// The files of the report: `index.html`, `findings.json`, for each cell those in `charts` and `data`,
  /// and `samples.safetensors` where `findings` know how far each example moves their numbers.
  ///
  /// Equal findings, templates and renderers give equal bytes.
  ///
  /// - Parameters:
  ///   - findings: what to show.
  ///   - templates: the pages to fill in.
  ///   - renderer: what measures text and draws PNG and PDF.
  /// - Returns: The files, sorted by path.
  /// - Throws: `Problem` if the findings are damaged, a chart cannot be drawn, or a template names
  ///   something that does not exist.
  public static func files(
    _ findings: Findings, templates: ReportTemplates, renderer: any ChartRenderer
  ) throws -> [ReportFile] {
    try FindingsCheck.check(findings)
    let maker = ChartMaker(findings)
    let cells = try findings.cells.map {
      try CellView($0, maker: maker, renderer: renderer)
    }
    let page = try templates.page("report", values(findings, cells))
    let samples = findings.samples.map {
      ReportFile(path: ExampleInfluences.fileName, bytes: $0.bytes)
    }
    let files =
      [
        ReportFile(path: "index.html", text: page),
        ReportFile(path: "findings.json", text: try findings.encoded()), samples,
      ].compactMap { $0 } + cells.flatMap(\.files)
    return files.sorted { $0.path < $1.path }
  }

  private static func values(
    _ findings: Findings, _ cells: [CellView]
  ) -> [String: TemplateValue] {
    let header = HeaderView(findings: findings)
    return [
      "pageTitle": .text(findings.title),
      "question": .text(findings.question), "name": .text(findings.name),
      "description": findings.description.map {
        .markup(Markdown.html($0, headingsFrom: 2))
      } ?? .absent,
      "summary": header.summary, "models": header.modelList, "setNames": .text(header.sets),
      "exampleCount": .text(counted(header.exampleCount, "example")),
      "warning": header.warning,
      "contents": .list(
        findings.cells.filter { !$0.title.isEmpty }.map {
          ["id": .text($0.id), "title": .text($0.title)]
        }),
      "cells": .list(cells.map(\.value)),
      "provenance": ProvenanceView(findings).value,
    ]
  }
}
