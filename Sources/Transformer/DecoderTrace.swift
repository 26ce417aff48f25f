import LinearAlgebra
public import Tensors

/// What a forward pass keeps for the backward pass. The gradients are the same, bit for bit.
public enum Retention: Sendable, CaseIterable {
  /// Everything: the fastest backward pass.
  case everything
  /// All but the MLP's inner activations, which are computed again: half the memory for an eighth more
  /// time.
  case withoutMLP
  /// Only each block's input; its forward pass is run again: the least memory for a third more time.
  case inputs
}

extension Decoder {
  /// What the backward pass needs of a forward pass.
  public struct Trace: Sendable {
    /// The token ids, [T].
    public let tokens: [Int32]
    /// The rows of each text, in order; together all T.
    public let segments: [Range<Int>]
    /// The normalized last hidden states, [T, hidden].
    public internal(set) var hidden: Matrix<Element>
    /// What each block keeps, the first nearest the embedding.
    var blocks: [BlockTrace<Element>] = []
    /// The residual stream, [T, hidden]: after the last block once the pass is done.
    var stream: Matrix<Element>

    /// A pass before its first block.
    init(tokens: [Int32], segments: [Range<Int>], entering stream: Matrix<Element>) {
      (self.tokens, self.segments, self.stream) = (tokens, segments, stream)
      hidden = Matrix(zeros: 0, stream.columns)
    }
  }
}

/// What one block keeps between its forward and its backward pass.
struct BlockTrace<Element: BLASScalar>: Sendable {
  /// The block's input, [T, hidden].
  var input: Matrix<Element>
  /// What is inside; `nil` if it is to be computed again.
  var inside: BlockActivations<Element>?
}

/// The activations inside a block that its backward pass reads.
struct BlockActivations<Element: BLASScalar>: Sendable {
  /// Queries as projected, before norm and rotation, [T, heads · headSize].
  var q: Matrix<Element>
  /// Keys as projected, before norm and rotation, [T, keyValueHeads · headSize].
  var k: Matrix<Element>
  /// Values, [T, keyValueHeads · headSize].
  var v: Matrix<Element>
  /// The output of attention before its projection.
  var attention: CausalAttention.Result<Element>
  /// What the norm after attention reads, [T, hidden]; `nil` without one.
  var attentionOutput: Matrix<Element>?
  /// What the MLP's branch starts from, [T, hidden]: the residual stream after attention, or the block's
  /// input where both branches are parallel.
  var middle: Matrix<Element>
  /// The inner activations of the MLP; `nil` if they are to be computed again.
  var mlp: MLPActivations<Element>?
  /// What the norm after the MLP reads, [T, hidden]; `nil` without one.
  var mlpOutput: Matrix<Element>?
}

/// The MLP's activations before its nonlinearity.
struct MLPActivations<Element: BLASScalar>: Sendable {
  /// The gated branch, [T, intermediate]; `nil` without a gate.
  var gate: Matrix<Element>?
  /// The linear branch, [T, intermediate].
  var up: Matrix<Element>
}
