public import ArgumentParser
public import Comparison
import Diagnostics
import Experiments
import Foundation
import JSONTree

/// `gradbook diff`: two or more reports side by side.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare reports: versions of one experiment, or contrasts.",
    discussion: """
      A report is a folder such as Reports/fast-slow, a findings.json, or REVISION:path of either in \
      git. Reports of one experiment are versions: the first is the reference. With --across, or of \
      two different experiments, differences are shown with their intervals, and nothing is better or \
      worse. The exit code is 0 whatever is found; 'gradbook check' judges.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown, json }

  @Argument(help: "The reports; the first is the reference.")
  var reports: [String]

  @Option(help: "Set the families, sizes, models or data sets of a report against each other.")
  var across: ContrastAxis?

  @Option(help: "Which of them the others are compared with; by default the first.")
  var reference: String?

  @Flag(help: "Contrasts as natural logarithms of ratios.")
  var ratio = false

  @Option(help: "A file with tolerances and directions; by default those of the experiment.")
  var policy: String?

  @Option(help: "What is printed.")
  var format = Format.text

  @Flag(help: "Show what is equivalent too.")
  var all = false

  @Option(help: "A page to write, with forest plots and old and new curves.")
  var html: String?

  func validate() throws {
    if reports.count < 2, across == nil {
      throw ValidationError("Name two reports, or one with --across.")
    }
    if across == .experiment { throw ValidationError("Name two experiments to compare them.") }
    if reference != nil, across == nil {
      throw ValidationError("--reference goes with --across; of versions, the first is it.")
    }
  }

  func run() throws {
    let reports = try self.reports.map { try ReportLocation.load($0) }
    let form = ratio ? NumberDifference.Form.logRatio : .absolute
    if let across {
      try show(try reports.map { try contrast($0, across, form) }, of: reports)
    } else if reports.dropFirst().allSatisfy({ isVersion($0, of: reports[0]) }) {
      try show(versions(reports), of: reports)
    } else {
      try show(try reports.dropFirst().map { try contrast(reports[0], $0, form) }, of: reports)
    }
  }

  private func isVersion(_ report: ComparedReport, of first: ComparedReport) -> Bool {
    report.findings.name == first.findings.name
  }

  private func versions(_ reports: [ComparedReport]) throws -> [VersionDiff] {
    let policy = try readPolicy(policy, of: reports[reports.count - 1])
    return reports.dropFirst().map { VersionDiff(from: reports[0], to: $0, policy: policy) }
  }

  private func contrast(
    _ report: ComparedReport, _ axis: ContrastAxis, _ form: NumberDifference.Form
  ) throws -> Contrast {
    let contrast = Contrast(report, across: axis, reference: reference, form: form)
    guard contrast.cells.isEmpty else { return contrast }
    throw Problem.nothingAcross(axis, reference, in: report)
  }

  private func contrast(
    _ first: ComparedReport, _ second: ComparedReport, _ form: NumberDifference.Form
  ) throws -> Contrast {
    let contrast = Contrast(first, second, form: form)
    guard contrast.cells.isEmpty else { return contrast }
    throw Problem.nothingInCommon(first, second)
  }

  // MARK: Showing

  private func show(_ diffs: [VersionDiff], of reports: [ComparedReport]) throws {
    switch format {
    case .text: TerminalDiff(diffs, showsAll: all).lines.forEach { print($0) }
    case .markdown: print(MarkdownDiff(diffs, title: reports[0].findings.title).text)
    case .json: print(DiffJSON.versions(diffs).text(.indented))
    }
    if let html { try writePage(of: diffs, reports, to: html) }
  }

  private func show(_ contrasts: [Contrast], of reports: [ComparedReport]) throws {
    switch format {
    case .text: contrasts.flatMap { TerminalDiff($0).lines }.forEach { print($0) }
    case .markdown:
      for contrast in contrasts {
        print(MarkdownDiff(contrast, title: reports[0].findings.title).text)
      }
    case .json: print(DiffJSON.contrasts(contrasts).text(.indented))
    }
    if let html { try writePage(of: contrasts, reports, to: html) }
  }
}

extension ContrastAxis: ExpressibleByArgument {}

/// The policy in the file at `path`; else that of the experiment; else the usual one.
func readPolicy(_ path: String?, of report: ComparedReport) throws -> ComparisonPolicy {
  if let path { return try ComparisonPolicy(contentsOf: path) }
  return report.findings.spec["policy"].flatMap { ComparisonPolicy($0) } ?? ComparisonPolicy()
}

extension Problem {
  fileprivate static func nothingAcross(
    _ axis: ContrastAxis, _ reference: String?, in report: ComparedReport
  ) -> Problem {
    let names = report.findings.models.map { model in
      switch axis {
      case .family: model.family
      case .size: model.size
      default: model.name
      }
    }
    let known = axis == .data ? report.findings.data.map(\.name) : names
    return Problem(
      "The report has nothing to compare across \(axis.rawValue).", at: Place(file: report.name),
      expected: reference.map { "numbers of '\($0)' and of another one of the same kind" }
        ?? "numbers of two or more of the same kind",
      found: known.isEmpty ? "none" : known.joined(separator: ", "),
      remedy: reference == nil
        ? "Compare across another one: family, size, model or data."
        : "Name one of those found with --reference.")
  }

  fileprivate static func nothingInCommon(
    _ first: ComparedReport, _ second: ComparedReport
  ) -> Problem {
    Problem(
      "The experiments have no number in common.",
      expected: "two reports with a metric of the same model, data and projection",
      found: "'\(first.findings.name)' and '\(second.findings.name)'",
      remedy: "Compare reports of one experiment, or across family, size, model or data of one.")
  }
}
