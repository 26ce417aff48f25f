import LinearAlgebra
public import Tensors

extension Decoder {
  /// Runs the decoder over one text, or over several stacked row by row.
  ///
  /// - Parameters:
  ///   - tokens: Token ids, [T], T at least 1, each below the vocabulary's size.
  ///   - segments: The rows of each text, in order, together all T; each attends only to itself and counts
  ///     positions from its own start. `nil` for one text.
  ///   - retention: What to keep for the backward pass.
  /// - Returns: The hidden states and what the backward pass needs.
  public func forward(
    _ tokens: [Int32], segments: [Range<Int>]? = nil, retention: Retention = .everything
  ) -> Trace {
    var trace = [embedded(tokens, segments: segments ?? [0..<tokens.count])]
    run(&trace, retention: retention)
    return trace[0]
  }

  /// Runs the decoder over several texts in step, so that each block's weights are asked for once.
  ///
  /// - Parameters:
  ///   - texts: Token ids of each text, at least one, each below the vocabulary's size.
  ///   - retention: What to keep for the backward pass.
  /// - Returns: For each text what `forward` returns for it alone, bit for bit.
  public func forward(inStep texts: [[Int32]], retention: Retention = .inputs) -> [Trace] {
    var traces = texts.map { embedded($0, segments: [0..<$0.count]) }
    run(&traces, retention: retention)
    return traces
  }

  /// The normalized last hidden states of several texts, [T, hidden] each, with nothing kept for a
  /// backward pass.
  ///
  /// - Parameter texts: Token ids of each text, at least one, each below the vocabulary's size.
  /// - Returns: The states of each, whatever texts are beside it.
  public func hiddenStates(inStep texts: [[Int32]]) -> [Matrix<Element>] {
    var traces = texts.map { embedded($0, segments: [0..<$0.count]) }
    run(&traces, retention: nil)
    return traces.map(\.hidden)
  }

  /// The normalized last hidden states of several texts that go through as one stack, [T, hidden] each:
  /// those of `hiddenStates(inStep:)` up to rounding, sooner where texts are short.
  ///
  /// - Parameter texts: Token ids of each text, at least one, each below the vocabulary's size.
  /// - Returns: The states of each.
  public func hiddenStates(stacked texts: [[Int32]]) -> [Matrix<Element>] {
    let stack = StackedSequences(texts)
    var traces = [embedded(stack.tokens, segments: stack.segments)]
    run(&traces, retention: nil)
    return stack.segments.map { traces[0].hidden.selecting(rows: Array($0)) }
  }

  /// The residual stream that enters a block, [T, hidden]: what `forward(_:resuming:at:)` goes on from.
  ///
  /// - Parameters:
  ///   - layer: The block.
  ///   - tokens: Token ids of one text, [T].
  /// - Returns: The same as long as nothing before the block changes.
  public func stream(before layer: Int, _ tokens: [Int32]) -> Matrix<Element> {
    var traces = [embedded(tokens, segments: [0..<tokens.count])]
    run(&traces, retention: nil, blocks: 0..<layer)
    return traces[0].stream
  }

  /// Runs the decoder over one text from a block on.
  ///
  /// - Parameters:
  ///   - tokens: Token ids, [T].
  ///   - stream: The residual stream that enters the block, [T, hidden].
  ///   - layer: The block.
  /// - Returns: What `forward` returns, for a backward pass that ends with this block or a later one.
  public func forward(
    _ tokens: [Int32], resuming stream: Matrix<Element>, at layer: Int
  ) -> Trace {
    var traces = [Trace(tokens: tokens, segments: [0..<tokens.count], entering: stream)]
    run(&traces, retention: .everything, blocks: layer..<design.blocks.count)
    return traces[0]
  }

  /// All blocks or some in a row and, after the last of all, the last norm; without retention no block
  /// keeps anything.
  private func run(_ traces: inout [Trace], retention: Retention?, blocks: Range<Int>? = nil) {
    let blocks = blocks ?? design.blocks.indices
    for layer in blocks {
      let weights = weights.block(layer)
      for i in traces.indices {
        let pass = pass(layer, weights, segments: traces[i].segments)
        let kept = pass.forward(&traces[i].stream, retention: retention ?? .inputs)
        if retention != nil { traces[i].blocks.append(kept) }
      }
    }
    guard blocks.upperBound == design.blocks.count else { return }
    for i in traces.indices { traces[i].hidden = finalNorm.forward(traces[i].stream) }
  }

  /// The start of a pass: embeddings, scaled, plus learned positions.
  private func embedded(_ tokens: [Int32], segments: [Range<Int>]) -> Trace {
    precondition(!tokens.isEmpty, "a forward pass over no token")
    precondition(
      segments.reduce(0) { $1.isEmpty || $1.lowerBound != $0 ? -1 : $1.upperBound } == tokens.count,
      "segments \(segments) of \(tokens.count) tokens")
    let x = embeddings(of: tokens, at: segments.flatMap { Array(0..<$0.count) })
    return Trace(tokens: tokens, segments: segments, entering: x)
  }

  /// Embeddings, scaled, plus the learned positions of each token, [tokens.count, hidden].
  func embeddings(of tokens: [Int32], at rows: [Int]) -> Matrix<Element> {
    var x = weights.embeddings(of: tokens)
    if design.embeddingScale != 1 { scale(&x.values, by: Element(design.embeddingScale)) }
    if let positions = weights.positions {
      precondition(
        rows.allSatisfy { $0 < positions.rows }, "\(positions.rows) learned positions")
      add(positions.selecting(rows: rows).values, to: &x.values)
    }
    return x
  }

  var finalNorm: NormPass<Element> {
    NormPass(design: design.finalNorm, weights: weights.finalNorm)
  }

  func pass(
    _ layer: Int, _ weights: DecoderBlock<Element>, segments: [Range<Int>]
  ) -> BlockPass<Element> {
    BlockPass(
      design: design.blocks[layer], layer: layer, weights: weights, rotary: tables.blocks[layer],
      segments: segments)
  }
}
