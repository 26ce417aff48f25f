import LinearAlgebra
import TestSupport
import Tensors

@testable import Transformer

/// Tiny decoders with the figure of each architecture.
enum TinyDesigns {
  static let hidden = 8
  static let rms = NormDesign(.rootMeanSquare, epsilon: 1e-5)
  static let layer = NormDesign(.layer, epsilon: 1e-5)
  static let rotary = RotaryDesign(base: 100, width: 4)

  /// Every architecture, and two decoders with everything at once.
  static let all: [String: DecoderDesign] = [
    "llama": decoder([block()]),
    "mistral": decoder([block(attention(window: 3))], tied: false),
    "qwen2": decoder([block(attention(inputBias: true))]),
    "qwen3": decoder([block(attention(queryKeyNorm: .eachHead(rms)))]),
    "gemma2": decoder(
      [gemma(attention(scale: 0.3, window: 3, cap: 1.5)), gemma(attention(scale: 0.3, cap: 1.5))],
      scale: 2.5, logitCap: 2),
    "gemma3": decoder(
      [
        gemma(attention(window: 2, queryKeyNorm: .eachHead(rms))),
        gemma(
          attention(
            queryKeyNorm: .eachHead(rms), rotary: RotaryDesign(base: 1000, width: 4))),
      ], scale: 2.5),
    "gpt2": decoder(
      [sequential(norm: layer, attention(rotary: nil, inputBias: true, outputBias: true), plain)],
      positions: 12, finalNorm: layer),
    "neox": decoder([neox(parallel: true)], finalNorm: layer, tied: false),
    "neox-sequential": decoder([neox(parallel: false)], finalNorm: layer, tied: false),
    "olmo2": decoder(
      [
        BlockDesign(
          attentionNorm: nil, attentionOutputNorm: rms, mlpNorm: nil, mlpOutputNorm: rms,
          attention: attention(queryKeyNorm: .allHeads(rms)), mlp: gated(.silu))
      ], tied: false),
    "phi3": decoder(
      [
        block(
          attention(
            window: 4, rotary: RotaryDesign(frequencies: [0.7, 0.2], amplitude: 1.19)))
      ], tied: false),
    "everything-sequential": everything(parallel: false),
    "everything-parallel": everything(parallel: true),
  ]

  static let names = all.keys.sorted()

  // MARK: Parts

  static let plain = MLPDesign(
    intermediateSize: 10, activation: .geluTanh, isGated: false, hasBias: true)

  static func gated(_ activation: MLPDesign.Activation, bias: Bool = false) -> MLPDesign {
    MLPDesign(intermediateSize: 10, activation: activation, hasBias: bias)
  }

  static func attention(
    scale: Double? = nil, window: Int? = nil, cap: Double? = nil,
    queryKeyNorm: AttentionDesign.QueryKeyNorm? = nil, rotary: RotaryDesign? = rotary,
    inputBias: Bool = false, outputBias: Bool = false
  ) -> AttentionDesign {
    AttentionDesign(
      heads: 4, keyValueHeads: 2, headSize: 4, scale: scale, window: window, scoreCap: cap,
      queryKeyNorm: queryKeyNorm, rotary: rotary, hasInputBias: inputBias,
      hasOutputBias: outputBias)
  }

  static func sequential(
    norm: NormDesign, _ attention: AttentionDesign, _ mlp: MLPDesign
  ) -> BlockDesign {
    BlockDesign(attentionNorm: norm, mlpNorm: norm, attention: attention, mlp: mlp)
  }

  static func block(_ attention: AttentionDesign = attention()) -> BlockDesign {
    sequential(norm: rms, attention, gated(.silu))
  }

  private static func gemma(_ attention: AttentionDesign) -> BlockDesign {
    BlockDesign(
      attentionNorm: rms, attentionOutputNorm: rms, mlpNorm: rms, mlpOutputNorm: rms,
      attention: attention, mlp: gated(.geluTanh))
  }

  private static func neox(parallel: Bool) -> BlockDesign {
    BlockDesign(
      isParallel: parallel, attentionNorm: layer, mlpNorm: layer,
      attention: attention(
        rotary: RotaryDesign(base: 100, width: 2), inputBias: true, outputBias: true),
      mlp: MLPDesign(intermediateSize: 10, activation: .gelu, isGated: false, hasBias: true))
  }

  private static func everything(parallel: Bool) -> DecoderDesign {
    let block = BlockDesign(
      isParallel: parallel, attentionNorm: layer, attentionOutputNorm: rms, mlpNorm: rms,
      mlpOutputNorm: layer,
      attention: attention(
        scale: 0.4, window: 4, cap: 2, queryKeyNorm: .allHeads(layer),
        rotary: RotaryDesign(frequencies: [0.9], amplitude: 0.8), inputBias: true,
        outputBias: true),
      mlp: gated(.gelu, bias: true))
    return decoder(
      [block], positions: 12, scale: 1.7, finalNorm: layer, logitCap: 3, tied: false)
  }

  /// Two blocks: the given ones, the last repeated.
  private static func decoder(
    _ blocks: [BlockDesign], positions: Int? = nil, scale: Double = 1,
    finalNorm: NormDesign = rms, logitCap: Double? = nil, tied: Bool = true
  ) -> DecoderDesign {
    DecoderDesign(
      hiddenSize: hidden, vocabularySize: 11, learnedPositions: positions, embeddingScale: scale,
      blocks: (0..<2).map { blocks[min($0, blocks.count - 1)] }, finalNorm: finalNorm,
      logitCap: logitCap, tiesEmbeddings: tied)
  }
}

extension DecoderDesign {
  /// Random values of all parameters; scales are near 1.
  func randomValues(seed: UInt64) -> [Parameter: [Double]] {
    var numbers = SeededNumbers(seed: seed)
    var values: [Parameter: [Double]] = [:]
    for (parameter, shape) in parameters {
      let random = numbers.matrix(1, shape.reduce(1, *), of: Double.self).values
      switch parameter {
      case .scale: values[parameter] = random.map { 1 + 0.4 * $0 }
      default: values[parameter] = random.map { 0.7 * $0 }
      }
    }
    return values
  }
}

extension ResidentWeights {
  /// The weights of a dictionary that has every parameter.
  init(_ design: DecoderDesign, _ values: [Parameter: [Double]]) {
    self.init(design) { parameter in (values[parameter] ?? []).map { Element($0) } }
  }
}
