public import Tensors

/// The lower triangular L with L·Lᵀ = S of a symmetric positive definite matrix.
public struct CholeskyFactor: Sendable {
  private let lower: Matrix<Double>

  /// Factors a matrix; `nil` if a value is not finite or the matrix is not positive definite.
  ///
  /// - Parameter matrix: S, [n, n]; only the lower triangle is read.
  public init?(_ matrix: Matrix<Double>) {
    let n = matrix.rows
    precondition(n == matrix.columns, "the factor of a \(n)×\(matrix.columns) matrix")
    var lower = Matrix<Double>(zeros: n, n)
    for i in 0..<n {
      for j in 0...i {
        let rest =
          matrix[i, j]
          - innerProduct(
            lower.values.span.extracting(i * n..<i * n + j),
            lower.values.span.extracting(j * n..<j * n + j))
        if i == j {
          guard rest > 0, rest.isFinite else { return nil }
          lower[i, i] = rest.squareRoot()
        } else {
          lower[i, j] = rest / lower[j, j]
        }
      }
    }
    self.lower = lower
  }

  /// bᵀ·S⁻¹·b = ‖L⁻¹b‖².
  ///
  /// - Parameter b: [n].
  /// - Returns: At least 0.
  public func inverseForm(_ b: [Double]) -> Double {
    let n = lower.rows
    precondition(b.count == n, "\(b.count) values for a \(n)×\(n) matrix")
    var y = b
    for i in 0..<n {
      let known = innerProduct(
        lower.values.span.extracting(i * n..<i * n + i), y.span.extracting(0..<i))
      y[i] = (b[i] - known) / lower[i, i]
    }
    return innerProduct(y, y)
  }
}
