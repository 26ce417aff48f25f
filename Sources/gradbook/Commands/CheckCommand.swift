import ArgumentParser
import Comparison
import Diagnostics
import Experiments
import Foundation
import JSONTree
import Reports

/// `gradbook check`: a comparison with a policy and an exit code.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Compare a report with a baseline and judge by a policy.",
    discussion: """
      Exit codes: 0 everything is allowed; 2 the policy is breached; 5 there is no baseline; 6 \
      something cannot be compared; 7 something is inconclusive (with --strict). The policy is that of \
      --policy, else the experiment's 'policy', else: a tolerance of a thousandth, and nothing failing, \
      regressed, changed, removed or not comparable.
      """)

  enum Annotations: String, ExpressibleByArgument, CaseIterable { case github }

  @Argument(help: "The report: a folder such as Reports/fast-slow.")
  var report: String

  @Option(help: "A saved baseline of the report, a git revision, or another report.")
  var baseline: String

  @Option(help: "A file with the policy.")
  var policy: String?

  @Flag(help: "Pass if there is no baseline.")
  var lenient = false

  @Flag(help: "End with 7 if something is inconclusive.")
  var strict = false

  @Option(help: "Print annotations for this service.")
  var annotations: Annotations?

  @Option(help: "The experiment's file, for annotations; by default Experiments/NAME.json.")
  var spec: String?

  @Option(help: "A file to which a summary in Markdown is appended, such as $GITHUB_STEP_SUMMARY.")
  var summary: String?

  @Option(help: "A file for JUnit XML.")
  var junit: String?

  @Option(help: "A file for a comment in Markdown; written only if there is something to tell.")
  var comment: String?

  @Option(help: "A file for the comparison as JSON.")
  var json: String?

  @Option(help: "A page to write, with forest plots and old and new curves.")
  var html: String?

  func run() throws {
    let checked = try ReportLocation.load(report)
    guard let reference = try reportToCheckAgainst(baseline, of: report) else {
      let problem = Problem.noBaseline(baseline, of: report)
      printProblem(problem, as: lenient ? "note" : "error")
      if lenient { return }
      throw ExitCode(5)
    }
    guard reference.findings.name == checked.findings.name else {
      printProblem(.otherExperiment(reference, checked))
      throw ExitCode(PolicyCheck.Outcome.notComparable.rawValue)
    }
    let check = try PolicyCheck(
      from: reference, to: checked, policy: try readPolicy(policy, of: checked), file: policy,
      isStrict: strict)
    try publish(check, checked)
    if let html { try writePage(of: [check.diff], [reference, checked], to: html) }
    guard check.outcome == .passed else { throw ExitCode(check.outcome.rawValue) }
  }

  private func publish(_ check: PolicyCheck, _ checked: ComparedReport) throws {
    let file = spec ?? Self.specFile(of: checked.findings.name)
    let outputs = CheckOutputs(
      check, report: checked.findings.name, title: checked.findings.title, specFile: file,
      specLines: try file.map { try Self.lines(of: checked, in: $0) } ?? [:])
    TerminalDiff([check.diff]).lines.forEach { print($0) }
    for breach in check.breaches { printError("breach: \(breach.words)") }
    if annotations == .github { outputs.annotations.forEach { print($0) } }
    if let summary { try append(outputs.summary, to: summary) }
    if let junit { try write(outputs.junit, to: junit) }
    if let json { try write(DiffJSON.versions([check.diff]).text(.indented) + "\n", to: json) }
    guard let comment else { return }
    if let text = outputs.comment {
      try write(text, to: comment)
    } else {
      try? FileManager.default.removeItem(atPath: comment)
    }
  }

  // MARK: The experiment's file

  private static func specFile(of name: String) -> String? {
    let plain = name.hasSuffix("-published") ? String(name.dropLast("-published".count)) : name
    let path = "Experiments/\(plain).json"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  private static func lines(of report: ComparedReport, in path: String) throws -> [String: Int] {
    guard let data = FileManager.default.contents(atPath: path),
      let document = try? JSONDocument(Array(data), file: path)
    else { return [:] }
    return CheckOutputs.lines(of: report.findings.cells.map(\.id), in: document)
  }

  // MARK: Files

  private func append(_ text: String, to path: String) throws {
    let old = FileManager.default.contents(atPath: path) ?? Data()
    try write(String(decoding: old, as: UTF8.self) + text, to: path)
  }
}

/// What a report is checked against: a saved baseline, a report, or a git revision of the report itself.
///
/// - Returns: `nil` if there is none of this name.
/// - Throws: `Problem` if it is there and cannot be read.
private func reportToCheckAgainst(_ name: String, of report: String) throws -> ComparedReport? {
  let baselines = Baselines(report: report)
  for path in [baselines.folder(named: name), name]
  where FileManager.default.fileExists(atPath: path) {
    return try ReportLocation.load(path)
  }
  let location = name.contains(":") ? name : "\(name):\(baselines.report)"
  switch try ReportLocation.lookUp(location) {
  case .success(let found): return found
  case .failure: return nil
  }
}

extension Problem {
  fileprivate static func noBaseline(_ name: String, of report: String) -> Problem {
    Problem(
      "There is no baseline '\(name)' of '\(report)'.",
      expected: "a baseline that was saved, a git revision that holds the report, or a report",
      found: "'\(name)'",
      remedy: "Save one with 'gradbook baseline save \(report) --name \(name)', or name a revision."
    )
  }

  fileprivate static func otherExperiment(
    _ baseline: ComparedReport, _ report: ComparedReport
  ) -> Problem {
    Problem(
      "The baseline is of another experiment.", at: Place(file: baseline.name),
      expected: "'\(report.findings.name)'", found: "'\(baseline.findings.name)'",
      remedy: "Name a baseline of this experiment; 'gradbook diff' contrasts two experiments.")
  }
}
