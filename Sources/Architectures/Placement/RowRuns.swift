/// How rows of a parameter and rows of the tensor that holds it correspond: runs of neighbours.
///
/// For a vector, rows are its elements.
struct RowRun: Sendable, Equatable {
  /// The first row in the parameter.
  var row: Int
  /// The first row in the stored tensor.
  var stored: Int
  /// The number of rows.
  var count: Int
}

extension [RowRun] {
  /// All rows, from `start` of the stored tensor.
  static func plain(_ count: Int, from start: Int = 0) -> [RowRun] {
    [RowRun(row: 0, stored: start, count: count)]
  }

  /// Rows i and i + headSize / 2 of each head, stored as 2i and 2i + 1.
  static func interleaved(_ count: Int, headSize: Int) -> [RowRun] {
    (0..<count).map { row in
      let (head, within) = row.quotientAndRemainder(dividingBy: headSize)
      let (half, pair) = within.quotientAndRemainder(dividingBy: headSize / 2)
      return RowRun(row: row, stored: head * headSize + 2 * pair + half, count: 1)
    }
  }

  /// One of several projections of equally many heads, stored head by head.
  static func byHead(_ count: Int, headSize: Int, part: Int, of parts: Int) -> [RowRun] {
    (0..<count / headSize).map { head in
      RowRun(row: head * headSize, stored: (head * parts + part) * headSize, count: headSize)
    }
  }
}
