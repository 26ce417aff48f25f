import LinearAlgebra
import Tensors
import Transformer

/// A model of SmolLM2-135M's shape with random weights, and texts of real lengths.
enum BenchmarkModel {
  static let configuration = LlamaConfiguration(
    layers: 30, hiddenSize: 576, heads: 9, keyValueHeads: 3, headSize: 64, intermediateSize: 1536,
    vocabularySize: 49152, normEpsilon: 1e-5, ropeTheta: 100_000, tiesEmbeddings: true)

  /// Prompt and whole length in SmolLM2's tokens of the first eight GSM8K questions of arXiv 2410.23743,
  /// with no, simplified and detailed chain of thought.
  static let lengths: [(prompt: Int, total: Int)] = [
    (99, 101), (115, 118), (59, 62), (46, 48), (78, 80), (42, 44), (74, 76), (44, 49),
    (99, 234), (115, 346), (59, 172), (46, 102), (78, 165), (42, 167), (74, 222), (44, 137),
    (99, 486), (115, 504), (59, 516), (46, 394), (78, 405), (42, 460), (74, 672), (44, 582),
  ]

  static func random() -> LlamaModel<Float> {
    var state: UInt64 = 1
    func matrix(_ rows: Int, _ columns: Int, scale: Float) -> Matrix<Float> {
      var values = [Float](repeating: 0, count: rows * columns)
      for i in values.indices {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        values[i] = (Float(state >> 40) / Float(1 << 23) - 1) * scale
      }
      return Matrix(rows: rows, columns: columns, values: values)
    }
    let c = configuration
    func weight(_ projection: Projection) -> Matrix<Float> {
      let shape = c.shape(of: projection)
      return matrix(shape.outputs, shape.inputs, scale: 0.06)
    }
    let ones = [Float](repeating: 1, count: c.hiddenSize)
    let blocks = (0..<c.layers).map { _ in
      LlamaBlock(
        attentionNorm: ones, q: weight(.q), k: weight(.k), v: weight(.v), o: weight(.o),
        mlpNorm: ones, gate: weight(.gate), up: weight(.up), down: weight(.down))
    }
    let weights = LlamaWeights(
      configuration: c, embedding: matrix(c.vocabularySize, c.hiddenSize, scale: 0.1),
      blocks: blocks, finalNorm: ones, separateHead: nil)
    return LlamaModel(weights: weights, maxLength: 1024)
  }
}
