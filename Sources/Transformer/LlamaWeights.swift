public import LinearAlgebra
public import Tensors

/// The weights of a Llama model. Immutable and shared by all threads.
public struct LlamaWeights<Element: BLASScalar>: Sendable {
  /// The shape.
  public let configuration: LlamaConfiguration
  /// The embedding of each token, [vocabulary, hidden].
  public let embedding: Matrix<Element>
  /// The blocks, the first nearest the embedding.
  public let blocks: [LlamaBlock<Element>]
  /// The scale of the last RMSNorm, [hidden].
  public let finalNorm: [Element]
  /// The vocabulary projection, [vocabulary, hidden]; `nil` where it is the embedding.
  public let separateHead: Matrix<Element>?

  /// Creates weights.
  public init(
    configuration: LlamaConfiguration, embedding: Matrix<Element>, blocks: [LlamaBlock<Element>],
    finalNorm: [Element], separateHead: Matrix<Element>?
  ) {
    precondition(blocks.count == configuration.layers, "\(blocks.count) blocks")
    precondition(configuration.tiesEmbeddings == (separateHead == nil), "tied heads have no matrix")
    self.configuration = configuration
    self.embedding = embedding
    self.blocks = blocks
    self.finalNorm = finalNorm
    self.separateHead = separateHead
  }

  /// The vocabulary projection, [vocabulary, hidden].
  public var head: Matrix<Element> { separateHead ?? embedding }
}

/// The weights of one block; each projection [outputs, inputs], as PyTorch stores it.
public struct LlamaBlock<Element: BLASScalar>: Sendable {
  /// The scale of the RMSNorm before attention, [hidden].
  public var attentionNorm: [Element]
  /// Queries, [heads · headSize, hidden].
  public var q: Matrix<Element>
  /// Keys, [keyValueHeads · headSize, hidden].
  public var k: Matrix<Element>
  /// Values, [keyValueHeads · headSize, hidden].
  public var v: Matrix<Element>
  /// The output of attention, [hidden, heads · headSize].
  public var o: Matrix<Element>
  /// The scale of the RMSNorm before the MLP, [hidden].
  public var mlpNorm: [Element]
  /// The gated branch, [intermediate, hidden].
  public var gate: Matrix<Element>
  /// The linear branch, [intermediate, hidden].
  public var up: Matrix<Element>
  /// The output of the MLP, [hidden, intermediate].
  public var down: Matrix<Element>

  /// Creates a block.
  public init(
    attentionNorm: [Element], q: Matrix<Element>, k: Matrix<Element>, v: Matrix<Element>,
    o: Matrix<Element>, mlpNorm: [Element], gate: Matrix<Element>, up: Matrix<Element>,
    down: Matrix<Element>
  ) {
    self.attentionNorm = attentionNorm
    self.q = q
    self.k = k
    self.v = v
    self.o = o
    self.mlpNorm = mlpNorm
    self.gate = gate
    self.up = up
    self.down = down
  }
}
