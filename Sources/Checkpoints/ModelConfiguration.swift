/// The shape of a transformer and the constants of its arithmetic, as its checkpoint states them.
public struct ModelConfiguration: Sendable, Equatable {
  /// The family of code that runs the model, as its file names it, such as `llama`.
  public var architecture: String
  /// The number of blocks, greater than 0.
  public var layerCount: Int
  /// The width of the residual stream.
  public var hiddenSize: Int
  /// The number of query heads.
  public var headCount: Int
  /// The number of key and value heads, a divisor of `headCount`.
  public var keyValueHeadCount: Int
  /// The width of one head.
  public var headSize: Int
  /// The inner width of the gated MLP.
  public var intermediateSize: Int
  /// The number of tokens, and of rows of the embedding.
  public var vocabularySize: Int
  /// What normalization adds to the mean square, greater than 0.
  public var normEpsilon: Double
  /// The base of the rotary frequencies, at least 1.
  public var ropeTheta: Double
  /// How the rotary frequencies are changed for longer contexts.
  public var ropeScaling: RotaryScaling
  /// The longest sequence for which the model was made, in tokens.
  public var contextLength: Int
  /// Whether the output projection is the embedding.
  public var tiesEmbeddings: Bool
  /// The token that begins a text, if there is one.
  public var bosTokenID: Int?
  /// The tokens that end a text; often one, possibly none.
  public var eosTokenIDs: [Int]
  /// Whether the projections of attention add biases.
  public var hasProjectionBias: Bool

  /// Creates a configuration. Nothing is checked; what is read from files has been.
  public init(
    architecture: String, layerCount: Int, hiddenSize: Int, headCount: Int,
    keyValueHeadCount: Int, headSize: Int, intermediateSize: Int, vocabularySize: Int,
    normEpsilon: Double, ropeTheta: Double, ropeScaling: RotaryScaling = .none,
    contextLength: Int, tiesEmbeddings: Bool, bosTokenID: Int? = nil, eosTokenIDs: [Int] = [],
    hasProjectionBias: Bool = false
  ) {
    self.architecture = architecture
    self.layerCount = layerCount
    self.hiddenSize = hiddenSize
    self.headCount = headCount
    self.keyValueHeadCount = keyValueHeadCount
    self.headSize = headSize
    self.intermediateSize = intermediateSize
    self.vocabularySize = vocabularySize
    self.normEpsilon = normEpsilon
    self.ropeTheta = ropeTheta
    self.ropeScaling = ropeScaling
    self.contextLength = contextLength
    self.tiesEmbeddings = tiesEmbeddings
    self.bosTokenID = bosTokenID
    self.eosTokenIDs = eosTokenIDs
    self.hasProjectionBias = hasProjectionBias
  }
}

/// How the frequencies of the rotary embedding differ from `ropeTheta^(-2i / headSize)`.
public enum RotaryScaling: Sendable, Equatable {
  /// Not at all.
  case none
  /// Positions are divided by `factor`.
  case linear(factor: Double)
  /// As Llama 3.1: low frequencies are divided by `factor`, high ones kept, those between interpolated.
  case llama3(
    factor: Double, lowFrequencyFactor: Double, highFrequencyFactor: Double,
    originalContextLength: Int)
  /// Frequency i is divided by element i, as GGUF files of Llama 3.1 spell it out; headSize / 2 elements.
  case divided(by: [Float])
  /// Another kind, by the name its file gives it.
  case other(String)
}
