import Tensors

/// y = w ∘ (x − μ) / √(σ² + ε) + b, row by row, with σ² the mean of (x − μ)² (Ba et al., arXiv 1607.06450).
///
/// - Parameters:
///   - x: [T, H].
///   - weight: w, [H].
///   - shift: b, [H].
///   - epsilon: ε, greater than 0.
/// - Returns: y, [T, H].
@specialized(where Element == Float)
@specialized(where Element == Double)
func layerNorm<Element: Scalar>(
  _ x: Matrix<Element>, weight: [Element], shift: [Element], epsilon: Double
) -> Matrix<Element> {
  precondition(
    weight.count == x.columns && shift.count == x.columns,
    "\(weight.count) scales, \(shift.count) shifts for rows of \(x.columns)")
  var y = standardized(x, epsilon: epsilon).values
  let (weight, shift) = (weight.span, shift.span)
  var target = y.values.mutableSpan
  for row in 0..<x.rows {
    let start = row * x.columns
    for i in 0..<x.columns {
      unsafe target[unchecked: start &+ i] =
        weight[unchecked: i] * target[unchecked: start &+ i] + shift[unchecked: i]
    }
  }
  return y
}

/// The gradient by the input of `layerNorm`.
///
/// With x̂ = (x − μ)/√(σ² + ε) =: (x − μ)·s and g = w ∘ dy: dx = s·(g − mean(g) − x̂ · mean(g ∘ x̂)).
///
/// - Parameters:
///   - dy: The gradient by the output, [T, H].
///   - x: The input, [T, H].
///   - weight: w, [H].
///   - epsilon: ε, greater than 0.
/// - Returns: dx, [T, H].
@specialized(where Element == Float)
@specialized(where Element == Double)
func layerNormBackward<Element: Scalar>(
  _ dy: Matrix<Element>, x: Matrix<Element>, weight: [Element], epsilon: Double
) -> Matrix<Element> {
  precondition(dy.rows == x.rows && dy.columns == x.columns, "\(dy.rows) rows, not \(x.rows)")
  precondition(weight.count == x.columns, "\(weight.count) scales for rows of \(x.columns)")
  let normal = standardized(x, epsilon: epsilon)
  var dx = Matrix<Element>(unset: x.rows, x.columns)
  let (source, upstream, weight) = (normal.values.values.span, dy.values.span, weight.span)
  var target = dx.values.mutableSpan
  for row in 0..<x.rows {
    let start = row * x.columns
    for i in 0..<x.columns {
      unsafe target[unchecked: start &+ i] = weight[unchecked: i] * upstream[unchecked: start &+ i]
    }
    let range = x.range(ofRow: row)
    let mean = Element(sum(target.span.extracting(range)) / Double(x.columns))
    let along = Element(
      innerProduct(target.span.extracting(range), source.extracting(range)) / Double(x.columns))
    let scale = normal.scales[row]
    for i in 0..<x.columns {
      unsafe target[unchecked: start &+ i] =
        scale
        * (target[unchecked: start &+ i] - mean - source[unchecked: start &+ i] * along)
    }
  }
  return dx
}

/// x̂ = (x − μ)·s of each row, and s = 1/√(σ² + ε).
@specialized(where Element == Float)
@specialized(where Element == Double)
func standardized<Element: Scalar>(
  _ x: Matrix<Element>, epsilon: Double
) -> (values: Matrix<Element>, scales: [Element]) {
  var result = Matrix<Element>(unset: x.rows, x.columns)
  var scales = [Element](repeating: 0, count: x.rows)
  let source = x.values.span
  var target = result.values.mutableSpan
  for row in 0..<x.rows {
    let start = row * x.columns
    let range = x.range(ofRow: row)
    let mean = Element(sum(source.extracting(range)) / Double(x.columns))
    for i in range { unsafe target[unchecked: i] = source[unchecked: i] - mean }
    let squares = innerProduct(target.span.extracting(range), target.span.extracting(range))
    let variance = squares / Double(x.columns)
    let scale = Element(1 / (variance + epsilon).squareRoot())
    for i in 0..<x.columns { unsafe target[unchecked: start &+ i] *= scale }
    scales[row] = scale
  }
  return (result, scales)
}
