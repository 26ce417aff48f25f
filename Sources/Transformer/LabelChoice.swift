import LinearAlgebra
import Tensors

/// Which tokens are taken for the next ones where a loss is differentiated.
public enum LabelChoice: Sendable, Equatable {
  /// Those of the text.
  case given
  /// Those drawn from the model's own distribution: gradients are then those whose second moment is the
  /// Fisher information, which is the Gauss–Newton matrix. A draw depends on the seed, the number of the
  /// example, the position and the model alone.
  case sampled(seed: UInt64, example: Int)

  /// The labels of neighbouring positions.
  ///
  /// - Parameters:
  ///   - rows: The positions.
  ///   - tokens: The text, [T].
  ///   - logits: Of these positions, [rows, vocabulary].
  /// - Returns: [rows].
  func targets<Element: BLASScalar>(
    _ rows: Range<Int>, of tokens: [Int32], logits: Matrix<Element>
  ) -> [Int32] {
    switch self {
    case .given: return Array(tokens[rows.lowerBound + 1..<rows.upperBound + 1])
    case .sampled(let seed, let example):
      let numbers = KeyedNumbers(seed: seed, key: UInt64(bitPattern: Int64(example)))
      return rows.enumerated().map { row, position in
        let uniform = Double(numbers.bits(at: position) >> 11) * 0x1p-53
        return drawn(from: logits, row: row, at: uniform)
      }
    }
  }
}

/// The token at a quantile of the softmax of one row of logits.
///
/// - Parameters:
///   - logits: [rows, vocabulary].
///   - row: The row.
///   - uniform: From 0 to below 1.
/// - Returns: The least token whose cumulative probability is above `uniform`.
@specialized(where Element == Float)
@specialized(where Element == Double)
func drawn<Element: BLASScalar>(
  from logits: Matrix<Element>, row: Int, at uniform: Double
) -> Int32 {
  let source = logits.values.span.extracting(logits.range(ofRow: row))
  let largest = maximum(source)
  var weights = [Element](repeating: 0, count: source.count)
  for i in 0..<source.count {
    unsafe weights[i] = Element.exponential(source[unchecked: i] - largest)
  }
  let threshold = uniform * sum(weights.span)
  var (running, last) = (0.0, 0)
  for i in 0..<weights.count where weights[i] > 0 {
    running += Double(weights[i])
    last = i
    if running > threshold { break }
  }
  return Int32(last)
}

extension Decoder {
  /// The losses of scored tokens and the gradient of their sum by the hidden states.
  ///
  /// - Parameters:
  ///   - trace: A forward pass over one text.
  ///   - scored: The rows whose next token is scored, ascending, all below the last; at least one.
  ///   - labels: Which tokens are taken for the next ones.
  /// - Returns: The losses of these tokens; `hiddenGradient` is the gradient of their sum, not of their
  ///   mean.
  public func summedLoss(
    _ trace: Trace, scored: [Range<Int>], labels: LabelChoice = .given
  ) -> ResponseLoss<Element> {
    responseLoss(
      hidden: trace.hidden, head: weights.head(), tokens: trace.tokens, scored: scored,
      logitCap: design.logitCap, labels: labels, divisor: 1)
  }
}
