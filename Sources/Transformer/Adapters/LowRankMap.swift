import LinearAlgebra
import Tensors

/// What an adapter adds to a map: scale · B·(A·drop(x)).
///
/// With D the dropped inputs, [T, inputs], and H = D·Aᵀ, the output gets scale · H·Bᵀ. From dY, the
/// gradient by the output, come dH = scale · dY·B, dA = dHᵀ·D, dB = scale · dYᵀ·H, and drop(dH·A) for the
/// input.
struct LowRankMap<Element: BLASScalar>: Sendable {
  /// A, [rank, inputs].
  let a: Matrix<Element>
  /// B, [outputs, rank].
  let b: Matrix<Element>
  /// alpha / rank.
  let scale: Element
  /// Which inputs are dropped; `nil` for none.
  let dropout: RowDropout?

  /// y ← y + scale · drop(x)·Aᵀ·Bᵀ.
  func add(_ x: Matrix<Element>, to y: inout Matrix<Element>, by route: ProductRoute) {
    switch route {
    case .together:
      let inner = product(dropped(x).operand, a.transposed)
      multiply(inner.operand, b.transposed, into: &y, scale: scale, keeping: 1)
    case .rowByRow:
      var inner = Matrix<Element>(zeros: x.rows, a.rows)
      addRowProducts(dropped(x), a, to: &inner)
      addRowProducts(inner, b, to: &y, scale: scale)
    }
  }

  /// dx ← dx + drop(scale · dy·B·A).
  func addBackward(_ dy: Matrix<Element>, to dx: inout Matrix<Element>) {
    let inner = innerGradient(dy)
    guard let dropout else {
      multiply(inner.operand, a.operand, into: &dx, keeping: 1)
      return
    }
    var dDropped = product(inner.operand, a.operand)
    dropout.apply(to: &dDropped)
    Tensors.add(dDropped.values, to: &dx.values)
  }

  /// Adds the gradients by A and B to sums.
  ///
  /// - Parameters:
  ///   - input: x, [T, inputs].
  ///   - outputGradient: dy, [T, outputs].
  ///   - values: The sums.
  ///   - index: The place of A among them; that of B follows.
  func addGradients<Key>(
    input: Matrix<Element>, outputGradient: Matrix<Element>,
    to values: inout KeyedValues<Key, Element>, at index: Int
  ) {
    let input = dropped(input)
    multiply(
      innerGradient(outputGradient).transposed, input.operand, into: &values.matrices[index],
      keeping: 1)
    let inner = product(input.operand, a.transposed)
    multiply(
      outputGradient.transposed, inner.operand, into: &values.matrices[index + 1], scale: scale,
      keeping: 1)
  }

  private func dropped(_ x: Matrix<Element>) -> Matrix<Element> {
    guard let dropout else { return x }
    var x = x
    dropout.apply(to: &x)
    return x
  }

  /// dH = scale · dy·B, [T, rank].
  private func innerGradient(_ dy: Matrix<Element>) -> Matrix<Element> {
    var inner = Matrix<Element>(unset: dy.rows, b.columns)
    multiply(dy.operand, b.operand, into: &inner, scale: scale)
    return inner
  }
}
