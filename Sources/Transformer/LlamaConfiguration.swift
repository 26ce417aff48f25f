/// The shape of a Llama model.
public struct LlamaConfiguration: Sendable, Equatable {
  /// The number of blocks.
  public var layers: Int
  /// The width of the residual stream.
  public var hiddenSize: Int
  /// The number of query heads.
  public var heads: Int
  /// The number of key and value heads; divides `heads`.
  public var keyValueHeads: Int
  /// The width of one head; even.
  public var headSize: Int
  /// The width between the up and down projections.
  public var intermediateSize: Int
  /// The number of token ids.
  public var vocabularySize: Int
  /// Added to the mean square under the root of each RMSNorm.
  public var normEpsilon: Double
  /// The base of the rotary frequencies.
  public var ropeTheta: Double
  /// Whether the vocabulary projection is the embedding matrix.
  public var tiesEmbeddings: Bool

  /// Creates a configuration.
  public init(
    layers: Int, hiddenSize: Int, heads: Int, keyValueHeads: Int, headSize: Int,
    intermediateSize: Int, vocabularySize: Int, normEpsilon: Double, ropeTheta: Double,
    tiesEmbeddings: Bool
  ) {
    precondition(heads % keyValueHeads == 0, "\(heads) heads over \(keyValueHeads) key heads")
    precondition(headSize % 2 == 0, "a head of odd width \(headSize) cannot rotate")
    self.layers = layers
    self.hiddenSize = hiddenSize
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize
    self.intermediateSize = intermediateSize
    self.vocabularySize = vocabularySize
    self.normEpsilon = normEpsilon
    self.ropeTheta = ropeTheta
    self.tiesEmbeddings = tiesEmbeddings
  }

  /// The width of all query heads together.
  public var querySize: Int { heads * headSize }
  /// The width of all key heads together.
  public var keyValueSize: Int { keyValueHeads * headSize }

  /// The shape of the weight of one projection, as PyTorch stores it.
  public func shape(of projection: Projection) -> (outputs: Int, inputs: Int) {
    switch projection {
    case .q: (querySize, hiddenSize)
    case .k, .v: (keyValueSize, hiddenSize)
    case .o: (hiddenSize, querySize)
    case .gate, .up: (intermediateSize, hiddenSize)
    case .down: (hiddenSize, intermediateSize)
    }
  }

  /// The number of weights in the projections of all blocks.
  public var blockParameters: Int {
    layers * Projection.allCases.reduce(0) { $0 + shape(of: $1).outputs * shape(of: $1).inputs }
  }
}

extension Projection {
  /// The name of the weight in Hugging Face checkpoints, such as
  /// `model.layers.0.self_attn.q_proj.weight`.
  public func parameterName(layer: Int) -> String {
    let owner =
      switch self {
      case .q, .k, .v, .o: "self_attn"
      case .gate, .up, .down: "mlp"
      }
    return "model.layers.\(layer).\(owner).\(rawValue)_proj.weight"
  }
}
