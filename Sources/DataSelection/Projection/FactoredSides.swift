import LinearAlgebra
import Tensors

/// The two sign matrices of one parameter, transposed: Pᵀ [rows, outputs] and Qᵀ [columns, inputs].
struct FactoredSides {
  private let output: Matrix<Float>
  private let input: Matrix<Float>

  init(
    _ projection: Projection, parameter: String, rows: Int, columns: Int,
    ranks: (outputs: Int, inputs: Int)
  ) {
    output = Self.signs(projection.key(of: parameter, side: "output"), rows, ranks.outputs)
    input = Self.signs(projection.key(of: parameter, side: "input"), columns, ranks.inputs)
  }

  /// P·G·Qᵀ, the smaller of the two ways first.
  func project(_ gradient: Matrix<Float>) -> Matrix<Float> {
    let (m, n) = (gradient.rows, gradient.columns)
    let outputFirst = output.columns * n * (m + input.columns)
    let inputFirst = input.columns * m * (n + output.columns)
    if outputFirst <= inputFirst {
      let left = product(output.transposed, gradient.operand)
      return product(left.operand, input.operand)
    }
    let right = product(gradient.operand, input.operand)
    return product(output.transposed, right.operand)
  }

  /// P·Δᵀ·X·Qᵀ = (Δ·Pᵀ)ᵀ·(X·Qᵀ), with Δ [T, rows] and X [T, columns].
  func project(outputs: Matrix<Float>, inputs: Matrix<Float>) -> Matrix<Float> {
    let left = product(outputs.operand, output.operand)
    let right = product(inputs.operand, input.operand)
    return product(left.transposed, right.operand)
  }

  /// ±1/√rank, [count, rank]; 64 signs a word, and a row begins with a new word.
  private static func signs(_ key: UInt64, _ count: Int, _ rank: Int) -> Matrix<Float> {
    var matrix = Matrix<Float>(unset: count, rank)
    let magnitude = 1 / Float(rank).squareRoot()
    let words = (rank + 63) / 64
    var values = matrix.values.mutableSpan
    for row in 0..<count {
      for word in 0..<words {
        let bits = CounterBits.word(key, UInt64(row * words + word))
        for bit in 0..<min(64, rank - word * 64) {
          let isPositive = bits >> UInt64(bit) & 1 == 1
          values[row * rank + word * 64 + bit] = isPositive ? magnitude : -magnitude
        }
      }
    }
    return matrix
  }
}

/// Δᵀ·X.
func transposedProduct(_ outputs: Matrix<Float>, _ inputs: Matrix<Float>) -> Matrix<Float> {
  product(outputs.transposed, inputs.operand)
}
