import Diagnostics
public import Tensors

/// A symmetric operator on the gradient of one layer: its damped inverse curvature, or a stand-in.
public struct LayerPreconditioner: Sendable, Equatable {
  private let basis: KroneckerBasis?
  /// Factors along the axes of the basis, [outputs, inputs].
  private let weights: Matrix<Double>

  /// Leaves gradients as they are: influence is then the inner product of gradients.
  public static let identity = LayerPreconditioner(basis: nil, weights: Matrix(zeros: 0, 0))

  private init(basis: KroneckerBasis?, weights: Matrix<Double>) {
    (self.basis, self.weights) = (basis, weights)
  }

  /// K-FAC: (c·S ⊗ A + λ)⁻¹ with c the tokens of an example on average, so that K-FAC and EK-FAC have one
  /// scale and one damping.
  ///
  /// - Parameters:
  ///   - factors: Of one layer.
  ///   - damping: λ.
  /// - Returns: The inverse.
  /// - Throws: `Problem` where there is no token, or the damped curvature is singular.
  public static func kfac(
    _ factors: KroneckerFactors, damping: Damping
  ) throws -> LayerPreconditioner {
    let basis = try KroneckerBasis(factors)
    var eigenvalues = basis.eigenvalueProducts
    let scale = factors.tokensPerExample
    for position in eigenvalues.values.indices { eigenvalues.values[position] *= scale }
    return try inverse(basis, eigenvalues, damping)
  }

  /// EK-FAC: Q_S·((Q_Sᵀ·G·Q_A) ⊘ (Λ + λ))·Q_Aᵀ.
  ///
  /// - Parameters:
  ///   - moments: Λ along the eigenvectors of the factors.
  ///   - damping: λ.
  /// - Returns: The inverse.
  /// - Throws: `Problem` where no gradient was added, or the damped curvature is singular.
  public static func ekfac(
    _ moments: SecondMoments, damping: Damping
  ) throws -> LayerPreconditioner {
    precondition(moments.basis.rotation == .eigenbasis, "EK-FAC is along eigenvectors.")
    guard moments.examples > 0 else { throw Problem.noTokens() }
    return try inverse(moments.basis, moments.mean, damping)
  }

  /// What the code published with IDEAL computes in place of the inverse: it turns the gradient the other
  /// way round and multiplies by Λ + λ. Only for comparisons.
  ///
  /// - Parameters:
  ///   - moments: Λ by `KroneckerBasis.Rotation.published`, of gradients averaged over batches.
  ///   - damping: λ; 0 in the published code.
  /// - Returns: The stand-in.
  /// - Throws: `Problem` where no gradient was added.
  public static func published(
    _ moments: SecondMoments, damping: Damping = .absolute(0)
  ) throws -> LayerPreconditioner {
    precondition(moments.basis.rotation == .published, "The published code turns the other way.")
    guard moments.examples > 0 else { throw Problem.noTokens() }
    var weights = moments.mean
    let added = damping.amount(for: weights.values)
    for position in weights.values.indices { weights.values[position] += added }
    return LayerPreconditioner(basis: moments.basis, weights: weights)
  }

  /// Q_S·((Q_Sᵀ·G·Q_A) ⊘ (Λ + λ))·Q_Aᵀ with eigenvalues from elsewhere.
  ///
  /// - Parameters:
  ///   - eigenvalues: Λ, [outputs, inputs].
  ///   - basis: The axes.
  ///   - damping: λ.
  /// - Throws: `Problem` where the damped curvature is singular.
  public init(
    inverting eigenvalues: Matrix<Double>, along basis: KroneckerBasis, damping: Damping
  ) throws {
    precondition(basis.rotation == .eigenbasis, "An inverse is along eigenvectors.")
    self = try LayerPreconditioner.inverse(basis, eigenvalues, damping)
  }

  /// Λ + λ along axes turned the other way, as `published(_:damping:)`, with Λ from elsewhere.
  ///
  /// - Parameters:
  ///   - eigenvalues: Λ, [outputs, inputs].
  ///   - basis: The axes, turned as the published code turns them.
  ///   - damping: λ.
  public init(
    multiplyingBy eigenvalues: Matrix<Double>, along basis: KroneckerBasis, damping: Damping
  ) {
    precondition(basis.rotation == .published, "The published code turns the other way.")
    let added = damping.amount(for: eigenvalues.values)
    var weights = eigenvalues
    for position in weights.values.indices { weights.values[position] += added }
    self.init(basis: basis, weights: weights)
  }

  private static func inverse(
    _ basis: KroneckerBasis, _ eigenvalues: Matrix<Double>, _ damping: Damping
  ) throws -> LayerPreconditioner {
    let added = damping.amount(for: eigenvalues.values)
    var weights = eigenvalues
    let largest = (eigenvalues.values.max() ?? 0) + added
    // Below this, an eigenvalue is the rounding of the decomposition, and its inverse means nothing.
    let floor = largest * .ulpOfOne * Double(max(eigenvalues.rows, eigenvalues.columns))
    for position in weights.values.indices {
      let damped = eigenvalues.values[position] + added
      guard damped > floor, (1 / damped).isFinite else {
        throw Problem.singularCurvature(smallest: damped, largest: largest)
      }
      weights.values[position] = 1 / damped
    }
    return LayerPreconditioner(basis: basis, weights: weights)
  }

  /// The operator applied to a gradient.
  ///
  /// - Parameter gradient: G, [outputs, inputs].
  /// - Returns: [outputs, inputs].
  public func callAsFunction(_ gradient: Matrix<Double>) -> Matrix<Double> {
    guard let basis else { return gradient }
    var rotated = basis.rotated(gradient)
    for position in rotated.values.indices { rotated.values[position] *= weights.values[position] }
    return basis.unrotated(rotated)
  }
}
