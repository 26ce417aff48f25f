import ArgumentParser
import Diagnostics
import Experiments
import Foundation
import Reports

/// `gradbook report`: render again from stored results, or check that nothing else is on the disk.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Render a report again, or check it; no model is needed.",
    discussion: """
      Given an experiment's file, renders from stored results. Given the folder of a report, renders \
      its pages and charts from its findings.json. Given the folder of reports, or --all, renders every \
      report and the pages above them.

      With --check nothing is computed and nothing is written: exit code 0 says that every file is, byte \
      for byte, what the results give; 2 that one is not, with the first difference in words; 3 that \
      stored results are missing.
      """)

  @Argument(help: "An experiment's file, the folder of a report, or the folder of reports.")
  var source: String?

  @Flag(help: "Every report of the folder of reports.")
  var all = false

  @Flag(help: "Write nothing; compare what is there with what would be written.")
  var check = false

  @Option(help: ArgumentHelp("The charts and tables of one cell alone.", valueName: "id"))
  var cell: String?

  @Option(help: "The folder of reports.")
  var reports = "Reports"

  @Option(help: "The folder of stored results.")
  var store = ".gradbook"

  @Option(help: "The folder of published data, for an experiment's file.")
  var dataRoot: String?

  func validate() throws {
    guard (source != nil) != all else {
      throw ValidationError(
        "Name an experiment's file, the folder of a report or that of all, or give --all.")
    }
    if all, cell != nil { throw ValidationError("--cell is of one report, not of --all.") }
  }

  func run() throws {
    let subject = try ReportSubject(
      source ?? reports, isFolderOfReports: all, reports: reports, store: store,
      dataRoot: dataRoot)
    if cell != nil, subject.isAll {
      throw ValidationError("--cell is of one report, not of a folder of reports.")
    }
    let rendering = try ReportRendering()
    if check {
      try ReportChecking(subject, rendering, cell: cell).run()
    } else if let cell, let report = subject.reports.first {
      for file in try rendering.files(report.findings, cell: cell) {
        try ReportFolder.write(file, to: report.target)
        print("\(report.target)/\(file.path)")
      }
    } else {
      for report in subject.reports { try rendering.write(report.findings, to: report.target) }
      try rendering.writeIndex(of: subject.folder)
    }
  }
}
