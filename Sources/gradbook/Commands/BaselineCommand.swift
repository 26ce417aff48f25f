import ArgumentParser
import Diagnostics
import Experiments
import Foundation
import Reports

/// `gradbook baseline`: keep findings under a name, to compare later ones with.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline", abstract: "Keep the findings of a report under a name.",
    discussion: """
      Baselines are copies of findings.json in the folder 'baselines' of the report. With two or more of \
      them the report has a history, history.html.
      """,
    subcommands: [SaveCommand.self, ListCommand.self, ShowCommand.self, RemoveCommand.self])

  /// The report that every subcommand is about.
  struct ReportArgument: ParsableArguments {
    @Argument(help: "The folder of a report.")
    var report: String

    var baselines: Baselines { Baselines(report: report) }

    /// Writes page and history again, which show what baselines there are.
    func render() throws {
      let folder = baselines.report
      try ReportRendering().write(try storedFindings(ofReport: folder), to: folder)
    }
  }

  struct SaveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "save", abstract: "Keep the findings as they are now.")

    @OptionGroup var report: ReportArgument

    @Option(help: "The name: letters, digits, dots, dashes and underscores.")
    var name = "main"

    @Option(help: "What is to be said about it.")
    var note: String?

    @Option(help: "The revision of the sources that it was made from.")
    var revision: String?

    @Flag(help: "Save over one of that name.")
    var replace = false

    func run() throws {
      let baseline = Baseline(name: name, note: note, revision: revision)
      try report.baselines.save(baseline, replacing: replace)
      print(report.baselines.folder(named: name))
      try report.render()
    }
  }

  struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "The baselines, in the order in which they were saved.")

    @OptionGroup var report: ReportArgument

    func run() throws {
      for baseline in try report.baselines.all() { print(BaselineWords.line(baseline)) }
    }
  }

  struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "What a baseline holds.")

    @OptionGroup var report: ReportArgument

    @Argument(help: "Its name.")
    var name: String

    func run() throws {
      guard let findings = try requiredFindings(name, of: report.baselines) else { return }
      let baseline = try report.baselines.all().first { $0.name.utf8.elementsEqual(name.utf8) }
      for line in BaselineWords.lines(baseline ?? Baseline(name: name), findings) { print(line) }
    }
  }

  struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Remove a baseline and its files.")

    @OptionGroup var report: ReportArgument

    @Argument(help: "Its name.")
    var name: String

    func run() throws {
      _ = try requiredFindings(name, of: report.baselines, mayBeLost: true)
      try report.baselines.remove(name)
      try report.render()
    }
  }
}

/// The findings of a baseline.
///
/// - Parameters:
///   - name: The baseline.
///   - baselines: Those of the report.
///   - isLenient: Whether one that is missing is only spoken of; else the program ends with exit code 5.
///   - mayBeLost: Whether it is enough that the list names it.
/// - Returns: `nil` if it is missing.
/// - Throws: `Problem` if it is damaged; exit code 5 if it is missing and must not be.
func requiredFindings(
  _ name: String, of baselines: Baselines, isLenient: Bool = false, mayBeLost: Bool = false
) throws -> Findings? {
  switch try baselines.lookUp(name) {
  case .found(let findings): return findings
  case .missing(let problem):
    if mayBeLost, try baselines.names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
      return nil
    }
    printProblem(problem, as: isLenient ? "note" : "error")
    guard isLenient else { throw Outcome.baselineMissing }
    return nil
  }
}
