import Charts

/// The numbers behind a cell: a table to unfold, and a file.
struct DataView {
  /// Longer tables show their beginning only, so that pages stay light.
  static let limit = 400
  static let shownOfLonger = 100

  let value: TemplateValue

  /// - Parameters:
  ///   - table: the numbers.
  ///   - path: the file that holds all of them.
  ///   - isListed: whether the page shows them too; else it offers the file alone.
  init(_ table: DataTable, path: String, isListed: Bool) {
    guard isListed else {
      value = ["path": .text(path), "listing": .absent]
      return
    }
    let isLong = table.cells.count > Self.limit
    let shown = isLong ? Array(table.cells.prefix(Self.shownOfLonger)) : table.cells
    value = [
      "path": .text(path),
      "listing": [
        "count": .text(counted(table.cells.count, "row")),
        "rest": isLong ? .text(counted(table.cells.count - shown.count, "more row")) : .absent,
        "numbers": .optional(Self.classes(of: table.areNumbers)),
        "header": .texts(table.header),
        "lines": .list(shown.map { .texts(DataTable.words($0)) }),
      ],
    ]
  }

  /// The columns that hold numbers, such as `n3 n4`: said once, not in each field.
  private static func classes(of areNumbers: [Bool]) -> String {
    areNumbers.indices.filter { areNumbers[$0] }.map { "n\($0 + 1)" }.joined(separator: " ")
  }
}
