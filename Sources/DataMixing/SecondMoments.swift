import LinearAlgebra
public import Tensors

/// Λ, the mean square of examples' gradients along each axis of a Kronecker basis: what EK-FAC has instead
/// of products of eigenvalues (George et al. 2018, arXiv 1806.03884).
///
/// No more than one example's gradient exists at a time. Parts that share a basis are added up.
public struct SecondMoments: Sendable, Equatable {
  /// The axes.
  public let basis: KroneckerBasis
  /// Σ over examples of the squares, [outputs, inputs].
  public internal(set) var sum: Matrix<Double>
  /// How many gradients were added.
  public internal(set) var examples = 0

  /// Creates empty moments along the axes of `basis`.
  public init(_ basis: KroneckerBasis) {
    self.basis = basis
    sum = Matrix(zeros: basis.gradients.values.count, basis.inputs.values.count)
  }

  /// Adds the gradient G = Δᵀ·X of one example.
  ///
  /// - Parameters:
  ///   - inputs: X, [T, inputs].
  ///   - gradients: Δ, the gradient of the example's summed loss at the layer's output, [T, outputs].
  /// - Throws: `Problem` where the gradient is not finite; then nothing is added.
  public mutating func add(inputs: Matrix<Double>, gradients: Matrix<Double>) throws {
    precondition(
      inputs.rows == gradients.rows && inputs.columns == sum.columns
        && gradients.columns == sum.rows,
      "[\(inputs.rows), \(inputs.columns)] inputs and [\(gradients.rows), \(gradients.columns)] "
        + "gradients of a [\(sum.rows), \(sum.columns)] layer")
    try addSquares(of: basis.rotatedProduct(gradients, inputs))
  }

  /// Adds the gradient of one example, or of a batch, as the code published with IDEAL does.
  ///
  /// - Parameter gradient: G, [outputs, inputs].
  /// - Throws: `Problem` where the gradient is not finite; then nothing is added.
  public mutating func add(gradient: Matrix<Double>) throws {
    precondition(
      gradient.rows == sum.rows && gradient.columns == sum.columns,
      "a [\(gradient.rows), \(gradient.columns)] gradient of a [\(sum.rows), \(sum.columns)] layer")
    try addSquares(of: basis.rotated(gradient))
  }

  private mutating func addSquares(of rotated: Matrix<Double>) throws {
    try requireFinite(rotated, "The gradient of a layer", example: examples)
    let source = rotated.values.span
    var target = sum.values.mutableSpan
    for position in 0..<target.count { target[position] += source[position] * source[position] }
    examples += 1
  }

  /// Adds what another part of the data gave along the same axes.
  public mutating func add(_ other: SecondMoments) {
    precondition(basis == other.basis, "Moments along different axes are not added.")
    Tensors.add(other.sum.values, to: &sum.values)
    examples += other.examples
  }

  /// Λ, [outputs, inputs]; zeros where no example was added.
  public var mean: Matrix<Double> {
    let count = Double(max(examples, 1))
    return Matrix(rows: sum.rows, columns: sum.columns, values: sum.values.map { $0 / count })
  }
}
