public import Diagnostics
public import Experiments
import Foundation

/// What was saved of a report under a name.
public struct Baseline: Sendable, Equatable {
  /// The name, such as `main`.
  public var name: String
  /// What its maker said about it.
  public var note: String?
  /// The revision of the sources that it was made from, as its maker gave it.
  public var revision: String?

  /// Creates a description.
  public init(name: String, note: String? = nil, revision: String? = nil) {
    (self.name, self.note, self.revision) = (name, note, revision)
  }
}

/// The baselines of one report: copies of its findings at `REPORT/baselines/NAME`, to compare later ones with.
public struct Baselines: Sendable {
  /// What became of a search for a baseline.
  public enum Lookup: Sendable, Equatable {
    /// It is there.
    case found(Findings)
    /// There is none of that name; the problem says which there are and how to make one.
    case missing(Problem)
  }

  /// The folder of the report.
  public let report: String

  /// The baselines of the report in the folder `report`, which need not exist.
  public init(report: String) {
    let trimmed = report.reversed().drop { $0 == "/" }.reversed()
    self.report = trimmed.isEmpty ? report : String(trimmed)
  }

  /// All baselines, in the order in which they were saved.
  ///
  /// - Throws: `Problem` if the list is damaged.
  public func all() throws -> [Baseline] {
    try BaselineList(contentsOf: listPath)?.baselines ?? []
  }

  /// Their names, in the order in which they were saved.
  public var names: [String] { get throws { try all().map(\.name) } }

  /// The folder of the baseline `name`, whether there is one or not.
  public func folder(named name: String) -> String { "\(report)/baselines/\(name)" }

  /// The findings of the baseline `name`.
  ///
  /// - Throws: `Problem` if the baselines or its findings are damaged. That it is missing is a result.
  public func lookUp(_ name: String) throws -> Lookup {
    let names = try names
    guard names.contains(where: { equal($0, name) }) else {
      return .missing(.missingBaseline(name, report: report, names: names))
    }
    let file = "\(folder(named: name))/\(ReportFileName.findings)"
    guard FileManager.default.fileExists(atPath: file) else {
      return .missing(.lostBaseline(name, file: file, report: report))
    }
    return .found(try Findings(parsing: try readBytes(of: file), file: file))
  }

  /// The findings of the baseline `name`.
  ///
  /// - Throws: `Problem` if there is none or if it is damaged.
  public func findings(named name: String) throws -> Findings {
    switch try lookUp(name) {
    case .found(let findings): return findings
    case .missing(let problem): throw problem
    }
  }

  var listPath: String { "\(report)/baselines/\(BaselineList.fileName)" }
}

/// The files of a report that a baseline keeps.
enum ReportFileName {
  static let findings = "findings.json"
  static let samples = ExampleInfluences.fileName
  static let history = "history.html"
  static let kept = [findings, samples]
}
