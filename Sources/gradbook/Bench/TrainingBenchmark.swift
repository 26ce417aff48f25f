import Foundation
import LinearAlgebra
import Tensors
import Transformer

/// Times the training of a decoder with random weights on random tokens.
struct TrainingBenchmark {
  /// The architectures that are timed, in forms of equal width and depth.
  enum Architecture: String, CaseIterable {
    case llama
    case gpt2
    case neox
  }

  /// The widths and depths that are timed.
  enum Size: String, CaseIterable {
    case small
    case medium
    case large

    /// Width, layers, heads, and the inner width of a gated MLP.
    var shape: (hidden: Int, layers: Int, heads: Int, gated: Int) {
      switch self {
      case .small: (96, 3, 3, 256)
      case .medium: (192, 4, 6, 512)
      case .large: (320, 6, 5, 864)
      }
    }
  }

  static let vocabularySize = 2048
  static let contextLength = 256
  static let batchSize = 16

  /// What was measured.
  struct Result {
    var parameters: Int
    /// Tokens a second over the timed steps.
    var tokensPerSecond: Double
    /// The loss of the last step, which shows that something was learned.
    var loss: Double
  }

  /// Trains for one untimed step and then for `steps`.
  static func run(
    _ architecture: Architecture, _ size: Size, steps: Int, threads: Int
  ) -> Result {
    let design = design(architecture, size)
    let recipe = TrainingRecipe(steps: steps + 1, learningRate: 1e-3, weightDecay: 0.1)
    var trainer = Trainer<Float>(design: design, recipe: recipe, threads: threads)
    trainer.step(batch(0))
    var loss = 0.0
    let seconds = ContinuousClock().measure {
      for step in 1...steps { loss = trainer.step(batch(step)).loss }
    }.seconds
    return Result(
      parameters: design.parameterCount,
      tokensPerSecond: Double(steps * batchSize * contextLength) / seconds, loss: loss)
  }

  private static func batch(_ step: Int) -> [[Int32]] {
    (0..<batchSize).map { row in
      (0..<contextLength).map {
        Int32(($0 * $0 * 7919 + row * 104_729 + step * 31) % vocabularySize)
      }
    }
  }

  /// The design of one architecture and size.
  static func design(_ architecture: Architecture, _ size: Size) -> DecoderDesign {
    let (hidden, layers, heads, gated) = size.shape
    let isLlama = architecture == .llama
    let norm = NormDesign(isLlama ? .rootMeanSquare : .layer, epsilon: 1e-5)
    let attention = AttentionDesign(
      heads: heads, keyValueHeads: heads, headSize: hidden / heads,
      rotary: rotary(architecture, headSize: hidden / heads), hasInputBias: !isLlama,
      hasOutputBias: !isLlama)
    let mlp = MLPDesign(
      intermediateSize: isLlama ? gated : 4 * hidden, activation: activation(architecture),
      isGated: isLlama, hasBias: !isLlama)
    let block = BlockDesign(
      isParallel: architecture == .neox, attentionNorm: norm, mlpNorm: norm, attention: attention,
      mlp: mlp)
    return DecoderDesign(
      hiddenSize: hidden, vocabularySize: vocabularySize,
      learnedPositions: architecture == .gpt2 ? contextLength : nil,
      blocks: Array(repeating: block, count: layers), finalNorm: norm,
      tiesEmbeddings: architecture != .neox)
  }

  private static func activation(_ architecture: Architecture) -> MLPDesign.Activation {
    switch architecture {
    case .llama: .silu
    case .gpt2: .geluTanh
    case .neox: .gelu
    }
  }

  /// Whole heads turn in Llama, their first quarter in GPT-NeoX, none in GPT-2.
  private static func rotary(_ architecture: Architecture, headSize: Int) -> RotaryDesign? {
    guard architecture != .gpt2 else { return nil }
    let width = architecture == .llama ? headSize : headSize / 4
    return RotaryDesign(
      frequencies: stride(from: 0, to: width, by: 2).map {
        pow(10_000, -Double($0) / Double(width))
      })
  }
}
