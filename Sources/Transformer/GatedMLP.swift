public import Tensors

/// silu(gate) ∘ up, with silu(x) = x / (1 + e^−x) (Shazeer, arXiv 2002.05202).
///
/// - Parameters:
///   - gate: [T, F].
///   - up: [T, F].
/// - Returns: [T, F].
@specialized(where Element == Float)
@specialized(where Element == Double)
public func gatedProduct<Element: Scalar>(
  gate: Matrix<Element>, up: Matrix<Element>
) -> Matrix<Element> {
  var result = Matrix<Element>(unset: gate.rows, gate.columns)
  let (g, u) = (gate.values.span, up.values.span)
  var target = result.values.mutableSpan
  precondition(g.count == u.count, "\(g.count) values gate \(u.count)")
  for i in 0..<target.count {
    let x = unsafe g[unchecked: i]
    unsafe target[unchecked: i] = x / (1 + Element.exponential(-x)) * u[unchecked: i]
  }
  return result
}

/// The gradients by both inputs of `gatedProduct`.
///
/// With σ = 1/(1 + e^−g): dgate = dy ∘ up ∘ σ(1 + g(1 − σ)), dup = dy ∘ g σ.
///
/// - Parameters:
///   - dy: The gradient by the output, [T, F]; becomes dup.
///   - gate: [T, F]; becomes dgate.
///   - up: [T, F]; becomes silu(gate) ∘ up, the input of the down projection.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func gatedProductBackward<Element: Scalar>(
  dy: inout Matrix<Element>, gate: inout Matrix<Element>, up: inout Matrix<Element>
) {
  var d = dy.values.mutableSpan
  var g = gate.values.mutableSpan
  var u = up.values.mutableSpan
  precondition(d.count == g.count && g.count == u.count, "\(d.count), \(g.count), \(u.count)")
  for i in 0..<d.count {
    let (dyi, gi, ui) = unsafe (d[unchecked: i], g[unchecked: i], u[unchecked: i])
    let sigmoid = 1 / (1 + Element.exponential(-gi))
    let silu = gi * sigmoid
    unsafe d[unchecked: i] = dyi * silu
    unsafe g[unchecked: i] = dyi * ui * (sigmoid + silu * (1 - sigmoid))
    unsafe u[unchecked: i] = silu * ui
  }
}
