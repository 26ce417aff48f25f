import ArgumentParser
import Artifacts
import Diagnostics
import Execution
import Experiments

/// `gradbook plan`: what a run would do, and why.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Say for each step whether it is cached, or why it must run.")

  @OptionGroup var options: ExperimentOptions

  @Flag(help: "List every step, not only each model and data set.")
  var each = false

  func run() throws {
    let store = try Store(options.store)
    let notebook = try options.notebook(store)
    for problem in notebook.problems { printProblem(problem) }
    let plan = try Plan(notebook.steps, in: store)
    let lines = each ? plan.lines : plan.lines(groupedBy: Notebook.group)
    print(lines.joined(separator: "\n"))
    if !notebook.problems.isEmpty { throw Outcome.stepFailed }
  }
}
