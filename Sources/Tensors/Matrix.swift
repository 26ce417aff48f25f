/// A dense matrix, row-major, that owns its values and copies them on write.
public struct Matrix<Element: Scalar>: Sendable, Equatable {
  /// The number of rows, at least 0.
  public let rows: Int
  /// The number of columns, at least 0.
  public let columns: Int
  /// The values, [rows, columns], row-major.
  public var values: [Element]

  /// Creates a matrix from its values.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - values: [rows, columns], row-major.
  public init(rows: Int, columns: Int, values: [Element]) {
    precondition(
      values.count == rows * columns, "\(values.count) values for a \(rows)×\(columns) matrix")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// Creates a matrix of zeros.
  public init(zeros rows: Int, _ columns: Int) {
    self.init(rows: rows, columns: columns, values: Array(repeating: 0, count: rows * columns))
  }

  /// Creates a matrix whose values the caller must write before reading any.
  public init(unset rows: Int, _ columns: Int) {
    let count = rows * columns
    let values = unsafe [Element](unsafeUninitializedCapacity: count) { _, initialized in
      initialized = count
    }
    self.init(rows: rows, columns: columns, values: values)
  }

  /// One value. For tests and small matrices; kernels take rows.
  public subscript(row: Int, column: Int) -> Element {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// The positions of row `row` in `values`.
  @inlinable
  public func range(ofRow row: Int) -> Range<Int> { row * columns..<(row + 1) * columns }

  /// The rows at `indices`, in that order.
  public func selecting(rows indices: [Int]) -> Matrix {
    var selected = [Element]()
    selected.reserveCapacity(indices.count * columns)
    for row in indices { selected.append(contentsOf: values[range(ofRow: row)]) }
    return Matrix(rows: indices.count, columns: columns, values: selected)
  }

  /// Replaces the rows at `indices` by those of a matrix as wide, in that order.
  public mutating func replace(rows indices: [Int], with source: Matrix) {
    precondition(
      source.rows == indices.count && source.columns == columns,
      "\(source.rows)×\(source.columns) for \(indices.count) rows of \(columns)")
    for (place, row) in indices.enumerated() {
      values.replaceSubrange(range(ofRow: row), with: source.values[source.range(ofRow: place)])
    }
  }
}
