import Foundation

/// The figure of a decoder: how its blocks are built, and all its sizes and constants. No weights.
///
/// Every architecture is one such value; the passes read it and know no architecture by name.
public struct DecoderDesign: Sendable, Equatable {
  /// The width of the residual stream.
  public var hiddenSize: Int
  /// The number of token ids.
  public var vocabularySize: Int
  /// The number of learned positions, [positions, hidden]; `nil` where positions are rotary.
  public var learnedPositions: Int?
  /// What the embedding of a token is multiplied by: 1, or √hidden in Gemma.
  public var embeddingScale: Double
  /// The blocks, the first nearest the embedding.
  public var blocks: [BlockDesign]
  /// The norm after the last block.
  public var finalNorm: NormDesign
  /// c in c·tanh(logit / c), as Gemma 2 has it; `nil` for plain logits.
  public var logitCap: Double?
  /// Whether the vocabulary projection is the embedding matrix.
  public var tiesEmbeddings: Bool

  /// Creates a design.
  public init(
    hiddenSize: Int, vocabularySize: Int, learnedPositions: Int? = nil,
    embeddingScale: Double = 1, blocks: [BlockDesign], finalNorm: NormDesign,
    logitCap: Double? = nil, tiesEmbeddings: Bool
  ) {
    self.hiddenSize = hiddenSize
    self.vocabularySize = vocabularySize
    self.learnedPositions = learnedPositions
    self.embeddingScale = embeddingScale
    self.blocks = blocks
    self.finalNorm = finalNorm
    self.logitCap = logitCap
    self.tiesEmbeddings = tiesEmbeddings
  }
}

/// One block: attention and an MLP, each between norms that may be missing.
///
/// Sequential: x ← x + after(attention(before(x))), then x ← x + after(mlp(before(x))). Parallel: both
/// read the same x and are added to it together.
public struct BlockDesign: Sendable, Equatable {
  /// Whether attention and MLP both read the block's input (GPT-NeoX).
  public var isParallel: Bool
  /// Before attention; `nil` in OLMo 2.
  public var attentionNorm: NormDesign?
  /// After attention, before it is added to the residual stream: Gemma 2 and 3, OLMo 2.
  public var attentionOutputNorm: NormDesign?
  /// Before the MLP; `nil` in OLMo 2.
  public var mlpNorm: NormDesign?
  /// After the MLP, before it is added to the residual stream: Gemma 2 and 3, OLMo 2.
  public var mlpOutputNorm: NormDesign?
  /// Attention.
  public var attention: AttentionDesign
  /// The MLP.
  public var mlp: MLPDesign

  /// Creates a design.
  public init(
    isParallel: Bool = false, attentionNorm: NormDesign?, attentionOutputNorm: NormDesign? = nil,
    mlpNorm: NormDesign?, mlpOutputNorm: NormDesign? = nil, attention: AttentionDesign,
    mlp: MLPDesign
  ) {
    self.isParallel = isParallel
    self.attentionNorm = attentionNorm
    self.attentionOutputNorm = attentionOutputNorm
    self.mlpNorm = mlpNorm
    self.mlpOutputNorm = mlpOutputNorm
    self.attention = attention
    self.mlp = mlp
  }
}

/// A norm over the width of a row.
public struct NormDesign: Sendable, Equatable {
  /// What is normalized away.
  public enum Kind: Sendable, Equatable {
    /// The root of the mean square (Zhang and Sennrich, arXiv 1910.07467).
    case rootMeanSquare
    /// Mean and variance, with a shift (Ba et al., arXiv 1607.06450).
    case layer
  }

  /// What is normalized away.
  public var kind: Kind
  /// Added to the mean square or the variance, greater than 0.
  public var epsilon: Double

  /// Creates a design.
  public init(_ kind: Kind, epsilon: Double) {
    self.kind = kind
    self.epsilon = epsilon
  }
}

/// Causal attention with grouped queries.
public struct AttentionDesign: Sendable, Equatable {
  /// Over what queries and keys are normalized, before they rotate.
  public enum QueryKeyNorm: Sendable, Equatable {
    /// Over each head apart, one scale for all heads: Qwen3, Gemma 3.
    case eachHead(NormDesign)
    /// Over all heads together: OLMo 2.
    case allHeads(NormDesign)
  }

  /// The number of query heads.
  public var heads: Int
  /// The number of key and value heads; divides `heads`.
  public var keyValueHeads: Int
  /// The width of one head.
  public var headSize: Int
  /// What scores are multiplied by; mostly 1/√headSize.
  public var scale: Double
  /// The number of last positions, its own among them, that a query sees; `nil` for all.
  public var window: Int?
  /// c in c·tanh(score / c), as Gemma 2 has it.
  public var scoreCap: Double?
  /// The norms of queries and keys, if there are any.
  public var queryKeyNorm: QueryKeyNorm?
  /// How positions turn queries and keys; `nil` where positions are learned.
  public var rotary: RotaryDesign?
  /// Whether queries, keys and values add a bias.
  public var hasInputBias: Bool
  /// Whether the output projection adds a bias.
  public var hasOutputBias: Bool

  /// Creates a design.
  public init(
    heads: Int, keyValueHeads: Int, headSize: Int, scale: Double? = nil, window: Int? = nil,
    scoreCap: Double? = nil, queryKeyNorm: QueryKeyNorm? = nil, rotary: RotaryDesign?,
    hasInputBias: Bool = false, hasOutputBias: Bool = false
  ) {
    precondition(heads % keyValueHeads == 0, "\(heads) heads over \(keyValueHeads) key heads")
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize
    self.scale = scale ?? 1 / Double(headSize).squareRoot()
    self.window = window
    self.scoreCap = scoreCap
    self.queryKeyNorm = queryKeyNorm
    self.rotary = rotary
    self.hasInputBias = hasInputBias
    self.hasOutputBias = hasOutputBias
  }

  /// The width of all query heads together.
  public var querySize: Int { heads * headSize }
  /// The width of all key heads together.
  public var keyValueSize: Int { keyValueHeads * headSize }
}

/// Rotary positions in Hugging Face order: dimension i turns with dimension i + width/2
/// (Su et al., arXiv 2104.09864).
public struct RotaryDesign: Sendable, Equatable {
  /// The first dimensions of a head that turn; even. The others stay (GPT-NeoX).
  public var width: Int
  /// The angle that each pair turns by from one position to the next, in radians, [width / 2]; scaling
  /// for longer contexts is already in it.
  public var frequencies: [Double]
  /// What the turned dimensions are multiplied by: 1 but for scalings that change the temperature.
  public var amplitude: Double

  /// Creates a design from its frequencies.
  public init(frequencies: [Double], amplitude: Double = 1) {
    self.width = 2 * frequencies.count
    self.frequencies = frequencies
    self.amplitude = amplitude
  }

  /// Creates the unscaled rotation base^(−2i/width) of a width.
  public init(base: Double, width: Int) {
    precondition(width % 2 == 0, "a rotation of the odd width \(width)")
    self.init(frequencies: (0..<width / 2).map { pow(base, -2 * Double($0) / Double(width)) })
  }
}

/// The MLP: down(activation(gate(x)) ∘ up(x)), or down(activation(up(x))) without a gate.
public struct MLPDesign: Sendable, Equatable {
  /// The nonlinearity.
  public enum Activation: Sendable, Equatable {
    /// x / (1 + e^−x).
    case silu
    /// x·Φ(x) with the error function.
    case gelu
    /// x·Φ(x) approximated with tanh, as GPT-2 and Gemma have it.
    case geluTanh
  }

  /// The inner width.
  public var intermediateSize: Int
  /// The nonlinearity.
  public var activation: Activation
  /// Whether a gated branch multiplies the linear one.
  public var isGated: Bool
  /// Whether its projections add biases.
  public var hasBias: Bool

  /// Creates a design.
  public init(
    intermediateSize: Int, activation: Activation, isGated: Bool = true, hasBias: Bool = false
  ) {
    self.intermediateSize = intermediateSize
    self.activation = activation
    self.isGated = isGated
    self.hasBias = hasBias
  }
}
