import Tensors

/// x ← c·tanh(x / c), value by value (Gemma 2, arXiv 2408.00118).
///
/// - Parameters:
///   - values: [n].
///   - limit: c, greater than 0.
///   - range: Which of the values; `nil` for all.
@specialized(where Element == Float)
@specialized(where Element == Double)
func cap<Element: Scalar>(
  _ values: inout [Element], at limit: Element, in range: Range<Int>? = nil
) {
  let range = range ?? 0..<values.count
  precondition(0 <= range.lowerBound && range.upperBound <= values.count, "\(range)")
  var x = values.mutableSpan
  for i in range {
    unsafe x[unchecked: i] = limit * hyperbolicTangent(x[unchecked: i] / limit)
  }
}

/// dx ← dx ∘ (1 − tanh²(x / c)), from y = c·tanh(x / c).
///
/// - Parameters:
///   - gradient: The gradient by y, [n]; becomes the one by x.
///   - capped: y, [n].
///   - limit: c, greater than 0.
@specialized(where Element == Float)
@specialized(where Element == Double)
func multiplyByCapSlope<Element: Scalar>(
  _ gradient: inout [Element], capped: [Element], limit: Element
) {
  precondition(gradient.count == capped.count, "\(gradient.count) gradients of \(capped.count)")
  let y = capped.span
  var d = gradient.mutableSpan
  for i in 0..<d.count {
    let tangent = unsafe y[unchecked: i] / limit
    unsafe d[unchecked: i] *= 1 - tangent * tangent
  }
}
