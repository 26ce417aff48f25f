import Tensors

/// Dropout of the inputs of one adapter in one pass (Srivastava et al., 2014): each is 0 with the rate's
/// probability, and the others are divided by what is left of 1.
///
/// Which inputs are dropped depends on the key of their text, their row in it and their column alone: not
/// on what else the pass stacks, nor on threads.
struct RowDropout: Sendable {
  /// The rows of a text and its random numbers.
  struct Text: Sendable {
    let rows: Range<Int>
    let numbers: KeyedNumbers
  }

  /// The probability, from 0 to below 1; to 32 bits.
  let rate: Double
  /// The texts, in order.
  let texts: [Text]

  /// Drops inputs, or their gradients.
  ///
  /// - Parameter x: [T, inputs], the rows of all texts; overwritten.
  func apply<Element: Scalar>(to x: inout Matrix<Element>) {
    precondition(texts.last?.rows.upperBound == x.rows, "dropout of \(x.rows) rows")
    for text in texts {
      drop(
        &x.values, from: text.rows.lowerBound * x.columns, to: text.rows.upperBound * x.columns,
        numbers: text.numbers, rate: rate)
    }
  }
}

@specialized(where Element == Float)
@specialized(where Element == Double)
private func drop<Element: Scalar>(
  _ values: inout [Element], from start: Int, to end: Int, numbers: KeyedNumbers, rate: Double
) {
  precondition(0 <= start && start <= end && end <= values.count, "values \(start) to \(end)")
  let limit = UInt64(rate * 0x1p32)
  let factor = Element(1 / (1 - rate))
  var x = values.mutableSpan
  // Each 64 bits decide on two neighbours.
  for pair in 0..<(end - start) / 2 {
    let bits = numbers.bits(at: pair)
    let i = start &+ 2 &* pair
    unsafe x[unchecked: i] *= bits & 0xFFFF_FFFF < limit ? 0 : factor
    unsafe x[unchecked: i &+ 1] *= bits >> 32 < limit ? 0 : factor
  }
  if (end - start) % 2 == 1 {
    x[end - 1] *= numbers.bits(at: (end - start) / 2) & 0xFFFF_FFFF < limit ? 0 : factor
  }
}
