import Charts
import Experiments
import JSONTree
import Reports

/// All numbers of a report, a row each.
struct TidyTable {
  private typealias Column = (name: String, field: (TidyRow) -> JSONValue)

  let rows: [TidyRow]
  private let columns: [Column]

  init(_ findings: Findings) {
    self.init(findings, rows: findings.cells.flatMap(TidyRows(findings).rows))
  }

  init(_ findings: Findings, rows: [TidyRow]) {
    self.rows = rows
    columns = Self.columns(findings)
  }

  /// Comma-separated values, header first. What is missing is empty.
  var csv: String {
    DataTable(
      header: columns.map(\.name),
      cells: rows.map { row in columns.map { Self.cell($0.field(row)) } }
    ).csv
  }

  /// A JSON object on each line. What is missing is `null`.
  var jsonLines: String {
    rows.map { row in
      JSONValue.object(columns.map { JSONMember($0.name, $0.field(row)) }).text() + "\n"
    }.joined()
  }

  private static func columns(_ findings: Findings) -> [Column] {
    let names = TidyNames(findings)
    let level = findings.statistics.confidence
    return [
      ("experiment", { _ in .string(findings.name) }), ("cell", { .string($0.cell) }),
      ("kind", { .string($0.kind) }), ("statistic", { .string($0.statistic) }),
      ("metric", { .optional($0.quantity?.metric) }),
      ("quantity", { .optional($0.quantity?.label) }),
      ("unit", { .optional($0.quantity?.unit) }),
      ("direction", { .optional($0.quantity?.direction) }),
      ("model", { .optional($0.identity.model) }), ("family", { .optional($0.identity.family) }),
      ("size", { .optional($0.identity.size) }),
      ("variant", { .optional(names.model($0.identity.model)?.variant) }),
      ("data", { .optional($0.identity.data) }),
      ("data_kind", { .optional(names.data($0.identity.data)?.kind) }),
      ("thinking", { .optional(names.data($0.identity.data)?.thinking) }),
      ("relevance", { .optional(names.data($0.identity.data)?.relevance) }),
      ("projection", { .optional($0.identity.projection) }),
      ("panel_row", { .optional($0.panelRow) }), ("panel_column", { .optional($0.panelColumn) }),
      ("series", { .optional($0.series) }), ("coordinate", { .optional($0.coordinate) }),
      ("position", { .finite($0.position) }), ("x_name", { .optional($0.xName) }),
      ("x", { .optional($0.x) }), ("y_name", { .optional($0.yName) }),
      ("y", { .optional($0.y) }), ("group", { .optional($0.group) }),
      ("row", { .optional($0.row) }), ("reference", { .optional($0.reference) }),
      ("control", { .optional($0.control) }),
      ("example", { $0.example.map { .integer($0) } ?? .null }),
      ("value", { .finite($0.estimate.value) }), ("lower", { .finite($0.estimate.lower) }),
      ("upper", { .finite($0.estimate.upper) }), ("n", { .integer($0.estimate.n) }),
      ("level", { $0.estimate.lower == nil ? .null : .finite(level) }),
      ("paired", { $0.isPaired.map { .bool($0) } ?? .null }), ("p", { .finite($0.pValue) }),
      ("least_p", { .finite($0.leastPValue) }), ("adjusted_p", { .finite($0.adjustedPValue) }),
      ("verdict", { .optional($0.verdict) }), ("problem", { .optional($0.problem) }),
    ]
  }
}

// MARK: - Fields

extension TidyTable {
  private static func cell(_ value: JSONValue) -> ChartTable.Cell {
    switch value {
    case .string(let text): .text(guarded(text))
    case .bool(let flag): .text(flag ? "true" : "false")
    case .integer(let number): .number(Double(number))
    case .number(let number): .number(number)
    case .null, .array, .object: .empty
    }
  }

  /// What pandas and R read as missing.
  private static let missingWords: Set<String> = [
    "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>",
    "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
  ]

  /// `text` with an apostrophe before what a reader would not take for text: a formula of a
  /// spreadsheet, or a word for a missing value.
  static func guarded(_ text: String) -> String {
    guard let first = text.utf8.first else { return text }
    let isFormula = "=+-@\t\r".utf8.contains(first)
    return isFormula || missingWords.contains(text) ? "'" + text : text
  }
}

extension JSONValue {
  static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
