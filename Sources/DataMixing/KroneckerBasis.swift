import Diagnostics
public import LinearAlgebra
public import Tensors

/// The eigenvectors of both Kronecker factors of a layer: the axes along which K-FAC takes its
/// Gauss–Newton matrix apart.
public struct KroneckerBasis: Sendable, Equatable {
  /// How a gradient is turned.
  public enum Rotation: Sendable, Equatable, CaseIterable {
    /// Q_Sᵀ·G·Q_A with eigenvectors in columns: into the eigenbasis.
    case eigenbasis
    /// Q_S·G·Q_Aᵀ, as the code published with IDEAL turns it: into no eigenbasis of the factors, and
    /// dependent on the signs of the eigenvectors. Only for comparisons.
    case published
  }

  /// Of A = E[x·xᵀ]; no eigenvalue is negative.
  public let inputs: SymmetricEigen
  /// Of S = E[δ·δᵀ]; no eigenvalue is negative.
  public let gradients: SymmetricEigen
  /// How a gradient is turned.
  public let rotation: Rotation

  /// Decomposes the factors in double precision. Eigenvalues that rounding made negative become 0.
  ///
  /// - Parameters:
  ///   - factors: Of one layer.
  ///   - rotation: How gradients are to be turned.
  /// - Throws: `Problem` where there is no token, or a decomposition fails.
  public init(_ factors: KroneckerFactors, rotation: Rotation = .eigenbasis) throws {
    guard factors.tokens > 0 else { throw Problem.noTokens() }
    inputs = try KroneckerBasis.decompose(factors.inputCovariance, "inputs")
    gradients = try KroneckerBasis.decompose(factors.gradientCovariance, "output gradients")
    self.rotation = rotation
  }

  /// Takes eigenvectors that were computed elsewhere.
  ///
  /// - Parameters:
  ///   - inputs: Of A; no eigenvalue negative.
  ///   - gradients: Of S; no eigenvalue negative.
  ///   - rotation: How gradients are to be turned.
  public init(
    inputs: SymmetricEigen, gradients: SymmetricEigen, rotation: Rotation = .eigenbasis
  ) {
    (self.inputs, self.gradients, self.rotation) = (inputs, gradients, rotation)
  }

  private static func decompose(_ matrix: Matrix<Double>, _ what: String) throws -> SymmetricEigen {
    guard let eigen = SymmetricEigen(matrix) else { throw Problem.notDecomposed(what) }
    return SymmetricEigen(values: eigen.values.map { max($0, 0) }, vectors: eigen.vectors)
  }

  /// A gradient in the basis.
  ///
  /// - Parameter gradient: G, [outputs, inputs].
  /// - Returns: [outputs, inputs].
  public func rotated(_ gradient: Matrix<Double>) -> Matrix<Double> {
    let (s, a) = (gradients.vectors, inputs.vectors)
    switch rotation {
    case .eigenbasis: return product(product(s.operand, gradient.operand).operand, a.transposed)
    case .published: return product(product(s.transposed, gradient.operand).operand, a.operand)
    }
  }

  /// Δᵀ·X in the basis, by the cheaper order of products: either Δ and X are turned, T·(o² + i²)
  /// multiplications, or their product is, o·i·(o + i).
  ///
  /// - Parameters:
  ///   - gradients: Δ, [T, outputs].
  ///   - inputs: X, [T, inputs].
  /// - Returns: [outputs, inputs].
  func rotatedProduct(_ gradients: Matrix<Double>, _ inputs: Matrix<Double>) -> Matrix<Double> {
    let (o, i) = (gradients.columns, inputs.columns)
    guard gradients.rows * (o * o + i * i) < o * i * (o + i) else {
      return rotated(product(gradients.transposed, inputs.operand))
    }
    let turned = (turn(gradients, by: self.gradients), turn(inputs, by: self.inputs))
    return product(turned.0.transposed, turned.1.operand)
  }

  /// Rows in the basis of one side.
  private func turn(_ rows: Matrix<Double>, by eigen: SymmetricEigen) -> Matrix<Double> {
    let vectors = eigen.vectors
    return product(rows.operand, rotation == .eigenbasis ? vectors.transposed : vectors.operand)
  }

  /// What `rotated(_:)` takes to `rotated`.
  public func unrotated(_ rotated: Matrix<Double>) -> Matrix<Double> {
    let (s, a) = (gradients.vectors, inputs.vectors)
    switch rotation {
    case .eigenbasis: return product(product(s.transposed, rotated.operand).operand, a.operand)
    case .published: return product(product(s.operand, rotated.operand).operand, a.transposed)
    }
  }

  /// λ_S[o]·λ_A[i]: the second moments of a token's gradient along the axes if x and δ are independent,
  /// [outputs, inputs].
  public var eigenvalueProducts: Matrix<Double> {
    Matrix(
      rows: gradients.values.count, columns: inputs.values.count,
      values: gradients.values.flatMap { s in inputs.values.map { s * $0 } })
  }
}
