import Foundation
import LinearAlgebra
public import Tensors

/// What a model expects of scored tokens, from forward passes alone.
public struct TokenScores: Sendable, Equatable {
  /// −ln p of each scored token given those before it, in nats, [N].
  public var losses: [Double] = []
  /// The entropy −Σ p ln p of what the model expects at the place of each scored token, in nats, from 0
  /// to ln(vocabulary), [N].
  public var entropies: [Double] = []
}

extension Decoder {
  /// The losses of scored tokens and the entropies of the distributions that they are drawn from.
  ///
  /// Nothing is kept for a backward pass. The texts go through the model in step, so that each block's
  /// weights and the vocabulary projection are asked for once.
  ///
  /// - Parameters:
  ///   - texts: Token ids of each text, at least one, each below the vocabulary's size.
  ///   - scored: For each text the positions whose next token is scored; may be empty.
  /// - Returns: For each text its scores, whatever texts are beside it.
  public func scores(inStep texts: [[Int32]], scored: [Range<Int>]) -> [TokenScores] {
    precondition(texts.count == scored.count, "\(scored.count) scored, \(texts.count) texts")
    let hidden = hiddenStates(inStep: texts)
    let head = weights.head()
    return texts.indices.map {
      tokenScores(
        hidden: hidden[$0], head: head, tokens: texts[$0], scored: scored[$0],
        logitCap: design.logitCap)
    }
  }

  /// What `scores(inStep:)` gives up to rounding, of texts that go through as one stack: sooner where
  /// they are short.
  ///
  /// - Parameters:
  ///   - texts: Token ids of each text, at least one, each below the vocabulary's size.
  ///   - scored: For each text the positions whose next token is scored; may be empty.
  /// - Returns: For each text its scores.
  public func scores(stacked texts: [[Int32]], scored: [Range<Int>]) -> [TokenScores] {
    scores(hidden: hiddenStates(stacked: texts), texts: texts, scored: scored)
  }

  /// What `scores(stacked:)` gives of examples, of which neighbours go through as one stack.
  ///
  /// - Parameters:
  ///   - examples: The examples; those without a scored token have empty scores.
  ///   - tokens: The most tokens of a stack of several texts.
  /// - Returns: For each example its scores.
  public func scores(of examples: [TrainingExample], tokensPerPass tokens: Int) -> [TokenScores] {
    examples.stacks(of: 16, tokens: tokens).flatMap { stack in
      scores(stacked: examples[stack].map(\.tokens), scored: examples[stack].map(\.response))
    }
  }

  /// The losses and entropies of the scored tokens of texts whose hidden states are known; the vocabulary
  /// projection meets the tokens of all of them together.
  ///
  /// - Parameters:
  ///   - hidden: What `hiddenStates` gave for each text, [T, hidden].
  ///   - texts: Token ids of each text.
  ///   - scored: For each text the positions whose next token is scored; may be empty.
  /// - Returns: For each text its scores.
  public func scores(
    hidden: [Matrix<Element>], texts: [[Int32]], scored: [Range<Int>]
  ) -> [TokenScores] {
    precondition(texts.count == scored.count, "\(scored.count) scored, \(texts.count) texts")
    let (rows, targets) = (
      zip(hidden, scored).map { $0.selecting(rows: Array($1)) },
      zip(texts, scored).flatMap { text, own in own.map { text[$0 + 1] } }
    )
    let gathered = Matrix(
      rows: targets.count, columns: design.hiddenSize, values: rows.flatMap(\.values))
    let found = tokenScores(
      gathered, head: weights.head(), targets: targets, logitCap: design.logitCap)
    var start = 0
    return scored.map { own in
      defer { start += own.count }
      let part = start..<start + own.count
      return TokenScores(
        losses: Array(found.losses[part]), entropies: Array(found.entropies[part]))
    }
  }

  /// The logits of a few candidates for the token after each text.
  ///
  /// - Parameters:
  ///   - texts: Token ids of each text, at least one, each below the vocabulary's size.
  ///   - candidates: For each text the token ids to compare.
  /// - Returns: For each text the logits of its candidates, capped where the design says so.
  public func nextLogits(inStep texts: [[Int32]], among candidates: [[Int32]]) -> [[Double]] {
    precondition(
      texts.count == candidates.count,
      "\(candidates.count) lists of candidates, \(texts.count) texts"
    )
    let hidden = hiddenStates(inStep: texts)
    let head = weights.head()
    return texts.indices.map { text in
      let last = hidden[text].selecting(rows: [texts[text].count - 1])
      let rows = head.selecting(rows: candidates[text].map(Int.init))
      var logits = product(last.operand, rows.transposed)
      if let limit = design.logitCap { cap(&logits.values, at: Element(limit)) }
      return logits.values.map { Double($0) }
    }
  }
}

/// The losses and entropies of scored tokens under the vocabulary projection.
///
/// Logits are computed for a few positions at a time over the whole vocabulary, as for the loss of a
/// backward pass.
///
/// - Parameters:
///   - hidden: The normalized last hidden states, [T, hidden].
///   - head: The vocabulary projection, [vocabulary, hidden].
///   - tokens: The token ids, [T], each below the vocabulary's size.
///   - scored: The positions whose next token is scored.
///   - logitCap: c in c·tanh(logit / c); `nil` for plain logits.
/// - Returns: The scores, [N] each.
func tokenScores<Element: BLASScalar>(
  hidden: Matrix<Element>, head: Matrix<Element>, tokens: [Int32], scored: Range<Int>,
  logitCap: Double? = nil
) -> TokenScores {
  precondition(hidden.rows == tokens.count, "\(hidden.rows) states of \(tokens.count) tokens")
  precondition(scored.isEmpty || scored.upperBound < tokens.count, "no token after \(scored)")
  return tokenScores(
    hidden.selecting(rows: Array(scored)), head: head, targets: scored.map { tokens[$0 + 1] },
    logitCap: logitCap)
}

/// The losses and entropies of tokens, each under the hidden state before it.
///
/// - Parameters:
///   - hidden: The normalized last hidden states, [N, hidden].
///   - head: The vocabulary projection, [vocabulary, hidden].
///   - targets: The tokens, [N].
///   - logitCap: c in c·tanh(logit / c); `nil` for plain logits.
/// - Returns: The scores, [N] each.
private func tokenScores<Element: BLASScalar>(
  _ hidden: Matrix<Element>, head: Matrix<Element>, targets: [Int32], logitCap: Double?
) -> TokenScores {
  var scores = TokenScores()
  for rows in chunks(of: targets.indices, vocabulary: head.rows) {
    var logits = product(
      hidden.part(Block(rows: rows, columns: 0..<hidden.columns)), head.transposed)
    if let logitCap { cap(&logits.values, at: Element(logitCap)) }
    score(&logits, targets: Array(targets[rows]), into: &scores)
  }
  return scores
}

/// Appends −ln p of each row's target and the entropy of p = softmax(row); the logits are overwritten.
///
/// With x = logit − max and Z = Σ eˣ, the loss is ln Z − x[target] and the entropy ln Z − Σ x·eˣ / Z.
@specialized(where Element == Float)
@specialized(where Element == Double)
func score<Element: BLASScalar>(
  _ logits: inout Matrix<Element>, targets: [Int32], into scores: inout TokenScores
) {
  var powers = [Element](repeating: 0, count: logits.columns)
  for (row, target) in targets.enumerated() {
    precondition(target >= 0 && target < logits.columns, "token \(target) of \(logits.columns)")
    let range = logits.range(ofRow: row)
    var span = logits.values.mutableSpan
    let largest = maximum(span.span.extracting(range))
    var power = powers.mutableSpan
    for i in 0..<power.count {
      let x = unsafe span[unchecked: range.lowerBound &+ i] - largest
      unsafe span[unchecked: range.lowerBound &+ i] = x
      unsafe power[unchecked: i] = Element.exponential(x)
    }
    let total = sum(power.span)
    let shifted = span.span.extracting(range)
    scores.losses.append(log(total) - Double(shifted[Int(target)]))
    let entropy = log(total) - innerProduct(power.span, shifted) / total
    // Rounding may leave a little less than nothing; what is no number stays none.
    scores.entropies.append(entropy < 0 ? 0 : entropy)
  }
}
