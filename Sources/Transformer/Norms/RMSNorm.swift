import Tensors

/// y = w ∘ x / √(mean(x²) + ε), row by row (Zhang and Sennrich, arXiv 1910.07467).
///
/// - Parameters:
///   - x: [T, H].
///   - weight: w, [H].
///   - epsilon: ε, greater than 0.
/// - Returns: y, [T, H].
@specialized(where Element == Float)
@specialized(where Element == Double)
func rmsNorm<Element: Scalar>(
  _ x: Matrix<Element>, weight: [Element], epsilon: Double
) -> Matrix<Element> {
  precondition(weight.count == x.columns, "\(weight.count) scales for rows of \(x.columns)")
  var y = Matrix<Element>(unset: x.rows, x.columns)
  let source = x.values.span
  let weight = weight.span
  var target = y.values.mutableSpan
  for row in 0..<x.rows {
    let start = row * x.columns
    let scale = inverseRootMeanSquare(source.extracting(x.range(ofRow: row)), epsilon: epsilon)
    for i in 0..<x.columns {
      unsafe target[unchecked: start &+ i] =
        weight[unchecked: i] * (source[unchecked: start &+ i] * scale)
    }
  }
  return y
}

/// The gradient by the input of `rmsNorm`.
///
/// With s = 1/√(mean(x²) + ε) and g = w ∘ dy: dx = s·g − x · s³/H · Σ(g ∘ x).
///
/// - Parameters:
///   - dy: The gradient by the output, [T, H].
///   - x: The input, [T, H].
///   - weight: w, [H].
///   - epsilon: ε, greater than 0.
/// - Returns: dx, [T, H].
@specialized(where Element == Float)
@specialized(where Element == Double)
func rmsNormBackward<Element: Scalar>(
  _ dy: Matrix<Element>, x: Matrix<Element>, weight: [Element], epsilon: Double
) -> Matrix<Element> {
  precondition(dy.rows == x.rows && dy.columns == x.columns, "\(dy.rows) rows, not \(x.rows)")
  var dx = Matrix<Element>(unset: x.rows, x.columns)
  let (source, upstream, weight) = (x.values.span, dy.values.span, weight.span)
  var target = dx.values.mutableSpan
  for row in 0..<x.rows {
    let start = row * x.columns
    let scale = inverseRootMeanSquare(source.extracting(x.range(ofRow: row)), epsilon: epsilon)
    for i in 0..<x.columns {
      unsafe target[unchecked: start &+ i] = weight[unchecked: i] * upstream[unchecked: start &+ i]
    }
    let projection = innerProduct(
      target.span.extracting(x.range(ofRow: row)), source.extracting(x.range(ofRow: row)))
    let along = scale * scale * scale * Element(projection / Double(x.columns))
    for i in 0..<x.columns {
      unsafe target[unchecked: start &+ i] =
        scale * target[unchecked: start &+ i] - along * source[unchecked: start &+ i]
    }
  }
  return dx
}

/// The gradient by the scale of `rmsNorm`: Σ over rows of dy ∘ x · s, added up in double precision.
///
/// - Parameters:
///   - dy: The gradient by the output, [T, H].
///   - x: The input, [T, H].
///   - epsilon: ε, greater than 0.
/// - Returns: [H].
@specialized(where Element == Float)
@specialized(where Element == Double)
func rmsNormWeightGradient<Element: Scalar>(
  _ dy: Matrix<Element>, x: Matrix<Element>, epsilon: Double
) -> [Element] {
  precondition(dy.rows == x.rows && dy.columns == x.columns, "\(dy.rows) rows, not \(x.rows)")
  var sums = [Double](repeating: 0, count: x.columns)
  let (source, upstream) = (x.values.span, dy.values.span)
  var total = sums.mutableSpan
  for row in 0..<x.rows {
    let start = row * x.columns
    let scale = inverseRootMeanSquare(source.extracting(x.range(ofRow: row)), epsilon: epsilon)
    for i in 0..<x.columns {
      unsafe total[unchecked: i] += Double(
        upstream[unchecked: start &+ i] * source[unchecked: start &+ i] * scale)
    }
  }
  return sums.map { Element($0) }
}

@inline(__always)
private func inverseRootMeanSquare<Element: Scalar>(
  _ row: Span<Element>, epsilon: Double
) -> Element {
  let mean = innerProduct(row, row) / Double(row.count)
  return Element(1 / (mean + epsilon).squareRoot())
}
