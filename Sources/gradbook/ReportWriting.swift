import Charts
public import ChartsCairo
import Experiments
public import Reports

extension CairoRenderer: ChartRenderer {}

/// Writes the report of an experiment, and the pages over all reports.
func writeReport(_ findings: Findings, in reports: String) throws {
  let rendering = try ReportRendering()
  try rendering.write(findings, to: "\(reports)/\(findings.name)")
  try rendering.writeIndex(of: reports)
}

/// What turns findings into pages: loaded once for all reports of a command.
struct ReportRendering {
  private let templates: ReportTemplates
  private let renderer: CairoRenderer

  init() throws {
    templates = try ReportTemplates.load()
    renderer = try CairoRenderer()
  }

  /// The files of the report that lies or shall lie in `folder`, with the history over its baselines.
  func files(_ findings: Findings, in folder: String) throws -> [ReportFile] {
    try Report.files(
      findings, history: try Baselines(report: folder).history(to: findings), templates: templates,
      renderer: renderer)
  }

  /// The files of one cell.
  func files(_ findings: Findings, cell: String) throws -> [ReportFile] {
    try Report.files(findings, cell: cell, renderer: renderer)
  }

  /// The pages over all reports of a folder.
  func index(of reports: String) throws -> [ReportFile] {
    try ReportIndex.files(of: reports, templates: templates)
  }

  /// Makes `folder` hold the report.
  func write(_ findings: Findings, to folder: String) throws {
    try ReportFolder.write(try files(findings, in: folder), to: folder)
    print("\(folder)/index.html")
  }

  /// Writes the pages over all reports of a folder.
  func writeIndex(of reports: String) throws {
    try ReportFolder.writeIndex(try index(of: reports), to: reports)
  }
}
