import Diagnostics

/// The first field that differs between two tables of comma-separated values.
enum CSVDifference {
  static func first(_ found: [UInt8], _ expected: [UInt8]) -> DifferenceDetail? {
    let (own, other) = (rows(of: found), rows(of: expected))
    let header = other.first?.fields ?? []
    for (index, row) in other.enumerated() {
      guard index < own.count else {
        return DifferenceDetail(
          place: Place(line: row.line), expected: counted(other.count - 1, "row"),
          found: counted(max(own.count - 1, 0), "row"))
      }
      let fields = own[index].fields
      for column in 0..<max(fields.count, row.fields.count) {
        let (value, wanted) = (field(column, of: fields), field(column, of: row.fields))
        if equal(value, wanted) { continue }
        let place = index == 0 ? "the header" : "row \(index)"
        let name =
          column < header.count && index > 0 ? "column '\(header[column])'" : "column \(column + 1)"
        return DifferenceDetail(
          place: Place(line: own[index].line), expected: "\(wanted) in \(place), \(name)",
          found: value)
      }
    }
    guard own.count > other.count else { return nil }
    return DifferenceDetail(
      place: Place(line: own[other.count].line), expected: counted(other.count - 1, "row"),
      found: counted(own.count - 1, "row"))
  }

  private static func field(_ index: Int, of fields: [String]) -> String {
    index < fields.count ? "'\(printable(fields[index]))'" : "no field"
  }

  private struct Row {
    var line: Int
    var fields: [String]
  }

  /// Fields as RFC 4180 has them: in quotes, commas and line breaks are part of a field.
  private static func rows(of bytes: [UInt8]) -> [Row] {
    var rows: [Row] = []
    var row = Row(line: 1, fields: [])
    var field: [UInt8] = []
    var (isQuoted, line) = (false, 1)
    func text() -> String { String(decoding: field, as: UTF8.self) }
    for byte in bytes {
      if byte == UInt8(ascii: "\n") { line += 1 }
      switch byte {
      case UInt8(ascii: "\""):
        isQuoted.toggle()
        field.append(byte)
      case UInt8(ascii: ",") where !isQuoted:
        row.fields.append(text())
        field = []
      case UInt8(ascii: "\n") where !isQuoted:
        row.fields.append(text())
        rows.append(row)
        (row, field) = (Row(line: line, fields: []), [])
      default: field.append(byte)
      }
    }
    guard !field.isEmpty || !row.fields.isEmpty else { return rows }
    row.fields.append(text())
    return rows + [row]
  }
}
