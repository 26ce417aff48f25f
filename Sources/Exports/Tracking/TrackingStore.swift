import Experiments
import JSONTree
import Reports

/// Runs as the file store of MLflow keeps them: an experiment for the report, and a run for each model
/// and data set.
///
/// Ids are digests of names. Findings tell no time, so all times are 0, which MLflow shows as 1970.
struct TrackingStore {
  /// The folder of the store.
  static let root = "mlruns"

  private let findings: Findings
  private let renderer: any ChartRenderer
  private let experiment: String

  init(_ findings: Findings, renderer: any ChartRenderer) {
    self.findings = findings
    self.renderer = renderer
    experiment = Self.experimentId(findings.name)
  }

  /// Eighteen decimal digits, as MLflow's own ids have.
  static func experimentId(_ name: String) -> String {
    let number = UInt64(longDigest(["experiment", name]).prefix(15), radix: 16) ?? 0
    return "1" + String(repeating: "0", count: 17 - String(number % 100_000_000_000_000_000).count)
      + String(number % 100_000_000_000_000_000)
  }

  /// The files of the store.
  func files() throws -> [ReportFile] {
    let runs = self.runs
    let charts = try self.charts(for: runs)
    return [
      file("meta.yaml", experimentFacts), file("tags/mlflow.note.content", note),
    ] + runs.flatMap { $0.files(in: "\(Self.root)/\(experiment)", charts: charts) }
  }

  private var note: String {
    [findings.title, findings.question].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var experimentFacts: String {
    yaml([
      ("artifact_location", .string("\(Self.root)/\(experiment)")), ("creation_time", 0),
      ("experiment_id", .string(experiment)), ("last_update_time", 0),
      ("lifecycle_stage", "active"), ("name", .string(findings.name)),
    ])
  }

  private func file(_ path: String, _ text: String) -> ReportFile {
    ReportFile(path: "\(Self.root)/\(experiment)/\(path)", text: text)
  }
}

// MARK: - Runs

extension TrackingStore {
  /// A run for each model and data set that numbers are of, in the order of their first number.
  private var runs: [TrackingRun] {
    let rows = findings.cells.flatMap(TidyRows(findings).rows)
    var runs: [TrackingRun] = []
    var places: [[String?]: Int] = [:]
    for row in rows {
      guard let model = row.identity.model, row.statistic != "example" else { continue }
      let place = places[[model, row.identity.data], default: runs.count]
      if place == runs.count {
        places[[model, row.identity.data]] = place
        runs.append(
          TrackingRun(
            findings, experiment: experiment, model: model, data: row.identity.data))
      }
      runs[place].rows.append(row)
    }
    return runs
  }

  /// The drawing of each cell that a run has numbers in.
  private func charts(for runs: [TrackingRun]) throws -> [String: [UInt8]] {
    let used = Set(runs.flatMap { $0.rows.map(\.cell) })
    let options = try FigureOptions(width: Length.page, isTitled: true)
    let drawing = FigureDrawing(findings, options: options, renderer: renderer)
    var charts: [String: [UInt8]] = [:]
    for cell in findings.cells where ExportFormat.svg.applies(to: cell) && used.contains(cell.id) {
      charts[cell.id] = try drawing.bytes(of: cell, .svg)
    }
    return charts
  }
}

/// Facts as YAML, a line each: what JSON spells, YAML reads.
func yaml(_ facts: [(String, JSONValue)]) -> String {
  facts.map { "\($0): \($1.text())\n" }.joined()
}
