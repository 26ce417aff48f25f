import Experiments

/// One number of a report: what it is, so that it is found again in another report of the experiment.
struct HistoryNumber {
  /// The address of its cell.
  var cell: String
  /// What it is of.
  var quantity: QuantityFacts
  /// What tells it from other numbers of its cell and quantity.
  var label: String
  /// The models behind it; `nil` for all of the experiment.
  var models: [String]?
  /// The names or labels of the data sets behind it; `nil` for all.
  var data: [String]?
  private var key: Key

  private enum Key {
    case field(row: String, column: String)
    case row(Identity, reference: String, label: String)
  }

  /// The numbers of a table and of a claim, in reading order; none of other cells.
  static func all(in cell: CellFinding) -> [HistoryNumber] {
    switch cell.content {
    case .table(let table): fields(of: table, cell.id)
    case .claim(let claim): claim.rows.map { row($0, of: claim, cell.id) }
    default: []
    }
  }

  private static func fields(of table: TableFinding, _ cell: String) -> [HistoryNumber] {
    table.quantities.flatMap { quantity in
      table.rows.flatMap { row in
        table.columns.map { column in
          func named(_ facet: String) -> [String]? {
            let names = [(table.rowTitle, row), (table.columnTitle, column)]
              .filter { equal($0.0, facet) }.map(\.1)
            return names.isEmpty ? nil : names
          }
          return HistoryNumber(
            cell: cell, quantity: quantity,
            label: [row, column].filter { !$0.isEmpty }.joined(separator: " · "),
            models: named("model"), data: named("data"), key: .field(row: row, column: column))
        }
      }
    }
  }

  private static func row(
    _ row: DifferenceFinding, of claim: ClaimFinding, _ cell: String
  ) -> HistoryNumber {
    HistoryNumber(
      cell: cell, quantity: claim.quantity, label: row.label,
      models: row.identity.model.map { [$0] },
      data: row.identity.data.map { [$0, row.reference] },
      key: .row(row.identity, reference: row.reference, label: row.label))
  }

  /// Its estimate in `findings`; `nil` if there is no such number.
  func estimate(in findings: Findings) -> EstimateFinding? {
    guard let cell = findings.cells.first(where: { equal($0.id, cell) }) else { return nil }
    switch (cell.content, key) {
    case (.table(let table), .field(let row, let column)):
      guard let rowIndex = table.rows.firstIndex(where: { equal($0, row) }),
        let columnIndex = table.columns.firstIndex(where: { equal($0, column) }),
        let index = table.quantities.firstIndex(where: { equal($0.metric, quantity.metric) })
      else { return nil }
      return table.cells[rowIndex][columnIndex][index]
    case (.claim(let claim), .row(let identity, let reference, let label)):
      guard equal(claim.quantity.metric, quantity.metric) else { return nil }
      return claim.rows.first {
        $0.identity == identity && equal($0.reference, reference) && equal($0.label, label)
      }?.difference
    default: return nil
    }
  }
}
