import LinearAlgebra
import Tensors

/// A norm with its weights. It runs over each stretch of as many values as it has scales: over a row, or
/// over each head of a row.
struct NormPass<Element: BLASScalar> {
  let design: NormDesign
  let weights: DecoderBlock<Element>.NormWeights

  /// The normalized rows, of the shape of `x`.
  func forward(_ x: Matrix<Element>) -> Matrix<Element> {
    let rows = stretches(x)
    let y =
      switch design.kind {
      case .rootMeanSquare: rmsNorm(rows, weight: weights.scale, epsilon: design.epsilon)
      case .layer:
        layerNorm(rows, weight: weights.scale, shift: shift, epsilon: design.epsilon)
      }
    return Matrix(rows: x.rows, columns: x.columns, values: y.values)
  }

  /// The gradient by the input; tells `observer` those by the weights if it wants them.
  ///
  /// - Parameters:
  ///   - dy: The gradient by the output, of the shape of `x`.
  ///   - x: The input of the forward pass.
  ///   - norm: The norm's place in the model.
  ///   - observer: Who is told.
  /// - Returns: dx, of the shape of `x`.
  func backward<Observer: GradientObserver<Element>>(
    _ dy: Matrix<Element>, x: Matrix<Element>, norm: Norm, observer: inout Observer
  ) -> Matrix<Element> {
    let (upstream, rows) = (stretches(dy), stretches(x))
    if observer.observesEverything {
      observer.observeNorm(
        norm, scale: scaleGradient(upstream, x: rows),
        shift: design.kind == .layer ? columnSums(of: upstream) : nil)
    }
    let dx =
      switch design.kind {
      case .rootMeanSquare:
        rmsNormBackward(upstream, x: rows, weight: weights.scale, epsilon: design.epsilon)
      case .layer:
        layerNormBackward(upstream, x: rows, weight: weights.scale, epsilon: design.epsilon)
      }
    return Matrix(rows: x.rows, columns: x.columns, values: dx.values)
  }

  /// Σ over rows of dy ∘ x̂, [width].
  private func scaleGradient(_ dy: Matrix<Element>, x: Matrix<Element>) -> [Element] {
    switch design.kind {
    case .rootMeanSquare: rmsNormWeightGradient(dy, x: x, epsilon: design.epsilon)
    case .layer: columnInnerProducts(dy, standardized(x, epsilon: design.epsilon).values)
    }
  }

  private var shift: [Element] {
    guard let shift = weights.shift else { preconditionFailure("a layer norm without a shift") }
    return shift
  }

  /// The same values in rows of the norm's width.
  private func stretches(_ x: Matrix<Element>) -> Matrix<Element> {
    let width = weights.scale.count
    precondition(width > 0 && x.columns % width == 0, "\(width) scales for rows of \(x.columns)")
    return Matrix(rows: x.rows * (x.columns / width), columns: width, values: x.values)
  }
}

/// Σ over rows of a ∘ b, added up in double precision, [columns].
@specialized(where Element == Float)
@specialized(where Element == Double)
func columnInnerProducts<Element: Scalar>(
  _ a: Matrix<Element>, _ b: Matrix<Element>
) -> [Element] {
  precondition(a.rows == b.rows && a.columns == b.columns, "\(a.rows) rows, not \(b.rows)")
  var sums = [Double](repeating: 0, count: a.columns)
  let (left, right) = (a.values.span, b.values.span)
  var total = sums.mutableSpan
  for row in 0..<a.rows {
    let start = row * a.columns
    for i in 0..<a.columns {
      unsafe total[unchecked: i] += Double(
        left[unchecked: start &+ i] * right[unchecked: start &+ i])
    }
  }
  return sums.map { Element($0) }
}
