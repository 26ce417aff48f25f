import CLAPACKE
public import Tensors

/// The eigenvalues and eigenvectors of a symmetric matrix: M = Vᵀ·diag(values)·V.
///
/// The sign of each vector is fixed by its entry of largest magnitude (the first of them), which is
/// positive. Within the space of a repeated eigenvalue any orthonormal vectors may come.
public struct SymmetricEigen: Sendable, Equatable {
  /// The eigenvalues, [n], ascending.
  public let values: [Double]
  /// V, [n, n]: row k is the eigenvector of `values[k]`, of length 1.
  public let vectors: Matrix<Double>

  /// Takes eigenvalues and vectors that were computed before, as from a file.
  ///
  /// - Parameters:
  ///   - values: [n].
  ///   - vectors: [n, n], an eigenvector in each row.
  public init(values: [Double], vectors: Matrix<Double>) {
    precondition(
      vectors.rows == values.count && vectors.columns == values.count,
      "\(values.count) eigenvalues and \(vectors.rows)×\(vectors.columns) vectors")
    (self.values, self.vectors) = (values, vectors)
  }

  /// Decomposes a matrix by `LAPACKE_dsyevd`; `nil` if a value is not finite or the iteration did not
  /// converge.
  ///
  /// - Parameter matrix: [n, n]; only the upper triangle is read, but all of it must be finite.
  public init?(_ matrix: Matrix<Double>) {
    let n = matrix.rows
    precondition(n == matrix.columns, "eigenvectors of a \(n)×\(matrix.columns) matrix")
    guard allFinite(matrix.values.span) else { return nil }
    var vectors = matrix
    var values = [Double](repeating: 0, count: n)
    if n > 0 {
      // The upper triangle of a row-major matrix is the lower one of the same bytes read column-major;
      // the columns that LAPACK writes are rows to us.
      let converged = lapack("syevd") {
        unsafe LAPACKE_dsyevd(
          LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "L")), Int32(n),
          &vectors.values, Int32(n), &values)
      }
      guard converged else { return nil }
    }
    for row in 0..<n { SymmetricEigen.orient(&vectors, row) }
    self.init(values: values, vectors: vectors)
  }

  private static func orient(_ vectors: inout Matrix<Double>, _ row: Int) {
    let range = vectors.range(ofRow: row)
    guard let largest = range.max(by: { abs(vectors.values[$0]) < abs(vectors.values[$1]) }),
      vectors.values[largest] < 0
    else { return }
    for position in range { vectors.values[position].negate() }
  }
}
