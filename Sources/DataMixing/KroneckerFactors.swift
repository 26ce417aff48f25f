import LinearAlgebra
public import Tensors

/// Σ x·xᵀ and Σ δ·δᵀ over the tokens of one linear layer: the factors of its Gauss–Newton matrix
/// (Martens & Grosse 2015, arXiv 1503.05671).
///
/// Sums of sums are sums: what chunks and ranks gathered is added up by `add(_:)`. The last bits of a sum
/// depend on the order of its terms, so add the parts in a fixed order.
public struct KroneckerFactors: Sendable, Equatable {
  /// Σ x·xᵀ over tokens, [inputs, inputs].
  public internal(set) var inputSum: Matrix<Double>
  /// Σ δ·δᵀ over tokens, [outputs, outputs].
  public internal(set) var gradientSum: Matrix<Double>
  /// How many tokens were added.
  public internal(set) var tokens = 0
  /// How many examples were added.
  public internal(set) var examples = 0

  /// Creates empty factors of a layer with so many inputs and outputs.
  public init(inputs: Int, outputs: Int) {
    inputSum = Matrix(zeros: inputs, inputs)
    gradientSum = Matrix(zeros: outputs, outputs)
  }

  /// Adds the tokens of one example. Leave out padding: it would bias both factors.
  ///
  /// - Parameters:
  ///   - inputs: X, the layer's input, [T, inputs]; with a column of ones last where the layer has a bias.
  ///   - gradients: Δ, the gradient of the example's summed loss at the layer's output, [T, outputs].
  /// - Throws: `Problem` where a value is not finite; then nothing is added.
  public mutating func add(inputs: Matrix<Double>, gradients: Matrix<Double>) throws {
    precondition(
      inputs.rows == gradients.rows && inputs.columns == inputSum.rows
        && gradients.columns == gradientSum.rows,
      "[\(inputs.rows), \(inputs.columns)] inputs and [\(gradients.rows), \(gradients.columns)] "
        + "gradients of a layer from \(inputSum.rows) to \(gradientSum.rows)")
    try requireFinite(inputs, "The input of a layer", example: examples)
    try requireFinite(gradients, "The gradient at a layer's output", example: examples)
    multiply(inputs.transposed, inputs.operand, into: &inputSum, keeping: 1)
    multiply(gradients.transposed, gradients.operand, into: &gradientSum, keeping: 1)
    tokens += inputs.rows
    examples += 1
  }

  /// Adds the tokens of one example of a pass in single precision; products and sums are in double.
  public mutating func add(inputs: Matrix<Float>, gradients: Matrix<Float>) throws {
    try add(inputs: widened(inputs), gradients: widened(gradients))
  }

  /// Adds what another part of the data gave.
  public mutating func add(_ other: KroneckerFactors) {
    Tensors.add(other.inputSum.values, to: &inputSum.values)
    Tensors.add(other.gradientSum.values, to: &gradientSum.values)
    tokens += other.tokens
    examples += other.examples
  }

  /// A = E[x·xᵀ] over tokens, symmetric; zeros where no token was added.
  public var inputCovariance: Matrix<Double> { symmetricMean(inputSum, over: tokens) }

  /// S = E[δ·δᵀ] over tokens, symmetric; zeros where no token was added.
  public var gradientCovariance: Matrix<Double> { symmetricMean(gradientSum, over: tokens) }

  /// Tokens of an example on average: the factor from the second moment of a token's gradient to that of
  /// an example's, where tokens are independent.
  public var tokensPerExample: Double { Double(tokens) / Double(max(examples, 1)) }
}

/// (M + Mᵀ) / 2 over a count: a product's two triangles may differ in the last bit.
private func symmetricMean(_ sum: Matrix<Double>, over count: Int) -> Matrix<Double> {
  let n = sum.rows
  var mean = sum
  let scale = 0.5 / Double(max(count, 1))
  let source = sum.values.span
  var target = mean.values.mutableSpan
  for row in 0..<n {
    for column in 0..<n {
      target[row * n + column] = (source[row * n + column] + source[column * n + row]) * scale
    }
  }
  return mean
}
