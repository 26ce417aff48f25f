import Charts
import Experiments

/// A table with its quantities one below the other.
struct TableView {
  let value: TemplateValue

  init(_ table: TableFinding) {
    let known = table.cells.joined().joined().filter { $0.value != nil }
    let isEstimated = known.contains { $0.lower != nil }
    let counts = Set(known.map(\.n))
    value = [
      "rowTitle": .text(table.rowTitle), "columnTitle": .text(table.columnTitle),
      "columns": .texts(table.columns), "width": .text("\(table.columns.count + 1)"),
      "quantities": .list(
        table.quantities.indices.map { index in
          Self.section(index, of: table, showsCounts: counts.count > 1)
        }),
      // Rows that were counted are no estimates from examples.
      "count": counts.count == 1 && isEstimated
        ? .text(counted(counts.first ?? 0, "example")) : .absent,
    ]
  }

  private static func section(
    _ index: Int, of table: TableFinding, showsCounts: Bool
  ) -> TemplateValue {
    let style = NumberStyle(table.cells.joined().map { $0[index] })
    return [
      "quantity": QuantityView.value(table.quantities[index]),
      "rows": .list(
        zip(table.rows, table.cells).map { name, fields in
          [
            "name": .text(name),
            "fields": .list(fields.map { Self.field($0[index], style, showsCount: showsCounts) }),
          ]
        }),
    ]
  }

  private static func field(
    _ estimate: EstimateFinding, _ style: NumberStyle, showsCount: Bool
  ) -> TemplateValue {
    [
      "estimate": .optional(style.text(estimate.value)),
      "interval": .optional(style.interval(estimate)),
      "n": showsCount && estimate.value != nil
        ? .text("n = \(NumberText.significant(Double(estimate.n), digits: 15))") : .absent,
    ]
  }
}
