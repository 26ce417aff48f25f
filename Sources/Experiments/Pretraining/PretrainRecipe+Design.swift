import Architectures
import Checkpoints
import Transformer

extension PretrainRecipe {
  /// The number of token ids, those that the tokenizer may leave unused among them.
  var vocabularySize: Int { vocabulary.size ?? 257 }

  /// The architecture, as checkpoints have it.
  ///
  /// - Throws: `Problem` if it is not known.
  func knownArchitecture() throws -> Architectures.Architecture {
    try .named(architecture.rawValue, in: .huggingFace)
  }

  /// The figure, with the constants that the architecture's models have.
  var design: DecoderDesign {
    let norm = normDesign
    return DecoderDesign(
      hiddenSize: hidden, vocabularySize: vocabularySize,
      learnedPositions: architecture == .gpt2 ? context : nil,
      embeddingScale: architecture == .gemma3 ? Double(hidden).squareRoot() : 1,
      blocks: (0..<layers).map { block($0, norm) }, finalNorm: norm,
      tiesEmbeddings: tiesEmbeddings)
  }

  private var normDesign: NormDesign {
    switch architecture {
    case .gpt2, .gptNeoX: NormDesign(.layer, epsilon: 1e-5)
    case .llama: NormDesign(.rootMeanSquare, epsilon: 1e-5)
    case .qwen2, .qwen3, .olmo2, .gemma3: NormDesign(.rootMeanSquare, epsilon: 1e-6)
    }
  }

  private func block(_ layer: Int, _ norm: NormDesign) -> BlockDesign {
    let isAfter = architecture == .olmo2 || architecture == .gemma3
    let before = architecture == .olmo2 ? nil : norm
    return BlockDesign(
      isParallel: architecture == .gptNeoX, attentionNorm: before,
      attentionOutputNorm: isAfter ? norm : nil, mlpNorm: before,
      mlpOutputNorm: isAfter ? norm : nil, attention: attention(layer, norm),
      mlp: MLPDesign(
        intermediateSize: intermediate, activation: activation, isGated: architecture.isGated,
        hasBias: !architecture.isGated))
  }

  private var activation: MLPDesign.Activation {
    switch architecture {
    case .gpt2, .gemma3: .geluTanh
    case .gptNeoX: .gelu
    case .llama, .qwen2, .qwen3, .olmo2: .silu
    }
  }

  private func attention(_ layer: Int, _ norm: NormDesign) -> AttentionDesign {
    let queryKeyNorm: AttentionDesign.QueryKeyNorm? =
      switch architecture {
      case .qwen3, .gemma3: .eachHead(norm)
      case .olmo2: .allHeads(norm)
      case .llama, .qwen2, .gpt2, .gptNeoX: nil
      }
    let isFused = !architecture.groupsQueries
    return AttentionDesign(
      heads: heads, keyValueHeads: keyValueHeads, headSize: headSize,
      window: isLocal(layer) ? max(1, context / 4) : nil, queryKeyNorm: queryKeyNorm,
      rotary: rotary(layer), hasInputBias: isFused || architecture == .qwen2,
      hasOutputBias: isFused)
  }

  /// Gemma 3 has five layers with a window to one without; a window of a quarter of the context, as its
  /// 1024 of 4096 tokens in pretraining were (arXiv 2503.19786).
  private func isLocal(_ layer: Int) -> Bool {
    architecture == .gemma3 && !(layer + 1).isMultiple(of: 6)
  }

  private func rotary(_ layer: Int) -> RotaryDesign? {
    switch architecture {
    case .gpt2: nil
    // A quarter of each head, as in Pythia, and an even number of dimensions of it.
    case .gptNeoX: RotaryDesign(base: 10_000, width: max(2, headSize / 8 * 2))
    case .gemma3: RotaryDesign(base: isLocal(layer) ? 10_000 : 1_000_000, width: headSize)
    case .llama, .qwen2, .qwen3, .olmo2: RotaryDesign(base: 10_000, width: headSize)
    }
  }

  /// The schedule and the optimizer.
  var training: TrainingRecipe {
    TrainingRecipe(
      steps: steps, learningRate: learningRate,
      minimumLearningRate: schedule == .constant ? learningRate : learningRate / 10,
      warmupSteps: warmup, decay: decay, weightDecay: weightDecay, gradientClip: clip,
      seed: UInt64(seed))
  }

  private var decay: TrainingRecipe.Decay {
    switch schedule {
    case .cosine: .cosine
    case .linear: .linear
    case .constant: .constant
    }
  }
}
