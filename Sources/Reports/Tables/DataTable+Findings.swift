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

  /// One line for each difference, with the headings of `groups` if any has one; what is estimated is
  /// called `estimate`. Columns of controls stand at the end, where any row has them.
  init(_ groups: [ForestGroupFinding], estimate: String = "difference") {
    let controls = ControlColumns(groups.flatMap(\.rows))
    let hasHeadings = groups.contains { !$0.heading.isEmpty }
    self.init(
      header: (hasHeadings ? ["group"] : []) + [
        "row", "compared with", estimate, "lower", "upper", "n", "value", "reference value",
        "paired", "p", "least p", "verdict", "problem",
      ] + controls.header,
      cells: groups.flatMap { group in
        group.rows.map { row in
          (hasHeadings ? [.text(group.heading)] : []) + Self.fields(row) + controls.fields(row)
        }
      })
  }

  /// One line for each row of a claim that groups of models differ.
  init(_ claim: ClaimFinding) {
    self.init(
      header: [
        "for", "difference", "lower", "upper", "n", "mean distance between families",
        "mean distance within families", "P(between > within)", "P lower", "P upper", "p",
        "least p", "verdict", "problem",
      ],
      cells: claim.rows.map { row in
        [.text(row.label)] + Self.fields(row.difference) + [
          .optional(row.value), .optional(row.referenceValue), .optional(row.effect?.value),
          .optional(row.effect?.lower), .optional(row.effect?.upper), .optional(row.pValue),
          .optional(row.minimumPValue), .text(row.verdict), .optional(row.problem),
        ]
      })
  }

  /// One line for each two models of each matrix, in the order of the specification.
  init(_ panels: PanelsFinding<MatrixFinding>) {
    let titles = [panels.rowTitle, panels.columnTitle]
    var lines: [[ChartTable.Cell]] = []
    for (row, list) in zip(panels.rows, panels.panels) {
      for case (let column, let matrix?) in zip(panels.columns, list) {
        let place = zip(titles, [row, column]).filter { !$0.0.isEmpty }.map {
          ChartTable.Cell.text($0.1)
        }
        lines += matrix.pairs.map { place + $0 }
      }
    }
    self.init(
      header: titles.filter { !$0.isEmpty } + [
        "model", "other model", "value", "lower", "upper", "n",
      ], cells: lines)
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

extension MatrixFinding {
  /// A line for each two models.
  fileprivate var pairs: [[ChartTable.Cell]] {
    models.indices.flatMap { row in
      models.indices.dropFirst(row + 1).map { column in
        [
          .optional(models[row].model), .optional(models[column].model),
          .optional(values[row][column]), .optional(lower[row][column]),
          .optional(upper[row][column]), .number(Double(n)),
        ]
      }
    }
  }
}
