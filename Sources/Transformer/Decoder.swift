public import LinearAlgebra
public import Tensors

/// A decoder that runs forward and backward, whatever its design (Vaswani et al., arXiv 1706.03762).
/// Immutable; any number of threads may use one.
public struct Decoder<Element: BLASScalar>: Sendable {
  /// The weights.
  public let weights: any DecoderWeights<Element>
  /// The figure.
  public let design: DecoderDesign
  let tables: RotaryTables<Element>

  /// Creates a decoder for texts of at most `maxLength` tokens.
  public init(weights: any DecoderWeights<Element>, maxLength: Int) {
    self.init(
      weights: weights, tables: RotaryTables(design: weights.design, maxLength: maxLength))
  }

  /// Creates a decoder with tables that exist already, as each step of training needs one.
  ///
  /// - Parameters:
  ///   - weights: The weights.
  ///   - tables: The tables of the weights' design.
  public init(weights: any DecoderWeights<Element>, tables: RotaryTables<Element>) {
    self.weights = weights
    self.design = weights.design
    self.tables = tables
    precondition(
      tables.blocks.count == design.blocks.count,
      "tables for \(tables.blocks.count) blocks, not \(design.blocks.count)")
  }

  /// The logits of every position, capped where the design says so, [T, vocabulary]. For short texts:
  /// nothing is chunked.
  public func logits(_ trace: Trace) -> Matrix<Element> {
    var logits = product(trace.hidden.operand, weights.head().transposed)
    if let limit = design.logitCap { cap(&logits.values, at: Element(limit)) }
    return logits
  }

  /// The mean loss on the response tokens of one text, and its gradient by the hidden states.
  ///
  /// - Parameters:
  ///   - trace: A forward pass over one text.
  ///   - responseStart: The index of the first response token; at least one token must be scored.
  /// - Returns: The losses and the gradient of their mean.
  public func loss(_ trace: Trace, responseStart: Int) -> ResponseLoss<Element> {
    loss(
      trace,
      scored: [scoredPositions(count: trace.tokens.count, responseStart: responseStart)])
  }

  /// The mean loss on any tokens, and its gradient by the hidden states.
  ///
  /// - Parameters:
  ///   - trace: A forward pass.
  ///   - scored: The rows whose next token is scored, ascending, none the last of its segment; at least
  ///     one row.
  ///   - onLogitGradient: Receives the rows of each chunk and the gradient of the mean loss by their
  ///     logits before any cap, [rows, vocabulary]. Its product with the hidden states of these rows,
  ///     Δᵀ·X, is the gradient of the vocabulary projection, which where embeddings are tied adds to
  ///     theirs.
  /// - Returns: The losses and the gradient of their mean over all scored tokens.
  public func loss(
    _ trace: Trace, scored: [Range<Int>],
    onLogitGradient: ((Range<Int>, Matrix<Element>) -> Void)? = nil
  ) -> ResponseLoss<Element> {
    loss(trace, scored: scored, head: weights.head(), onLogitGradient: onLogitGradient)
  }

  /// What `loss` gives for each of several passes; the vocabulary projection is asked for once.
  ///
  /// - Parameters:
  ///   - traces: Forward passes.
  ///   - scored: For each the rows whose next token is scored, as in `loss`.
  /// - Returns: For each the losses and the gradient of their mean.
  public func losses(inStep traces: [Trace], scored: [[Range<Int>]]) -> [ResponseLoss<Element>] {
    precondition(traces.count == scored.count, "\(scored.count) scored, \(traces.count) traces")
    let head = weights.head()
    return zip(traces, scored).map { loss($0, scored: $1, head: head, onLogitGradient: nil) }
  }

  /// The mean loss of each text of a stack, and the gradient of the sum of these means.
  ///
  /// - Parameters:
  ///   - trace: A forward pass over several texts.
  ///   - scored: For each text the rows of the stack whose next token is scored, at least one, none the
  ///     last of the text.
  /// - Returns: For each text its mean, in nats; the gradient by the hidden states, [T, hidden]. Rows of
  ///   a text hold the gradient of its own mean.
  public func losses(
    stacked trace: Trace, scored: [[Range<Int>]]
  ) -> (means: [Double], hiddenGradient: Matrix<Element>) {
    precondition(
      scored.count == trace.segments.count, "\(scored.count) scored, \(trace.segments.count) texts")
    let rows = scored.map { $0.flatMap { Array($0) } }
    for (own, text) in zip(rows, trace.segments) {
      precondition(!own.isEmpty, "a text without a scored token")
      precondition(own.allSatisfy(text.dropLast().contains), "rows \(own) of the text at \(text)")
    }
    let loss = gatheredLoss(
      hidden: trace.hidden, head: weights.head(), tokens: trace.tokens, rows: rows.flatMap { $0 },
      divisors: rows.flatMap { own in own.map { _ in Element(own.count) } },
      logitCap: design.logitCap)
    var rest = loss.tokenLosses[...]
    let means = rows.map { own in
      defer { rest = rest.dropFirst(own.count) }
      return rest.prefix(own.count).reduce(0, +) / Double(own.count)
    }
    return (means, loss.hiddenGradient)
  }

  private func loss(
    _ trace: Trace, scored: [Range<Int>], head: Matrix<Element>,
    onLogitGradient: ((Range<Int>, Matrix<Element>) -> Void)?
  ) -> ResponseLoss<Element> {
    for rows in scored where !rows.isEmpty {
      precondition(
        trace.segments.contains {
          $0.lowerBound <= rows.lowerBound && rows.upperBound < $0.upperBound
        }, "the tokens after rows \(rows) are not all in one of \(trace.segments)")
    }
    return responseLoss(
      hidden: trace.hidden, head: head, tokens: trace.tokens, scored: scored,
      logitCap: design.logitCap, onLogitGradient: onLogitGradient)
  }
}
