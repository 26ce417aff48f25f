/// The data of a chart, for a table on the page and for a file.
public struct ChartTable: Sendable, Hashable {
  /// What one field of the table holds.
  public enum Cell: Sendable, Hashable {
    /// Words.
    case text(String)
    /// A number; not finite counts as empty.
    case number(Double)
    /// Nothing was measured.
    case empty

    init(_ value: Double?) {
      self = value.finite.map { .number($0) } ?? .empty
    }
  }

  /// The name of each column.
  public let header: [String]
  /// The fields, one list for each line, as many as there are columns.
  public let cells: [[Cell]]

  init(header: [String], cells: [[Cell]]) {
    for line in cells {
      precondition(
        line.count == header.count, "a line has \(line.count) of \(header.count) fields")
    }
    self.header = header
    self.cells = cells
  }

  /// The fields as people read them: numbers with four significant digits.
  public var rows: [[String]] {
    cells.map { line in
      line.map { cell in
        switch cell {
        case .text(let text): text
        case .number(let value) where value.isFinite: NumberText.significant(value, digits: 4)
        case .number, .empty: ""
        }
      }
    }
  }

  /// The table as comma-separated values (RFC 4180 with line feeds), header first.
  ///
  /// Numbers have the fewest digits that read back as the same double; names of columns have common spaces.
  public var csv: String {
    let names = header.map { name in
      Cell.text(String(name.map { "\u{A0}\u{202F}".contains($0) ? " " : $0 }))
    }
    return ([names] + cells).map { line in
      line.map(Self.field).joined(separator: ",") + "\n"
    }.joined()
  }

  private static func field(_ cell: Cell) -> String {
    switch cell {
    case .number(let value) where value.isFinite: return value.description
    case .number, .empty: return ""
    case .text(let text): return text.csvField
    }
  }
}

extension String {
  /// The text as a field of comma-separated values (RFC 4180): in quotes where it has to be.
  package var csvField: String {
    let special = utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    let parts = split(separator: "\"", omittingEmptySubsequences: false)
    return special ? "\"\(parts.joined(separator: "\"\""))\"" : self
  }
}
