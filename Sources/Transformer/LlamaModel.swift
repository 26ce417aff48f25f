public import LinearAlgebra
public import Tensors

/// A Llama model that runs forward and backward over one text at a time (Touvron et al., arXiv
/// 2302.13971). Immutable; any number of threads may use one.
public struct LlamaModel<Element: BLASScalar>: Sendable {
  /// The weights.
  public let weights: LlamaWeights<Element>
  let attention: CausalAttention
  let rotary: RotaryEmbedding<Element>

  /// Creates a model for texts of at most `maxLength` tokens.
  public init(weights: LlamaWeights<Element>, maxLength: Int) {
    let configuration = weights.configuration
    self.weights = weights
    attention = CausalAttention(
      heads: configuration.heads, keyValueHeads: configuration.keyValueHeads,
      headSize: configuration.headSize)
    rotary = RotaryEmbedding(
      headSize: configuration.headSize, theta: configuration.ropeTheta, positions: maxLength)
  }

  var epsilon: Double { weights.configuration.normEpsilon }

  /// What the backward pass needs of a forward pass.
  public struct Trace: Sendable {
    /// The token ids, [T].
    public var tokens: [Int32]
    /// The normalized last hidden states, [T, hidden].
    public var hidden: Matrix<Element>
    var blocks: [BlockTrace<Element>]
    var output: Matrix<Element>
  }

  /// Runs the model.
  ///
  /// - Parameters:
  ///   - tokens: Token ids, [T], T at least 1, each below the vocabulary's size.
  ///   - retention: What to keep for the backward pass.
  /// - Returns: The hidden states and what the backward pass needs.
  public func forward(_ tokens: [Int32], retention: Retention = .everything) -> Trace {
    precondition(!tokens.isEmpty, "a forward pass over no token")
    var x = weights.embedding.selecting(rows: tokens.map(Int.init))
    var blocks: [BlockTrace<Element>] = []
    for block in weights.blocks {
      blocks.append(forward(block, &x, retention: retention))
    }
    let hidden = rmsNorm(x, weight: weights.finalNorm, epsilon: epsilon)
    return Trace(tokens: tokens, hidden: hidden, blocks: blocks, output: x)
  }

  /// The logits of every position, [T, vocabulary]. For short texts: nothing is chunked.
  public func logits(_ trace: Trace) -> Matrix<Element> {
    product(trace.hidden.operand, weights.head.transposed)
  }

  /// The mean loss on the response tokens and its gradient by the hidden states.
  ///
  /// - Parameters:
  ///   - trace: A forward pass.
  ///   - responseStart: The index of the first response token.
  /// - Returns: The losses and the gradient of their mean.
  public func loss(_ trace: Trace, responseStart: Int) -> ResponseLoss<Element> {
    responseLoss(
      hidden: trace.hidden, head: weights.head, tokens: trace.tokens, responseStart: responseStart)
  }

  /// Runs backward from the gradient by the hidden states and tells `observer` what it meets.
  ///
  /// Consumes the trace block by block, so that memory falls as the pass goes.
  ///
  /// - Parameters:
  ///   - trace: The forward pass.
  ///   - hiddenGradient: The gradient by the normalized last hidden states, [T, hidden].
  ///   - observer: Told of each gradient, from the last block to the first.
  public func backward<Observer: GradientObserver<Element>>(
    _ trace: consuming Trace, hiddenGradient: Matrix<Element>, observer: inout Observer
  ) {
    var trace = trace
    if observer.observesEverything {
      let gradient = rmsNormWeightGradient(hiddenGradient, x: trace.output, epsilon: epsilon)
      observer.observeNorm(.final, gradient: gradient)
    }
    var dx = rmsNormBackward(
      hiddenGradient, x: trace.output, weight: weights.finalNorm, epsilon: epsilon)
    while let block = trace.blocks.popLast() {
      let layer = trace.blocks.count
      dx = backward(block, layer: layer, dOutput: dx, observer: &observer)
    }
    if observer.observesEverything { observer.observeEmbedded(gradient: dx) }
  }
}

/// What a forward pass keeps of the MLP, whose activations are the largest.
public enum Retention: Sendable {
  /// Everything: the fastest backward pass.
  case everything
  /// All but the MLP's gate and up activations, which are computed again: half the memory for an eighth
  /// more time.
  case withoutMLP
}
