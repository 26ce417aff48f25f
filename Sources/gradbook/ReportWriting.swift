public import ChartsCairo
import Charts
import Experiments
public import Reports

extension CairoRenderer: ChartRenderer {}

/// Writes the report of an experiment, and the pages over all reports.
func writeReport(_ findings: Findings, in reports: String) throws {
  let templates = try ReportTemplates.load()
  let files = try Report.files(findings, templates: templates, renderer: try CairoRenderer())
  let folder = "\(reports)/\(findings.name)"
  _ = try ReportFolder.write(files, to: folder)
  try ReportFolder.writeIndex(
    try ReportIndex.files(of: reports, templates: templates), to: reports)
  print("\(folder)/index.html")
}
