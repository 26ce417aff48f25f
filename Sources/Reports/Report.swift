import Diagnostics
public import Experiments

/// Findings as a page and its files.
public enum Report {
  /// The files of the report: `index.html`, `findings.json`, for each cell those in `charts` and `data`,
  /// `samples.safetensors` where `findings` know how far each example moves their numbers, and
  /// `history.html` with its own where there is a history.
  ///
  /// Equal findings, histories, templates and renderers give equal bytes.
  ///
  /// - Parameters:
  ///   - findings: what to show.
  ///   - history: the findings and their baselines; `nil` if there is nothing to look back on.
  ///   - templates: the pages to fill in.
  ///   - renderer: what measures text and draws PNG and PDF.
  /// - Returns: The files, sorted by path.
  /// - Throws: `Problem` if the findings are damaged, a chart cannot be drawn, or a template names
  ///   something that does not exist.
  public static func files(
    _ findings: Findings, history: ReportHistory? = nil, templates: ReportTemplates,
    renderer: any ChartRenderer
  ) throws -> [ReportFile] {
    try FindingsCheck.check(findings)
    let maker = ChartMaker(findings)
    let cells = try findings.cells.map {
      try CellView($0, maker: maker, renderer: renderer)
    }
    let page = try templates.page("report", values(findings, cells, history))
    let samples = findings.samples.map {
      ReportFile(path: ExampleInfluences.fileName, bytes: $0.bytes)
    }
    let files =
      [
        ReportFile(path: "index.html", text: page),
        ReportFile(path: ReportFileName.findings, text: try findings.encoded()), samples,
      ].compactMap { $0 } + cells.flatMap(\.files)
      + (try history.map {
        try HistoryView($0, present: findings).files(templates: templates, renderer: renderer)
      } ?? [])
    return files.sorted { $0.path < $1.path }
  }

  /// The files of one cell: the same bytes as among those of the whole report.
  ///
  /// - Parameters:
  ///   - findings: the findings of the report.
  ///   - cell: the address of the cell.
  ///   - renderer: what measures text and draws PNG and PDF.
  /// - Returns: The files in `charts` and `data`, sorted by path; none for a cell of words.
  /// - Throws: `Problem` if there is no such cell, the findings are damaged or a chart cannot be drawn.
  public static func files(
    _ findings: Findings, cell: String, renderer: any ChartRenderer
  ) throws -> [ReportFile] {
    try FindingsCheck.check(findings)
    guard let finding = findings.cells.first(where: { equal($0.id, cell) }) else {
      throw Problem.unknownCell(cell, among: findings.cells.map(\.id))
    }
    return try CellView(finding, maker: ChartMaker(findings), renderer: renderer).files
      .sorted { $0.path < $1.path }
  }

  private static func values(
    _ findings: Findings, _ cells: [CellView], _ history: ReportHistory?
  ) -> [String: TemplateValue] {
    let header = HeaderView(findings: findings)
    return [
      "pageTitle": .text(findings.title),
      "question": .text(findings.question), "name": .text(findings.name),
      "description": findings.description.map {
        .markup(Markdown.html($0, headingsFrom: 2))
      } ?? .absent,
      "summary": header.summary, "models": header.modelList, "setNames": .text(header.sets),
      "exampleCount": .text(header.examples),
      "warning": header.warning,
      "history": .optional(
        history.map { "History over \(counted($0.points.count - 1, "baseline"))" }),
      "contents": .list(
        findings.cells.filter { !$0.title.isEmpty }.map {
          ["id": .text($0.id), "title": .text($0.title)]
        }),
      "cells": .list(cells.map(\.value)),
      "provenance": ProvenanceView(findings).value,
    ]
  }
}
