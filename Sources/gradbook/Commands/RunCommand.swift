import ArgumentParser
import Artifacts
import Diagnostics
import Execution
import Experiments
import Foundation

/// `gradbook run`: compute what is missing, store it, render the report.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Compute what is missing, store it, and render the report.",
    discussion: """
      Stored results are used again; Ctrl-C keeps what is done. Exit code 3 says that a model, data or \
      a step failed: the report shows the rest.
      """)

  @OptionGroup var options: ExperimentOptions

  @Option(help: "The folder of reports.")
  var reports = "Reports"

  @Option(help: "How many examples are measured at once.")
  var jobs = Executor.cores

  @Option(help: WeightMemory.help)
  var weights = WeightMemory.resident

  @Option(help: "A folder for the rows of every mixture, a .jsonl file for each domain.")
  var mixtures: String?

  @Flag(help: "Refuse to compute; fail if a result is missing.")
  var frozen = false

  func validate() throws {
    guard jobs >= 1 else { throw ValidationError("--jobs must be at least 1, not \(jobs).") }
  }

  func run() throws {
    let store = try Store(options.store)
    let notebook = try options.notebook(store, memory: weights)
    for problem in notebook.problems { printProblem(problem) }
    let run = try runSteps(notebook.steps, in: store, jobs: jobs, isFrozen: frozen)
    let findings = try notebook.findings(run.outcomes, store: store)
    try writeReport(findings, in: reports)
    if let mixtures {
      try write(try notebook.mixtureFiles(run.outcomes, store: store), to: mixtures)
    }
    let failed = run.outcomes.contains { $0.problem != nil }
    if failed || !notebook.problems.isEmpty { throw Outcome.stepFailed }
  }

  private func write(_ files: [Notebook.MixtureFile], to folder: String) throws {
    for file in files {
      let path = URL(fileURLWithPath: "\(folder)/\(file.path)")
      try makeFolder(path.deletingLastPathComponent(), of: "a mixture", named: folder)
      let output = try LineOutput(path: path.relativePath)
      for line in file.lines { try output.write(line) }
      try output.close()
    }
    printError("Mixtures: \(counted(files.count, "file")) in \(folder).")
  }
}
