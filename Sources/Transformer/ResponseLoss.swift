import Foundation
import LinearAlgebra
public import Tensors

/// The loss on scored tokens, and its gradient by the last hidden states.
public struct ResponseLoss<Element: Scalar>: Sendable {
  /// −ln p of each scored token given those before it, in nats, [N].
  public var tokenLosses: [Double]
  /// The gradient of the mean loss by the normalized hidden states, [T, hidden]; rows that predict no
  /// scored token are zero.
  public var hiddenGradient: Matrix<Element>

  /// The mean over the scored tokens, in nats.
  public var mean: Double { tokenLosses.reduce(0, +) / Double(tokenLosses.count) }
}

/// The positions whose next token is scored.
///
/// - Parameters:
///   - count: The number of tokens, T.
///   - responseStart: The index of the first response token. The first token of a text has nothing
///     before it and is never scored.
/// - Returns: Positions p such that token p + 1 is scored; empty where no response token is left.
public func scoredPositions(count: Int, responseStart: Int) -> Range<Int> {
  let first = max(responseStart, 1) - 1
  return first..<max(first, count - 1)
}

/// The cross-entropy of scored tokens under the vocabulary projection.
///
/// Logits are computed for a few positions at a time over the whole vocabulary, each once, and turned
/// into their gradient in place: no more than 2²³ of them (or 16 rows) ever exist, and as many again
/// where they are capped.
///
/// - Parameters:
///   - hidden: The normalized last hidden states, [T, hidden].
///   - head: The vocabulary projection, [vocabulary, hidden].
///   - tokens: The token ids, [T], each below the vocabulary's size.
///   - scored: The positions whose next token is scored, ascending; at least one.
///   - logitCap: c in c·tanh(logit / c); `nil` for plain logits.
///   - onLogitGradient: Receives each chunk's positions and gradient by its logits before the cap,
///     [rows, vocabulary].
///   - labels: Which tokens are taken for the next ones.
///   - divisor: What the sum of losses is divided by before it is differentiated; their number if `nil`.
/// - Returns: The losses and the gradient of their mean.
func responseLoss<Element: BLASScalar>(
  hidden: Matrix<Element>, head: Matrix<Element>, tokens: [Int32], scored: [Range<Int>],
  logitCap: Double? = nil, onLogitGradient: ((Range<Int>, Matrix<Element>) -> Void)? = nil,
  labels: LabelChoice = .given, divisor: Element? = nil
) -> ResponseLoss<Element> {
  let count = scored.reduce(0) { $0 + $1.count }
  precondition(count > 0, "no scored token of \(tokens.count)")
  precondition(hidden.rows == tokens.count, "\(hidden.rows) states of \(tokens.count) tokens")
  if scored.count > 1, labels == .given, onLogitGradient == nil {
    return gatheredLoss(
      hidden: hidden, head: head, tokens: tokens, rows: scored.flatMap { Array($0) },
      divisors: Array(repeating: divisor ?? Element(count), count: count), logitCap: logitCap)
  }
  var loss = ResponseLoss(
    tokenLosses: [], hiddenGradient: Matrix<Element>(zeros: hidden.rows, hidden.columns))
  loss.tokenLosses.reserveCapacity(count)
  for rows in scored.flatMap({ chunks(of: $0, vocabulary: head.rows) }) {
    let block = Block(rows: rows, columns: 0..<hidden.columns)
    var logits = product(hidden.part(block), head.transposed)
    loss.tokenLosses += crossEntropy(
      &logits, divisors: Array(repeating: divisor ?? Element(count), count: rows.count),
      limit: logitCap.map { Element($0) }
    ) { labels.targets(rows, of: tokens, logits: $0) }
    multiply(logits.operand, head.operand, into: &loss.hiddenGradient, block: block)
    onLogitGradient?(rows, logits)
  }
  return loss
}

/// The cross-entropy of scored tokens that lie apart, as those of texts in one stack do: their hidden
/// states are gathered, so that the vocabulary projection meets many at a time.
///
/// - Parameters:
///   - hidden: The normalized last hidden states, [T, hidden].
///   - head: The vocabulary projection, [vocabulary, hidden].
///   - tokens: The token ids, [T].
///   - rows: The positions whose next token is scored, none twice, [N].
///   - divisors: What the loss of each is divided by before it is differentiated, [N].
///   - logitCap: c in c·tanh(logit / c); `nil` for plain logits.
/// - Returns: The losses, [N], and the gradient of Σ loss / divisor.
func gatheredLoss<Element: BLASScalar>(
  hidden: Matrix<Element>, head: Matrix<Element>, tokens: [Int32], rows: [Int],
  divisors: [Element], logitCap: Double? = nil
) -> ResponseLoss<Element> {
  var loss = ResponseLoss(
    tokenLosses: [], hiddenGradient: Matrix<Element>(zeros: hidden.rows, hidden.columns))
  for part in chunks(of: rows.indices, vocabulary: head.rows) {
    let own = Array(rows[part])
    var logits = product(hidden.selecting(rows: own).operand, head.transposed)
    loss.tokenLosses += crossEntropy(
      &logits, divisors: Array(divisors[part]), limit: logitCap.map { Element($0) }
    ) { _ in own.map { tokens[$0 + 1] } }
    loss.hiddenGradient.replace(rows: own, with: product(logits.operand, head.operand))
  }
  return loss
}

/// The positions in groups whose logits are computed together: 2²³ of them at most, or 16 rows.
func chunks(of range: Range<Int>, vocabulary: Int) -> [Range<Int>] {
  let size = min(128, max(16, (1 << 23) / vocabulary))
  return stride(from: range.lowerBound, to: range.upperBound, by: size).map {
    $0..<min($0 + size, range.upperBound)
  }
}

/// `crossEntropy` of capped logits; the logits become the gradient by what they were before the cap.
private func crossEntropy<Element: BLASScalar>(
  _ logits: inout Matrix<Element>, divisors: [Element], limit: Element?,
  targets: (Matrix<Element>) -> [Int32]
) -> [Double] {
  guard let limit else {
    return crossEntropy(&logits, targets: targets(logits), divisors: divisors)
  }
  cap(&logits.values, at: limit)
  let capped = logits.values
  let losses = crossEntropy(&logits, targets: targets(logits), divisors: divisors)
  multiplyByCapSlope(&logits.values, capped: capped, limit: limit)
  return losses
}

/// −ln softmax(logits)[target] of each row; the logits become (softmax − onehot) / the row's divisor.
@specialized(where Element == Float)
@specialized(where Element == Double)
func crossEntropy<Element: BLASScalar>(
  _ logits: inout Matrix<Element>, targets: [Int32], divisors: [Element]
) -> [Double] {
  var losses: [Double] = []
  for (row, target) in targets.enumerated() {
    let divisor = divisors[row]
    let range = logits.range(ofRow: row)
    precondition(target >= 0 && target < logits.columns, "token \(target) of \(logits.columns)")
    var span = logits.values.mutableSpan
    let largest = maximum(span.span.extracting(range))
    let targetIndex = range.lowerBound + Int(target)
    let targetLogit = span[targetIndex]
    for i in range {
      unsafe span[unchecked: i] = Element.exponential(span[unchecked: i] - largest)
    }
    let total = sum(span.span.extracting(range))
    losses.append(log(total) + Double(largest) - Double(targetLogit))
    let factor = Element(1 / (total * Double(divisor)))
    for i in range { unsafe span[unchecked: i] *= factor }
    span[targetIndex] -= 1 / divisor
  }
  return losses
}
