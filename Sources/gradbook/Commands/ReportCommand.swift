import ArgumentParser
import Artifacts
import Diagnostics
import Execution
import Experiments
import Foundation

/// `gradbook report`: render again from stored results.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Render a report again; no model is needed.",
    discussion: """
      Given an experiment's file, renders from stored results. Given the folder of a report, renders \
      its pages and charts from its findings.json.
      """)

  @Argument(help: "An experiment's file, or the folder of a report.")
  var source: String

  @Option(help: "The folder of reports.")
  var reports = "Reports"

  @Option(help: "The folder of stored results.")
  var store = ".gradbook"

  @Option(help: "The folder of published data, for an experiment's file.")
  var dataRoot: String?

  func run() throws {
    let isFolder =
      (try? URL(fileURLWithPath: source).resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory
    try writeReport(isFolder == true ? try storedFindings() : try newFindings(), in: reports)
  }

  private func storedFindings() throws -> Findings {
    let path = source + "/findings.json"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Problem(
        "The folder holds no findings.", at: Place(file: path),
        remedy: "Name the folder of a report, such as Reports/fast-slow.")
    }
    return try Findings(parsing: Array(data), file: path)
  }

  private func newFindings() throws -> Findings {
    let options = try ExperimentOptions.parse(
      [source, "--store", store] + (dataRoot.map { ["--data-root", $0] } ?? []))
    let store = try Store(store)
    let notebook = try options.notebook(store)
    let plan = try Plan(notebook.steps, in: store)
    let run = try Executor(store, isFrozen: true).run(plan)
    return try notebook.findings(run.outcomes, store: store)
  }
}
