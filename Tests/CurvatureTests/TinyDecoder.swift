import LinearAlgebra
import TestSupport
import Tensors
import Transformer

/// A random model of two blocks with grouped queries, and random examples for it.
enum TinyDecoder {
  static let vocabulary = 13

  static let design: DecoderDesign = {
    let norm = NormDesign(.rootMeanSquare, epsilon: 1e-5)
    let block = BlockDesign(
      attentionNorm: norm, mlpNorm: norm,
      attention: AttentionDesign(
        heads: 2, keyValueHeads: 1, headSize: 4, rotary: RotaryDesign(base: 10_000, width: 4)),
      mlp: MLPDesign(intermediateSize: 7, activation: .silu))
    return DecoderDesign(
      hiddenSize: 6, vocabularySize: vocabulary, blocks: [block, block], finalNorm: norm,
      tiesEmbeddings: false)
  }()

  static func weights<Element: BLASScalar>(
    seed: UInt64 = 1, of: Element.Type = Element.self
  ) -> ResidentWeights<Element> {
    var numbers = SeededNumbers(seed: seed)
    let shapes = Dictionary(
      uniqueKeysWithValues: design.parameters.map { ($0.parameter, $0.shape) })
    return ResidentWeights<Element>(design) { parameter in
      let count = shapes[parameter]?.reduce(1, *) ?? 0
      if case .scale = parameter { return Array(repeating: 1, count: count) }
      return numbers.matrix(1, count, of: Element.self).values
    }
  }

  static func model<Element: BLASScalar>(of: Element.Type = Element.self) -> Decoder<Element> {
    Decoder(weights: weights(), maxLength: 20)
  }

  /// Examples of 3 to 12 tokens; two stretches of some are scored, and one has no scored token.
  static func examples(_ count: Int, seed: UInt64 = 5) -> [TrainingExample] {
    var numbers = SeededNumbers(seed: seed)
    return (0..<count).map { index in
      let length = Int.random(in: 3...12, using: &numbers)
      let tokens = (0..<length).map { _ in
        Int32.random(in: 0..<Int32(vocabulary), using: &numbers)
      }
      if index == 2 { return TrainingExample(tokens: tokens, scored: []) }
      if length > 8 { return TrainingExample(tokens: tokens, scored: [1..<3, 4..<6]) }
      return TrainingExample(
        tokens: tokens, responseStart: Int.random(in: 1..<length, using: &numbers))
    }
  }
}

/// A·B by its definition.
func naiveProduct(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Matrix<Double> {
  var result = Matrix<Double>(zeros: a.rows, b.columns)
  for row in 0..<a.rows {
    for column in 0..<b.columns {
      for k in 0..<a.columns { result[row, column] += a[row, k] * b[k, column] }
    }
  }
  return result
}

func flipped(_ a: Matrix<Double>) -> Matrix<Double> {
  var result = Matrix<Double>(zeros: a.columns, a.rows)
  for row in 0..<a.rows { for column in 0..<a.columns { result[column, row] = a[row, column] } }
  return result
}

/// M⁻¹·b by elimination with pivots.
func naiveSolution(_ m: Matrix<Double>, plus damping: Double, _ b: [Double]) -> [Double] {
  let n = b.count
  var rows = (0..<n).map { row in
    (0..<n).map { m[row, $0] + (row == $0 ? damping : 0) } + [b[row]]
  }
  for column in 0..<n {
    let pivot = (column..<n).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
    rows.swapAt(column, pivot)
    for row in 0..<n where row != column {
      let factor = rows[row][column] / rows[column][column]
      for k in column...n { rows[row][k] -= factor * rows[column][k] }
    }
  }
  return (0..<n).map { rows[$0][n] / rows[$0][$0] }
}
