public import LinearAlgebra
public import Tensors

/// Where a decoder's weights come from. Any number of threads may ask at once.
///
/// Weights that are held in memory answer at once; others are widened from a quantized file whenever
/// they are asked for, and the caller drops them after use. Both give the same bits.
public protocol DecoderWeights<Element>: Sendable {
  /// The scalar of the model.
  associatedtype Element: BLASScalar

  /// The figure.
  var design: DecoderDesign { get }

  /// Whether asking is costly, so that a pass should ask for each block as rarely as it can and keep
  /// as little as it can.
  var isStreamed: Bool { get }

  /// The block at `layer`, 0 nearest the embedding.
  func block(_ layer: Int) -> DecoderBlock<Element>

  /// The embeddings of tokens, unscaled, [tokens.count, hidden].
  func embeddings(of tokens: [Int32]) -> Matrix<Element>

  /// Learned positions, [positions, hidden], if the design has them.
  var positions: Matrix<Element>? { get }

  /// The norm after the last block.
  var finalNorm: DecoderBlock<Element>.NormWeights { get }

  /// The vocabulary projection, [vocabulary, hidden]; the embedding where they are tied.
  func head() -> Matrix<Element>
}

/// Weights held in memory. Immutable when shared; training owns its own copy.
public struct ResidentWeights<Element: BLASScalar>: DecoderWeights {
  /// The figure.
  public let design: DecoderDesign
  /// The embedding of each token, [vocabulary, hidden].
  public var embedding: Matrix<Element>
  /// Learned positions, [positions, hidden], if the design has them.
  public var positions: Matrix<Element>?
  /// The blocks, the first nearest the embedding.
  public var blocks: [DecoderBlock<Element>]
  /// The norm after the last block.
  public var finalNorm: DecoderBlock<Element>.NormWeights
  /// The vocabulary projection, [vocabulary, hidden]; `nil` where it is the embedding.
  public var separateHead: Matrix<Element>?

  /// Creates weights from parts that were read apart, such as on several cores.
  ///
  /// - Parameters:
  ///   - design: The design.
  ///   - embedding: [vocabulary, hidden].
  ///   - positions: [positions, hidden], where the design has learned positions.
  ///   - blocks: The blocks, the first nearest the embedding.
  ///   - finalNorm: The norm after the last block.
  ///   - separateHead: [vocabulary, hidden]; `nil` where it is the embedding.
  public init(
    _ design: DecoderDesign, embedding: Matrix<Element>, positions: Matrix<Element>? = nil,
    blocks: [DecoderBlock<Element>], finalNorm: DecoderBlock<Element>.NormWeights,
    separateHead: Matrix<Element>?
  ) {
    precondition(blocks.count == design.blocks.count, "\(blocks.count) blocks")
    precondition(design.tiesEmbeddings == (separateHead == nil), "tied heads have no matrix")
    precondition(design.learnedPositions == positions?.rows, "learned positions")
    self.design = design
    self.embedding = embedding
    self.positions = positions
    self.blocks = blocks
    self.finalNorm = finalNorm
    self.separateHead = separateHead
  }

  /// Creates weights from whatever holds the parameters.
  ///
  /// - Parameters:
  ///   - design: The design.
  ///   - values: Gives the values of each parameter, row-major.
  public init(_ design: DecoderDesign, values: (Parameter) throws -> [Element]) rethrows {
    func matrix(_ parameter: Parameter, rows: Int) throws -> Matrix<Element> {
      Matrix(rows: rows, columns: design.hiddenSize, values: try values(parameter))
    }
    self.design = design
    embedding = try matrix(.embedding, rows: design.vocabularySize)
    positions = try design.learnedPositions.map { try matrix(.positions, rows: $0) }
    blocks = try design.blocks.indices.map {
      try DecoderBlock(design, layer: $0, values: values)
    }
    finalNorm = DecoderBlock.NormWeights(
      scale: try values(.scale(.final)),
      shift: design.finalNorm.kind == .layer ? try values(.shift(.final)) : nil)
    separateHead =
      design.tiesEmbeddings ? nil : try matrix(.head, rows: design.vocabularySize)
  }

  /// No.
  public var isStreamed: Bool { false }

  /// The block at `layer`, 0 nearest the embedding.
  public func block(_ layer: Int) -> DecoderBlock<Element> { blocks[layer] }

  /// The embeddings of tokens, unscaled, [tokens.count, hidden].
  public func embeddings(of tokens: [Int32]) -> Matrix<Element> {
    embedding.selecting(rows: tokens.map(Int.init))
  }

  /// The vocabulary projection, [vocabulary, hidden]; the embedding where they are tied.
  public func head() -> Matrix<Element> { separateHead ?? embedding }
}
