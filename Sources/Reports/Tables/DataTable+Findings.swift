import Charts
import Experiments

extension DataTable {
  /// One line for each quantity of each field.
  init(_ table: TableFinding) {
    var lines: [[ChartTable.Cell]] = []
    for (row, fields) in zip(table.rows, table.cells) {
      for (column, estimates) in zip(table.columns, fields) {
        for (quantity, estimate) in zip(table.quantities, estimates) {
          lines.append(
            [.text(row), .text(column), .text(quantity.label), .optional(quantity.unit)]
              + Self.fields(estimate))
        }
      }
    }
    self.init(
      header: [
        table.rowTitle, table.columnTitle, "quantity", "unit", "estimate", "lower", "upper", "n",
      ], cells: lines)
  }

  /// One line for each difference, with the headings of `groups` if any has one.
  init(_ groups: [ForestGroupFinding]) {
    let hasHeadings = groups.contains { !$0.heading.isEmpty }
    self.init(
      header: (hasHeadings ? ["group"] : []) + [
        "row", "compared with", "difference", "lower", "upper", "n", "value", "reference value",
        "paired", "p", "least p", "verdict", "problem",
      ],
      cells: groups.flatMap { group in
        group.rows.map { row in
          (hasHeadings ? [.text(group.heading)] : []) + Self.fields(row)
        }
      })
  }

  private static func fields(_ row: DifferenceFinding) -> [ChartTable.Cell] {
    [.text(row.label), .text(row.reference)] + fields(row.difference) + [
      .optional(row.value), .optional(row.referenceValue), .text(row.isPaired ? "yes" : "no"),
      .optional(row.pValue), .optional(row.minimumPValue), .text(row.verdict),
      .optional(row.problem),
    ]
  }

  private static func fields(_ estimate: EstimateFinding) -> [ChartTable.Cell] {
    [
      .optional(estimate.value), .optional(estimate.lower), .optional(estimate.upper),
      .number(Double(estimate.n)),
    ]
  }
}
