public import Tensors

/// The singular values of a matrix by bidiagonalization, descending.
///
/// - Parameter matrix: [m, n].
/// - Returns: [min(m, n)], or `nil` if a value is not finite or the iteration did not converge.
public func singularValues<Element: BLASScalar>(of matrix: Matrix<Element>) -> [Element]? {
  let count = min(matrix.rows, matrix.columns)
  guard count > 0 else { return [] }
  guard allFinite(matrix.values.span) else { return nil }
  var work = matrix.values
  var values = [Element](repeating: 0, count: count)
  // Row-major [m, n] is column-major [n, m], which has the same singular values.
  let converged = lapack("gesdd") {
    unsafe Element.gesdd(
      rows: Int32(matrix.columns), columns: Int32(matrix.rows), &work, &values)
  }
  return converged ? values : nil
}

/// The eigenvalues of a symmetric matrix, ascending.
///
/// - Parameter matrix: [n, n]; only the upper triangle is read.
/// - Returns: [n], or `nil` if a value is not finite or the iteration did not converge.
public func symmetricEigenvalues<Element: BLASScalar>(of matrix: Matrix<Element>) -> [Element]? {
  let n = matrix.rows
  precondition(n == matrix.columns, "eigenvalues of a \(n)×\(matrix.columns) matrix")
  guard n > 0 else { return [] }
  for row in 0..<n {
    let upper = matrix.values.span.extracting(row * n + row..<(row + 1) * n)
    guard allFinite(upper) else { return nil }
  }
  var work = matrix.values
  var values = [Element](repeating: 0, count: n)
  // The upper triangle of a row-major matrix is the lower one of the same bytes read column-major.
  let converged = lapack("syevd") { unsafe Element.syevd(n: Int32(n), &work, &values) }
  return converged ? values : nil
}
