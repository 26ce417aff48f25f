package import Charts

/// The numbers behind a cell, for the page and for a file.
package struct DataTable {
  var header: [String]
  var cells: [[ChartTable.Cell]]

  /// A table whose lines have as many fields as the header.
  package init(header: [String], cells: [[ChartTable.Cell]]) {
    self.header = header
    self.cells = cells
  }

  init(_ table: ChartTable) {
    self.init(header: table.header, cells: table.cells)
  }

  /// Whether each column holds nothing but numbers.
  var areNumbers: [Bool] {
    header.indices.map { column in
      cells.allSatisfy { line in
        if case .text = line[column] { false } else { true }
      }
    }
  }

  /// The fields of a line as people read them.
  static func words(_ line: [ChartTable.Cell]) -> [String] {
    line.map { cell in
      switch cell {
      case .text(let text): text
      case .number(let value) where value.isFinite: NumberText.significant(value, digits: 4)
      case .number, .empty: ""
      }
    }
  }
}

extension DataTable {
  /// Comma-separated values (RFC 4180 with line feeds); numbers have the fewest digits that read back as the
  /// same double.
  package var csv: String {
    ([header.map { .text($0) }] + cells).map { line in
      line.map(Self.field).joined(separator: ",") + "\n"
    }.joined()
  }

  private static func field(_ cell: ChartTable.Cell) -> String {
    switch cell {
    case .number(let value) where value.isFinite:
      return Int(exactly: value).map(String.init) ?? value.description
    case .number, .empty: return ""
    case .text(let text): return text.csvField
    }
  }
}

extension ChartTable.Cell {
  static func optional(_ value: Double?) -> ChartTable.Cell { value.map { .number($0) } ?? .empty }
  static func optional(_ text: String?) -> ChartTable.Cell { text.map { .text($0) } ?? .empty }
}
