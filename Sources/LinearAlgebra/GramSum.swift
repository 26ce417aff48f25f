public import Tensors

/// C ← C + Mᵀ·M over some rows of M: half the work of a product, because only one triangle is computed.
///
/// - Parameters:
///   - matrix: M, [m, n].
///   - rows: The rows to take; all if `nil`.
///   - sum: C, [n, n]; only its upper triangle is read and written.
public func addGram<Element: BLASScalar>(
  of matrix: Matrix<Element>, rows: Range<Int>? = nil, to sum: inout Matrix<Element>
) {
  let (n, rows) = (matrix.columns, rows ?? 0..<matrix.rows)
  precondition(
    sum.rows == n && sum.columns == n && 0 <= rows.lowerBound && rows.upperBound <= matrix.rows,
    "rows \(rows) of a \(matrix.rows)×\(n) matrix into a \(sum.rows)×\(sum.columns) one")
  guard n > 0, !rows.isEmpty else { return }
  unsafe matrix.values.withUnsafeBufferPointer { a in
    unsafe sum.values.withUnsafeMutableBufferPointer { c in
      guard let a = a.baseAddress, let c = c.baseAddress else { return }
      unsafe Element.syrk(
        transposed: true, n: Int32(n), k: Int32(rows.count), a + rows.lowerBound * n,
        stride: Int32(n), 1, c)
    }
  }
}

/// The symmetric matrix of an upper triangle.
///
/// - Parameter upper: [n, n]; only its upper triangle is read.
/// - Returns: [n, n], the lower triangle a copy of the upper one.
public func symmetric<Element: BLASScalar>(upper: Matrix<Element>) -> Matrix<Element> {
  precondition(upper.rows == upper.columns, "a triangle of \(upper.rows)×\(upper.columns)")
  var result = upper
  for row in 0..<upper.rows { for column in 0..<row { result[row, column] = upper[column, row] } }
  return result
}
