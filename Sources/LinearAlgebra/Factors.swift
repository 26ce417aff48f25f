public import Tensors

/// The triangular factor of a wide matrix: M = L·Q with Q's rows orthonormal.
///
/// - Parameter matrix: M, [m, n] with m ≤ n.
/// - Returns: L, [m, m], lower triangular; zeros above the diagonal.
public func lowerFactor<Element: BLASScalar>(of matrix: Matrix<Element>) -> Matrix<Element> {
  let (m, n) = (matrix.rows, matrix.columns)
  precondition(m <= n, "the triangular factor of a \(m)×\(n) matrix, which is not wide")
  var work = matrix.values
  var tau = [Element](repeating: 0, count: m)
  if m > 0 {
    // Row-major M is column-major Mᵀ = Q·R, and L = Rᵀ is what lies in the upper triangle there.
    lapack("geqrf") { unsafe Element.geqrf(rows: Int32(n), columns: Int32(m), &work, &tau) }
  }
  var factor = Matrix<Element>(zeros: m, m)
  for row in 0..<m {
    factor.values.replaceSubrange(
      row * m..<row * m + row + 1, with: work[row * n..<row * n + row + 1])
  }
  return factor
}

/// Aᵀ·B of two lower triangular matrices.
///
/// - Parameters:
///   - a: [n, n], lower triangular.
///   - b: [n, n]; overwritten by the product.
public func multiplyByTransposedLower<Element: BLASScalar>(
  _ a: Matrix<Element>, into b: inout Matrix<Element>
) {
  let n = a.rows
  precondition(a.columns == n && b.rows == n && b.columns == n, "\(n), \(b.rows)×\(b.columns)")
  guard n > 0 else { return }
  unsafe a.values.withUnsafeBufferPointer { left in
    unsafe b.values.withUnsafeMutableBufferPointer { right in
      guard let left = left.baseAddress, let right = right.baseAddress else { return }
      unsafe Element.trmm(n: Int32(n), left, right)
    }
  }
}

/// Runs one LAPACK routine and traps on a bad argument, which is a bug of ours.
///
/// - Returns: Whether the routine converged.
@discardableResult
func lapack(_ routine: String, _ call: () -> Int32) -> Bool {
  let status = call()
  precondition(status >= 0, "argument \(-status) of \(routine) is wrong")
  return status == 0
}
