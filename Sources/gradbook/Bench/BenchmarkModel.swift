import LinearAlgebra
import Tensors
import Transformer

/// A model of SmolLM2-135M's shape with random weights, and texts of real lengths.
enum BenchmarkModel {
  static let design: DecoderDesign = {
    let norm = NormDesign(.rootMeanSquare, epsilon: 1e-5)
    let block = BlockDesign(
      attentionNorm: norm, mlpNorm: norm,
      attention: AttentionDesign(
        heads: 9, keyValueHeads: 3, headSize: 64, rotary: RotaryDesign(base: 100_000, width: 64)),
      mlp: MLPDesign(intermediateSize: 1536, activation: .silu))
    return DecoderDesign(
      hiddenSize: 576, vocabularySize: 49152, blocks: Array(repeating: block, count: 30),
      finalNorm: norm, tiesEmbeddings: true)
  }()

  /// Prompt and whole length in SmolLM2's tokens of the first eight GSM8K questions of arXiv 2410.23743,
  /// with no, simplified and detailed chain of thought.
  static let lengths: [(prompt: Int, total: Int)] = [
    (99, 101), (115, 118), (59, 62), (46, 48), (78, 80), (42, 44), (74, 76), (44, 49),
    (99, 234), (115, 346), (59, 172), (46, 102), (78, 165), (42, 167), (74, 222), (44, 137),
    (99, 486), (115, 504), (59, 516), (46, 394), (78, 405), (42, 460), (74, 672), (44, 582),
  ]

  static func random() -> Decoder<Float> {
    var state: UInt64 = 1
    func values(_ count: Int, scale: Float) -> [Float] {
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (Float(state >> 40) / Float(1 << 23) - 1) * scale
      }
    }
    let shapes = Dictionary(
      uniqueKeysWithValues: design.parameters.map { ($0.parameter, $0.shape.reduce(1, *)) })
    let weights = ResidentWeights<Float>(design) { parameter in
      let count = shapes[parameter] ?? 0
      return switch parameter {
      case .scale: [Float](repeating: 1, count: count)
      case .embedding: values(count, scale: 0.1)
      default: values(count, scale: 0.06)
      }
    }
    return Decoder(weights: weights, maxLength: 1024)
  }
}
