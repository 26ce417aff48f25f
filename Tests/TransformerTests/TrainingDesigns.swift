import Transformer

/// Small designs to train.
enum TrainingDesigns {
  /// As Llama: grouped queries, a gated MLP, a head of its own.
  static let llama = design(
    norm: NormDesign(.rootMeanSquare, epsilon: 1e-5), positions: nil, keyValueHeads: 2,
    rotary: RotaryDesign(frequencies: [1]), mlp: .init(intermediateSize: 12, activation: .silu),
    hasBias: false, ties: false)

  /// As GPT-2: layer norms, learned positions, biases, a tied head.
  static let gpt2 = design(
    norm: NormDesign(.layer, epsilon: 1e-5), positions: 10, keyValueHeads: 4, rotary: nil,
    mlp: .init(intermediateSize: 12, activation: .geluTanh, isGated: false, hasBias: true),
    hasBias: true, ties: true)

  /// Every design by name.
  static let all = ["llama": llama, "gpt2": gpt2]

  /// Ids that repeat one another in a fixed pattern, which can be learned.
  static func pattern(_ count: Int, from start: Int) -> [Int32] {
    (0..<count).map { Int32((start + $0 * $0 % 7) % 13) }
  }

  /// A batch of sequences of different lengths.
  static func batch(_ step: Int) -> [[Int32]] {
    [9, 5, 2, 7, 1, 8, 10].enumerated().map { pattern($1, from: step + 3 * $0) }
  }

  private static func design(
    norm: NormDesign, positions: Int?, keyValueHeads: Int, rotary: RotaryDesign?,
    mlp: MLPDesign, hasBias: Bool, ties: Bool
  ) -> DecoderDesign {
    let attention = AttentionDesign(
      heads: 4, keyValueHeads: keyValueHeads, headSize: 2, rotary: rotary, hasInputBias: hasBias,
      hasOutputBias: hasBias)
    let block = BlockDesign(
      attentionNorm: norm, mlpNorm: norm, attention: attention, mlp: mlp)
    return DecoderDesign(
      hiddenSize: 8, vocabularySize: 13, learnedPositions: positions, blocks: [block, block],
      finalNorm: norm, tiesEmbeddings: ties)
  }
}
