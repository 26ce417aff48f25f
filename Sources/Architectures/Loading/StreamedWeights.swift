public import LinearAlgebra
import Synchronization
public import Tensors
public import Transformer

/// Weights that stay as they are in the mapped file and are widened when they are asked for.
///
/// Memory is bounded: the two blocks that were asked for last are kept, the vocabulary projection until a
/// block is asked for, and whatever callers still hold. Callers that ask for the same part at the same
/// time share one widening; idle cores help with it.
public final class StreamedWeights<Element: BLASScalar>: DecoderWeights {
  /// The figure.
  public var design: DecoderDesign { checkpoint.design }
  /// Learned positions, which are small, as are the scales and shifts of the last norm.
  public let positions: Matrix<Element>?
  /// The norm after the last block.
  public let finalNorm: DecoderBlock<Element>.NormWeights

  private let checkpoint: DecoderCheckpoint
  private let blocks = RecentParts<Int, DecoderBlock<Element>>(limit: 2)
  private let heads = RecentParts<Int, Matrix<Element>>(limit: 1)

  /// Prepares the weights of a checkpoint; next to nothing is read.
  ///
  /// - Parameter checkpoint: The checkpoint.
  /// - Throws: `Problem` if a tensor cannot be read.
  public init(_ checkpoint: DecoderCheckpoint) throws {
    let design = checkpoint.design
    self.checkpoint = checkpoint
    positions = try design.learnedPositions.map {
      Matrix(
        rows: $0, columns: design.hiddenSize,
        values: try checkpoint.values(of: .positions))
    }
    finalNorm = DecoderBlock.NormWeights(
      scale: try checkpoint.values(of: .scale(.final)),
      shift: design.finalNorm.kind == .layer
        ? try checkpoint.values(of: .shift(.final)) : nil)
  }

  /// Yes.
  public var isStreamed: Bool { true }

  /// The block at `layer`, widened anew unless it was among the last two asked for.
  public func block(_ layer: Int) -> DecoderBlock<Element> {
    // From here to the head, nobody needs the vocabulary projection.
    heads.forget()
    return blocks.value(layer) {
      DecoderBlock(design, layer: layer, values: values)
    }
  }

  /// The embeddings of tokens: only their rows are widened.
  public func embeddings(of tokens: [Int32]) -> Matrix<Element> {
    Matrix(
      rows: tokens.count, columns: design.hiddenSize,
      values: checked { try checkpoint.embeddings(of: tokens.map(Int.init)) })
  }

  /// The vocabulary projection, widened anew unless nothing but it was asked for since.
  public func head() -> Matrix<Element> {
    heads.value(0) {
      Matrix(
        rows: design.vocabularySize, columns: design.hiddenSize,
        values: values(of: design.tiesEmbeddings ? .embedding : .head))
    }
  }

  private func values(of parameter: Parameter) -> [Element] {
    checked { try checkpoint.values(of: parameter) }
  }

  /// Everything that a read could refuse was checked before the checkpoint was accepted.
  private func checked<Value>(_ body: () throws -> Value) -> Value {
    do { return try body() } catch { preconditionFailure("a checked tensor: \(error)") }
  }
}
