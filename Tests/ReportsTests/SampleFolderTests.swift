import ChartsCairo
import Foundation
import Reports
import Testing

/// Writes a report to look at, where GRADBOOK_SAMPLE names a folder.
@Suite struct SampleFolderTests {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["GRADBOOK_SAMPLE"] != nil))
  func `The large sample can be written to a folder of choice`() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["GRADBOOK_SAMPLE"])
    let (templates, renderer) = (try ReportTemplates.load(), try CairoRenderer())
    for findings in [Sample.large, Sample.small, Sample.controlled] {
      let files = try Report.files(findings, templates: templates, renderer: renderer)
      let name =
        findings == Sample.large
        ? "fast-slow" : findings == Sample.small ? "small" : "controlled"
      try ReportFolder.write(files, to: "\(folder)/\(name)")
    }
    try ReportFolder.writeIndex(
      try ReportIndex.files(of: folder, templates: templates), to: folder)
  }
}
