import Artifacts
public import Diagnostics
import Experiments
import Foundation

/// Where a report is: a folder, a `findings.json`, or `REVISION:path` of either in git.
public enum ReportLocation {
  /// Reads a report, with its samples where it has them.
  ///
  /// - Parameter argument: As the user named it; a path that exists is never taken for a revision.
  /// - Returns: The report.
  /// - Throws: `Problem` if there is nothing, if it cannot be read, or if findings and samples do not
  ///   belong together.
  public static func load(_ argument: String) throws -> ComparedReport {
    try lookUp(argument).get()
  }

  /// Looks for a report, with its samples where it has them.
  ///
  /// - Parameter argument: As the user named it.
  /// - Returns: The report, or the problem that there is none.
  /// - Throws: `Problem` if it is there and cannot be read, or if findings and samples do not belong
  ///   together.
  public static func lookUp(_ argument: String) throws -> Result<ComparedReport, Problem> {
    let manager = FileManager.default
    if manager.fileExists(atPath: argument) {
      return try lookUp(argument) { path in
        manager.fileExists(atPath: path) ? try bytes(ofFile: path) : nil
      }
    }
    guard let colon = argument.firstIndex(of: ":"), colon != argument.startIndex else {
      return .failure(.noReport(argument))
    }
    let path = String(argument[argument.index(after: colon)...])
    switch try GitRevision.lookUp(String(argument[..<colon])) {
    case .failure(let problem): return .failure(problem)
    case .success(let revision):
      return try lookUp(path, as: argument) { try revision.bytes(of: $0) }
    }
  }

  private static func lookUp(
    _ path: String, as name: String? = nil, _ read: (String) throws -> [UInt8]?
  ) throws -> Result<ComparedReport, Problem> {
    let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
    let isFile = trimmed.hasSuffix(".json")
    let file = isFile ? trimmed : "\(trimmed)/findings.json"
    let shown = name.map { isFile ? $0 : "\($0)/findings.json" } ?? file
    guard let bytes = try read(file) else { return .failure(.noFindings(shown)) }
    var findings = try Findings(parsing: bytes, file: shown)
    let shape = findings
    try locating(Place(file: shown)) { try FindingsCheck.check(shape) }
    let folder = file.lastIndex(of: "/").map { file[...$0] } ?? ""
    let samplesPath = folder + ExampleInfluences.fileName
    if let content = try read(String(samplesPath)) {
      let samples = try ExampleInfluences(parsing: content, file: String(samplesPath))
      let digest = Digest(of: bytes).hex
      guard samples.findings == digest else {
        throw Problem.foreignSamples(shown, expected: samples.findings, found: digest)
      }
      findings.samples = samples
    }
    return .success(ComparedReport(name: name ?? trimmed, findings: findings))
  }

  private static func bytes(ofFile path: String) throws -> [UInt8] {
    do {
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw Problem.unreadableReport(path, reason: (error as NSError).localizedDescription)
    }
  }
}

extension Problem {
  fileprivate static func noReport(_ argument: String) -> Problem {
    Problem(
      "There is no report '\(argument)'.",
      expected: "the folder of a report, a findings.json, or REVISION:path of one in git",
      remedy: "Name a folder such as Reports/fast-slow, or main:Reports/fast-slow.")
  }

  fileprivate static func noFindings(_ path: String) -> Problem {
    Problem(
      "The folder holds no findings.", at: Place(file: path), expected: "a file 'findings.json'",
      remedy: "Name the folder of a report, such as Reports/fast-slow.")
  }

  fileprivate static func unreadableReport(_ path: String, reason: String) -> Problem {
    Problem(
      "The report cannot be read.", at: Place(file: path),
      remedy: "Check the file and its permissions.", cause: reason)
  }

  fileprivate static func foreignSamples(
    _ file: String, expected: String, found: String
  ) -> Problem {
    Problem(
      "The findings are not those that their samples were written with.", at: Place(file: file),
      expected: "a file with SHA-256 \(expected.prefix(12))…",
      found: "one with \(found.prefix(12))…, edited or of another run",
      remedy: "Render the report again with 'gradbook run', or remove "
        + "'\(ExampleInfluences.fileName)' beside it to compare by intervals alone.")
  }
}
