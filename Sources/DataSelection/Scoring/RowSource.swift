public import Tensors

/// Rows that can be scored: row i is codes[i] · scale[i], of length 1 or all zeros.
public protocol RowSource: Sendable {
  /// The number of rows.
  var count: Int { get }
  /// The length of a row.
  var dimension: Int { get }
  /// The factor of a row's codes.
  func scale(ofRow row: Int) -> Float
  /// The norm of a row before it was made one of length 1.
  func norm(ofRow row: Int) -> Float
  /// Whether a row can be scored.
  func isFinite(row: Int) -> Bool
  /// Writes the codes of a part of some rows to the beginning of a block, row after row.
  ///
  /// - Parameters:
  ///   - rows: Within `0..<count`.
  ///   - columns: Within `0..<dimension`.
  ///   - block: At least as many values.
  func decode(_ rows: Range<Int>, columns: Range<Int>, into block: inout Matrix<Float>)
}

/// Rows in memory, such as embeddings.
public struct MemoryRows: RowSource {
  private let values: Matrix<Float>
  private let norms: [Double]

  /// Takes rows as they are, [n, d]; those with a number that is not finite cannot be scored.
  public init(_ rows: Matrix<Float>) {
    values = rows
    norms = (0..<rows.rows).map { row in
      let row = rows.values.span.extracting(rows.range(ofRow: row))
      var squares = 0.0
      for i in 0..<row.count { squares += Double(row[i]) * Double(row[i]) }
      return squares.squareRoot()
    }
  }

  /// The number of rows.
  public var count: Int { values.rows }
  /// The length of a row.
  public var dimension: Int { values.columns }

  /// The reciprocal of a row's norm; 0 for zeros.
  public func scale(ofRow row: Int) -> Float {
    norms[row] > 0 && norms[row].isFinite ? Float(1 / norms[row]) : 0
  }

  /// The norm of a row; 0 where it is not finite.
  public func norm(ofRow row: Int) -> Float { norms[row].isFinite ? Float(norms[row]) : 0 }

  /// Whether every number of a row is finite.
  public func isFinite(row: Int) -> Bool { norms[row].isFinite }

  /// Copies a part of some rows; zeros for rows that are not finite.
  public func decode(_ rows: Range<Int>, columns: Range<Int>, into block: inout Matrix<Float>) {
    let source = values.values.span
    var target = block.values.mutableSpan
    for (position, row) in rows.enumerated() {
      let start = row * values.columns + columns.lowerBound
      let isKept = isFinite(row: row)
      for i in 0..<columns.count {
        target[position * columns.count + i] = isKept ? source[start + i] : 0
      }
    }
  }
}
