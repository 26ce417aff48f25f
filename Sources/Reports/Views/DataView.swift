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
    let areNumbers = table.areNumbers
    value = [
      "path": .text(path),
      "listing": [
        "count": .text(counted(table.cells.count, "row")),
        "rest": isLong ? .text(counted(table.cells.count - shown.count, "more row")) : .absent,
        "header": .list(
          zip(table.header, areNumbers).map { name, isNumber in
            ["name": .text(name), "isNumber": .flag(isNumber)]
          }),
        "lines": .list(
          shown.map { line in
            .list(
              zip(DataTable.words(line), areNumbers).map { words, isNumber in
                ["words": .text(words), "isNumber": .flag(isNumber)]
              })
          }),
      ],
    ]
  }
}
