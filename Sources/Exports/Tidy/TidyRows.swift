import Experiments
import Reports

/// Turns cells into rows.
struct TidyRows {
  let names: TidyNames

  init(_ findings: Findings) { names = TidyNames(findings) }

  /// A row for each number of the cell; none for prose.
  func rows(of cell: CellFinding) -> [TidyRow] {
    let rows =
      switch cell.content {
      case .chart(let chart): self.rows(of: chart, in: cell)
      case .table(let table): self.rows(of: table, in: cell)
      case .claim(let claim): self.rows(of: claim, in: cell)
      case .markdown, .nothing: [TidyRow]()
      }
    return rows.map { row in
      var row = row
      row.identity = names.completed(row.identity)
      return row
    }
  }

  private func rows(of table: TableFinding, in cell: CellFinding) -> [TidyRow] {
    var rows: [TidyRow] = []
    for (y, fields) in zip(table.rows, table.cells) {
      for (x, estimates) in zip(table.columns, fields) {
        for (quantity, estimate) in zip(table.quantities, estimates) {
          var row = TidyRow(cell, "estimate", of: quantity, estimate)
          (row.xName, row.x, row.yName, row.y) = (table.columnTitle, x, table.rowTitle, y)
          row.identity = names.adding(x, as: table.columnTitle, to: row.identity)
          row.identity = names.adding(y, as: table.rowTitle, to: row.identity)
          rows.append(row)
        }
      }
    }
    return rows
  }
}

// MARK: - Panels

extension TidyRows {
  private func rows(of chart: ChartFinding, in cell: CellFinding) -> [TidyRow] {
    switch chart.body {
    case .lines(let panels), .spectra(let panels):
      inPanels(panels) { $0.flatMap { rows(of: $0, of: chart, in: cell) } }
    case .distributions(let panels):
      inPanels(panels) { $0.flatMap { rows(of: $0, of: chart, in: cell) } }
    case .heat(let panels), .stacks(let panels):
      inPanels(panels) { rows(of: $0, of: chart, in: cell) }
    case .matrix(let panels): inPanels(panels) { rows(of: $0, of: chart, in: cell) }
    case .forest(let groups):
      groups.flatMap { group in
        group.rows.flatMap { difference in
          rows(of: difference, of: chart.quantity, chart.x, in: cell).map { row in
            var row = row
            row.group = group.heading.isEmpty ? nil : group.heading
            return row
          }
        }
      }
    }
  }

  private func inPanels<Content>(
    _ panels: PanelsFinding<Content>, _ rows: (Content) -> [TidyRow]
  ) -> [TidyRow] {
    zip(panels.rows, panels.panels).flatMap { name, list in
      zip(panels.columns, list).flatMap { column, content in
        (content.map(rows) ?? []).map { row in
          var row = row
          row.panelRow = name.isEmpty ? nil : name
          row.panelColumn = column.isEmpty ? nil : column
          row.identity = names.adding(name, as: panels.rowTitle, to: row.identity)
          row.identity = names.adding(column, as: panels.columnTitle, to: row.identity)
          return row
        }
      }
    }
  }

  private func rows(
    of series: SeriesFinding, of chart: ChartFinding, in cell: CellFinding
  ) -> [TidyRow] {
    series.x.indices.map { index in
      var row = TidyRow(
        cell, "mean", of: chart.quantity ?? .singularValue,
        EstimateFinding(
          value: series.value[index], lower: series.lower[index], upper: series.upper[index],
          n: series.n))
      row.identity = series.identity
      row.series = series.name
      (row.coordinate, row.position) = (chart.x, series.x[index])
      return row
    }
  }

  private func rows(
    of sample: SampleFinding, of chart: ChartFinding, in cell: CellFinding
  ) -> [TidyRow] {
    let median = TidyRow(cell, "median", of: chart.quantity, sample.median)
    let examples = sample.values.enumerated().map { index, value in
      var row = TidyRow(
        cell, "example", of: chart.quantity, EstimateFinding(bare: value, n: 1))
      row.example = index
      return row
    }
    return ([median] + examples).map { row in
      var row = row
      row.identity = sample.identity
      row.series = sample.name
      return row
    }
  }

  private func rows(
    of heat: HeatFinding, of chart: ChartFinding, in cell: CellFinding
  ) -> [TidyRow] {
    zip(heat.y, heat.values).flatMap { y, values in
      zip(heat.x, values).map { x, value in
        var row = TidyRow(cell, "mean", of: chart.quantity, EstimateFinding(bare: value, n: heat.n))
        (row.xName, row.x, row.yName, row.y) = (heat.xTitle, x, heat.yTitle, y)
        row.identity = names.adding(x, as: heat.xTitle, to: row.identity)
        row.identity = names.adding(y, as: heat.yTitle, to: row.identity)
        // Layer against layer has no one layer that a row is of.
        if equal(heat.xTitle, "layer"), !equal(heat.yTitle, "layer") {
          (row.coordinate, row.position) = ("layer", Double(x))
        } else if equal(heat.yTitle, "layer"), !equal(heat.xTitle, "layer") {
          (row.coordinate, row.position) = ("layer", Double(y))
        }
        return row
      }
    }
  }

  private func rows(
    of matrix: MatrixFinding, of chart: ChartFinding, in cell: CellFinding
  ) -> [TidyRow] {
    matrix.models.indices.flatMap { first in
      matrix.models.indices.dropFirst(first + 1).map { second in
        var row = TidyRow(
          cell, matrix.measure, of: chart.quantity,
          EstimateFinding(
            value: matrix.values[first][second], lower: matrix.lower[first][second],
            upper: matrix.upper[first][second], n: matrix.n))
        row.identity = matrix.models[first]
        (row.yName, row.y) = ("model", matrix.models[first].model)
        (row.xName, row.x) = ("other model", matrix.models[second].model)
        return row
      }
    }
  }
}
