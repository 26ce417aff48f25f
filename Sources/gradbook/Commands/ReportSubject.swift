import ArgumentParser
import Artifacts
import Diagnostics
import Execution
import Experiments
import Foundation
import Reports

/// What `gradbook report` is asked for: one report, or all of a folder.
struct ReportSubject {
  /// Findings, where they lie or shall lie, and where they are rendered to.
  struct Report {
    var findings: Findings
    /// The folder that a check looks at.
    var folder: String
    /// The folder that is written to.
    var target: String
  }

  /// The reports, sorted by folder; at least one.
  let reports: [Report]
  /// Whether they are all that the folder of reports holds.
  let isAll: Bool
  /// The folder of reports.
  let folder: String

  init(
    _ source: String, isFolderOfReports: Bool, reports folder: String, store: String,
    dataRoot: String?
  ) throws {
    guard isFolderOfReports || isDirectory(source) else {
      let findings = try Self.frozenFindings(source, store: store, dataRoot: dataRoot)
      let path = "\(folder)/\(findings.name)"
      (self.folder, isAll) = (folder, false)
      reports = [Report(findings: findings, folder: path, target: path)]
      return
    }
    let source = source.count > 1 && source.hasSuffix("/") ? String(source.dropLast()) : source
    let names = try storedReports(in: source)
    guard names.isEmpty || FileManager.default.fileExists(atPath: "\(source)/findings.json") else {
      (self.folder, isAll) = (source, true)
      reports = try names.map { name in
        let path = "\(source)/\(name)"
        return Report(findings: try storedFindings(ofReport: path), folder: path, target: path)
      }
      return
    }
    let findings = try storedFindings(ofReport: source)
    (self.folder, isAll) = (folder, false)
    reports = [
      Report(findings: findings, folder: source, target: "\(folder)/\(findings.name)")
    ]
  }

  /// The findings of an experiment whose results are all in the store.
  private static func frozenFindings(
    _ experiment: String, store: String, dataRoot: String?
  ) throws -> Findings {
    let options = try ExperimentOptions.parse(
      [experiment, "--store", store] + (dataRoot.map { ["--data-root", $0] } ?? []))
    let store = try Store(store)
    let notebook = try options.notebook(store)
    for problem in notebook.problems { printProblem(problem) }
    let plan = try Plan(notebook.steps, in: store)
    do {
      let run = try Executor(store, isFrozen: true).run(plan)
      return try notebook.findings(run.outcomes, store: store)
    } catch let problem as Problem where !plan.toRun.isEmpty {
      printProblem(problem)
      throw Outcome.stepFailed
    }
  }
}

/// The findings of the report in `folder`.
func storedFindings(ofReport folder: String) throws -> Findings {
  let path = "\(folder)/findings.json"
  guard let data = FileManager.default.contents(atPath: path) else {
    throw Problem(
      "The folder holds no findings.", at: Place(file: path),
      remedy: "Name the folder of a report, such as Reports/fast-slow, or of reports.")
  }
  return try Findings(parsing: Array(data), file: path)
}

/// The names of the folders in `folder` that hold findings, sorted by bytes.
private func storedReports(in folder: String) throws -> [String] {
  guard FileManager.default.fileExists(atPath: folder) else { return [] }
  return try FileManager.default.contentsOfDirectory(atPath: folder)
    .filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/findings.json") }
    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

private func isDirectory(_ path: String) -> Bool {
  let values = try? URL(fileURLWithPath: path).resourceValues(forKeys: [.isDirectoryKey])
  return values?.isDirectory == true
}
