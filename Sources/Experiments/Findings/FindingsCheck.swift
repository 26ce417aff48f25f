import Diagnostics

/// Whether findings have the shape that drawing takes for granted; they may come from a file.
public struct FindingsCheck {
  private let cell: CellFinding
  private let index: Int

  /// Throws a `Problem` for the first cell that is misshapen.
  public static func check(_ findings: Findings) throws {
    var seen: Set<[UInt8]> = []
    for (index, cell) in findings.cells.enumerated() {
      let check = FindingsCheck(cell: cell, index: index)
      guard check.hasPlainId else {
        throw check.damage(
          "a cell's id is no address", expected: "small letters, digits and dashes",
          found: "'\(cell.id)'")
      }
      guard seen.insert(Array(cell.id.utf8)).inserted else {
        throw check.damage(
          "two cells have one id", expected: "ids that differ", found: "'\(cell.id)' twice")
      }
      try check.checkContent()
    }
  }

  /// Ids become names of files and parts of addresses.
  private var hasPlainId: Bool {
    !cell.id.isEmpty && cell.id.utf8.count <= 200
      && cell.id.utf8.allSatisfy {
        (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
      }
  }

  private func damage(_ what: String, expected: String, found: String) -> Problem {
    .misshapenFindings(what, cell: index, expected: expected, found: found)
  }

  private func require(_ count: Int, _ what: String, is expected: Int) throws {
    guard count == expected else {
      throw damage("counts differ", expected: "\(expected) \(what)", found: "\(count)")
    }
  }
}

extension FindingsCheck {
  private func checkContent() throws {
    switch cell.content {
    case .chart(let chart): try checkChart(chart)
    case .table(let table):
      try require(table.cells.count, "rows of fields", is: table.rows.count)
      for row in table.cells {
        try require(row.count, "fields in a row", is: table.columns.count)
        for field in row {
          try require(field.count, "estimates in a field", is: table.quantities.count)
        }
      }
    case .markdown, .claim, .nothing: break
    }
  }

  private func checkChart(_ chart: ChartFinding) throws {
    switch chart.body {
    case .lines(let panels): try checkPanels(panels, checkCurves)
    case .spectra(let panels):
      try checkPanels(panels) { curves in
        try checkCurves(curves)
        try curves.forEach(checkRanks)
      }
    case .distributions(let panels): try checkPanels(panels) { _ in }
    case .heat(let panels), .stacks(let panels): try checkPanels(panels, checkGrid)
    case .matrix(let panels): try checkPanels(panels, checkMatrix)
    case .forest: break
    }
  }

  private func checkPanels<Content>(
    _ panels: PanelsFinding<Content>, _ checkContent: (Content) throws -> Void
  ) throws {
    guard !panels.rows.isEmpty, !panels.columns.isEmpty else {
      throw damage("a chart has no panels", expected: "rows and columns", found: "none")
    }
    try require(panels.panels.count, "rows of panels", is: panels.rows.count)
    for row in panels.panels {
      try require(row.count, "panels in a row", is: panels.columns.count)
      for case let content? in row { try checkContent(content) }
    }
  }

  private func checkCurves(_ curves: [SeriesFinding]) throws {
    for curve in curves {
      try require(curve.value.count, "values of a curve", is: curve.x.count)
      try require(curve.lower.count, "lower ends of intervals", is: curve.x.count)
      try require(curve.upper.count, "upper ends of intervals", is: curve.x.count)
    }
  }

  private func checkRanks(_ curve: SeriesFinding) throws {
    for (index, rank) in curve.x.enumerated() where rank != Double(index + 1) {
      throw damage(
        "a spectrum leaves out ranks", expected: "rank \(index + 1)", found: "rank \(rank)")
    }
  }

  private func checkMatrix(_ matrix: MatrixFinding) throws {
    let count = matrix.models.count
    for rows in [matrix.values, matrix.lower, matrix.upper] {
      try require(rows.count, "rows of a matrix", is: count)
      for row in rows { try require(row.count, "values in a row", is: count) }
    }
    guard matrix.order.sorted() == Array(0..<count) else {
      throw damage(
        "the order of a matrix is none", expected: "each of \(count) models once",
        found: "\(matrix.order)")
    }
    guard !matrix.merges.isEmpty else { return }
    try require(matrix.merges.count, "merges of a tree", is: count - 1)
    var open = Set(0..<count)
    for (index, merge) in matrix.merges.enumerated() {
      guard open.remove(merge.left) != nil, open.remove(merge.right) != nil else {
        throw damage(
          "a tree joins what is not there", expected: "two clusters that stand alone",
          found: "\(merge.left) and \(merge.right)")
      }
      open.insert(count + index)
    }
  }

  private func checkGrid(_ grid: HeatFinding) throws {
    try require(grid.values.count, "rows of values", is: grid.y.count)
    for row in grid.values { try require(row.count, "values in a row", is: grid.x.count) }
  }
}

extension Problem {
  fileprivate static func misshapenFindings(
    _ what: String, cell: Int, expected: String, found: String
  ) -> Problem {
    Problem(
      "The findings are damaged: \(what).", at: Place(pointer: "/cells/\(cell)"),
      expected: expected, found: found, remedy: "Run the experiment again.")
  }
}
