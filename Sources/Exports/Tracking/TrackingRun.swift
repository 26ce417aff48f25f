import Experiments
import JSONTree
import Reports

/// What a report says of one model and one data set.
struct TrackingRun {
  let experiment: String
  let model: String
  /// `nil` for what is not of one data set, such as a training.
  let data: String?
  var rows: [TidyRow] = []
  private let findings: Findings

  init(_ findings: Findings, experiment: String, model: String, data: String?) {
    self.findings = findings
    self.experiment = experiment
    self.model = model
    self.data = data
  }

  private var id: String { longDigest(["run", findings.name, model, data ?? "\u{1}"]) }
  private var name: String { data.map { "\(model), \($0)" } ?? model }

  /// The files of the run in `folder`, that of the experiment; `charts` holds the drawing of each cell by
  /// its id.
  func files(in folder: String, charts: [String: [UInt8]]) -> [ReportFile] {
    let root = "\(folder)/\(id)"
    let texts =
      [("meta.yaml", facts(at: root))] + metrics.map { ("metrics/\($0.key)", $0.lines) }
      + TrackingParameters(findings, model: model, data: data).all.map {
        ("params/\($0.key)", $0.value)
      } + tags.map { ("tags/\($0)", $1) }
      + [("artifacts/numbers.csv", TidyTable(findings, rows: rows).csv)]
    let drawn = distinct(rows.map(\.cell)).compactMap { cell in
      charts[cell].map { ReportFile(path: "\(root)/artifacts/charts/\(cell).svg", bytes: $0) }
    }
    return texts.map { ReportFile(path: "\(root)/\($0)", text: $1) } + drawn
  }

  private func facts(at root: String) -> String {
    yaml([
      ("artifact_uri", .string("\(root)/artifacts")), ("end_time", 0), ("entry_point_name", ""),
      ("experiment_id", .string(experiment)), ("lifecycle_stage", "active"),
      ("run_id", .string(id)), ("run_name", .string(name)), ("run_uuid", .string(id)),
      ("source_name", "gradbook"), ("source_type", 4), ("source_version", ""), ("start_time", 0),
      // Finished.
      ("status", 3), ("tags", []), ("user_id", ""),
    ])
  }

  private var tags: [(String, String)] {
    let facts = findings.models.first { equal($0.name, model) }
    let set = findings.data.first { equal($0.name, data) }
    let known: [(String, String?)] = [
      ("mlflow.runName", name), ("mlflow.source.name", "gradbook"),
      ("mlflow.source.type", "LOCAL"), ("model", model), ("family", facts?.family),
      ("size", facts?.size), ("variant", facts?.variant), ("data", data), ("kind", set?.kind),
      ("thinking", set?.thinking), ("relevance", set?.relevance),
      ("published", findings.isPublished == true ? "true" : nil),
    ]
    return known.compactMap { tag, value in value.map { (tag, $0) } }
  }
}

// MARK: - Metrics

extension TrackingRun {
  /// The lines of each metric, a line for each step: time, value, step.
  private var metrics: [(key: String, lines: String)] {
    var order: [String] = []
    var series: [String: [(value: Double, step: Int?)]] = [:]
    func add(_ key: String, _ value: Double?, _ row: TidyRow) {
      guard let value, value.isFinite else { return }
      if series[key] == nil { order.append(key) }
      series[key, default: []].append((value, row.position.flatMap { Int(exactly: $0) }))
    }
    for row in rows {
      guard let key = key(of: row) else { continue }
      add(key, row.estimate.value, row)
      add(key + ".lower", row.estimate.lower, row)
      add(key + ".upper", row.estimate.upper, row)
      add(key + ".p", row.pValue, row)
    }
    return order.map { key in
      let points = series[key] ?? []
      // Depths are no whole numbers: the layers are counted instead.
      let areWhole = points.allSatisfy { $0.step != nil }
      let lines = points.enumerated().map { index, point in
        "0 \(point.value.description) \(areWhole ? point.step ?? 0 : index)\n"
      }
      return (key, lines.joined())
    }
  }

  /// The cell, and what tells its numbers of this run apart; `nil` for a grid of layers by layers.
  private func key(of row: TidyRow) -> String? {
    if equal("layer", row.xName), equal("layer", row.yName) { return nil }
    let parts: [String?]
    if let label = row.row {
      parts = [
        row.group, label, row.reference.map { "vs \($0)" },
        ["difference", "log ratio", "AUC"].contains(row.statistic) ? nil : row.statistic,
        row.control,
      ]
    } else {
      let isMatrix = equal("other model", row.xName)
      parts = [
        row.quantity?.metric, row.identity.projection, isMatrix ? row.x : nil,
        equal(row.statistic, "median") ? "median" : nil,
      ]
    }
    return "\(row.cell)/" + trackingName(parts.compactMap { $0 }.joined(separator: "."))
  }
}

/// `name` with what MLflow takes in the names of metrics and parameters and paths do not part.
func trackingName(_ name: String) -> String {
  let plain = name.unicodeScalars.map { scalar -> Character in
    let isPlain =
      scalar.isASCII
      && (scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value))
    return isPlain || "_-. ".unicodeScalars.contains(scalar) ? Character(scalar) : "_"
  }
  let text = String(plain.prefix(180))
  return text.isEmpty || text.allSatisfy { $0 == "." } ? "value" : text
}
