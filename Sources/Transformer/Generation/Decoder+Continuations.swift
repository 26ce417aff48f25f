import Foundation
import LinearAlgebra
import Tensors

/// A text and several ways in which it may go on.
public struct Continuations: Sendable, Equatable {
  /// What all have before them, at least one token.
  public var prefix: [Int32]
  /// The continuations, at least one token each.
  public var choices: [[Int32]]

  /// Creates a text and its continuations.
  public init(prefix: [Int32], choices: [[Int32]]) {
    precondition(!prefix.isEmpty, "continuations of no token")
    precondition(choices.allSatisfy { !$0.isEmpty }, "a continuation without tokens")
    self.prefix = prefix
    self.choices = choices
  }
}

extension Decoder {
  /// How likely each continuation of a text is.
  ///
  /// What the continuations have before them goes through the model once, beside the continuations, which
  /// do not see each other. The texts go through it in step, so that each block's weights and the
  /// vocabulary projection are asked for once.
  ///
  /// - Parameter texts: Texts and their continuations; with each of them no longer than
  ///   `positionLimit`, each id below the vocabulary's size.
  /// - Returns: For each text, for each continuation, −ln p of each of its tokens given all before it, in
  ///   nats.
  public func losses(of texts: [Continuations]) -> [[[Double]]] {
    let stacks = texts.map(ContinuationStack.init)
    var streams = stacks.map { embeddings(of: $0.tokens, at: $0.positions) }
    for layer in design.blocks.indices {
      let weights = weights.block(layer)
      for i in texts.indices {
        var pass = pass(layer, weights, segments: stacks[i].segments)
        pass.earlier = stacks[i].earlier
        var cache = [KeyValueRows<Element>(design.blocks[layer].attention)]
        pass.forward(&streams[i], caches: &cache, places: stacks[i].places)
      }
    }
    let head = weights.head()
    return texts.indices.map { losses(stacks[$0], finalNorm.forward(streams[$0]), head: head) }
  }

  private func losses(
    _ stack: ContinuationStack, _ hidden: Matrix<Element>, head: Matrix<Element>
  ) -> [[Double]] {
    var losses = stack.targets.map { [Double](repeating: 0, count: $0.count) }
    // The prefix's last row stands first, then all rows of the continuations.
    let scored = stack.prefix - 1..<hidden.rows
    for rows in chunks(of: scored, vocabulary: head.rows) {
      let block = Block(rows: rows, columns: 0..<hidden.columns)
      var logits = product(hidden.part(block), head.transposed)
      if let limit = design.logitCap { cap(&logits.values, at: Element(limit)) }
      for (choice, targets) in stack.targets.enumerated() {
        for (i, target) in targets.enumerated() where rows.contains(target.row) {
          losses[choice][i] = negativeLogProbability(
            of: target.token, row: target.row - rows.lowerBound, logits)
        }
      }
    }
    return losses
  }
}

/// The rows of a text and its continuations in one pass. A continuation's last token predicts nothing that
/// is asked for, and is left out.
private struct ContinuationStack {
  /// The length of the prefix.
  let prefix: Int
  let tokens: [Int32]
  let positions: [Int]
  let segments: [Range<Int>]
  let earlier: [Int]
  let places: [CachePlace]
  /// For each continuation the row that predicts each of its tokens.
  let targets: [[(row: Int, token: Int32)]]

  init(_ text: Continuations) {
    let prefix = text.prefix.count
    var tokens = text.prefix
    var segments = [0..<prefix]
    var targets: [[(row: Int, token: Int32)]] = []
    for choice in text.choices {
      let start = tokens.count
      tokens += choice.dropLast()
      if start < tokens.count { segments.append(start..<tokens.count) }
      targets.append(
        choice.enumerated().map { index, token in
          (index == 0 ? prefix - 1 : start + index - 1, token)
        })
    }
    self.prefix = prefix
    self.tokens = tokens
    self.segments = segments
    self.targets = targets
    earlier = segments.indices.map { $0 == 0 ? 0 : prefix }
    places = segments.indices.map { CachePlace(cache: 0, keeps: $0 == 0) }
    positions = zip(segments, earlier).flatMap { Array($1..<$1 + $0.count) }
  }
}

/// −ln softmax(row)[token] = ln Σ e^(x − largest) + largest − x[token].
private func negativeLogProbability<Element: BLASScalar>(
  of token: Int32, row: Int, _ logits: Matrix<Element>
) -> Double {
  precondition(token >= 0 && token < logits.columns, "token \(token) of \(logits.columns)")
  let range = logits.range(ofRow: row)
  let total = logSumExp(range, of: logits.values)
  return total - Double(logits.values[range.lowerBound + Int(token)])
}

/// ln Σ eˣ over some values.
@specialized(where Element == Float)
@specialized(where Element == Double)
func logSumExp<Element: Scalar>(_ range: Range<Int>, of values: [Element]) -> Double {
  let row = values.span.extracting(range)
  let largest = maximum(row)
  var total = 0.0
  for i in 0..<row.count {
    unsafe total += Double(Element.exponential(row[unchecked: i] - largest))
  }
  return log(total) + Double(largest)
}
