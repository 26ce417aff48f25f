import Tensors

/// What enters the MLP's last map: activation(gate) ∘ up, or activation(up) without a gate (Shazeer, arXiv
/// 2002.05202).
///
/// - Parameters:
///   - inner: The inner activations, each [T, F].
///   - activation: The nonlinearity.
/// - Returns: [T, F].
func activated<Element: Scalar>(
  _ inner: MLPActivations<Element>, _ activation: MLPDesign.Activation
) -> Matrix<Element> {
  guard let gate = inner.gate else { return activated(inner.up, activation) }
  return gatedProduct(gate: gate, up: inner.up, activation)
}

/// The gradients by the inner activations, in place of them.
///
/// With f the nonlinearity: dgate = dy ∘ up ∘ f′(gate) and dup = dy ∘ f(gate); without a gate
/// dup = dy ∘ f′(up).
///
/// - Parameters:
///   - dy: The gradient by the output of `activated`, [T, F]; becomes what `activated` returned.
///   - inner: The inner activations; become their gradients.
///   - activation: The nonlinearity.
func activatedBackward<Element: Scalar>(
  dy: inout Matrix<Element>, _ inner: inout MLPActivations<Element>,
  _ activation: MLPDesign.Activation
) {
  guard var gate = inner.gate else {
    activatedBackward(dy: &dy, x: &inner.up, activation)
    return
  }
  inner.gate = nil  // so that it is overwritten instead of copied
  gatedProductBackward(dy: &dy, gate: &gate, up: &inner.up, activation)
  inner.gate = gate
  swap(&dy, &inner.up)
}

// MARK: - With a gate

@specialized(where Element == Float)
@specialized(where Element == Double)
func gatedProduct<Element: Scalar>(
  gate: Matrix<Element>, up: Matrix<Element>, _ activation: MLPDesign.Activation
) -> Matrix<Element> {
  switch activation {
  case .silu: multiply(gate, up) { Activation.silu($0) }
  case .gelu: multiply(gate, up) { Activation.gelu($0) }
  case .geluTanh: multiply(gate, up) { Activation.geluTanh($0) }
  }
}

@inline(__always)
private func multiply<Element: Scalar>(
  _ gate: Matrix<Element>, _ up: Matrix<Element>, _ f: (Element) -> Element
) -> Matrix<Element> {
  var result = Matrix<Element>(unset: gate.rows, gate.columns)
  let (g, u) = (gate.values.span, up.values.span)
  var target = result.values.mutableSpan
  precondition(g.count == u.count, "\(g.count) values gate \(u.count)")
  for i in 0..<target.count {
    unsafe target[unchecked: i] = f(g[unchecked: i]) * u[unchecked: i]
  }
  return result
}

/// dy becomes dup, gate becomes dgate, up becomes f(gate) ∘ up.
@specialized(where Element == Float)
@specialized(where Element == Double)
func gatedProductBackward<Element: Scalar>(
  dy: inout Matrix<Element>, gate: inout Matrix<Element>, up: inout Matrix<Element>,
  _ activation: MLPDesign.Activation
) {
  switch activation {
  case .silu: differentiate(&dy, &gate, &up) { Activation.siluWithSlope($0) }
  case .gelu: differentiate(&dy, &gate, &up) { Activation.geluWithSlope($0) }
  case .geluTanh: differentiate(&dy, &gate, &up) { Activation.geluTanhWithSlope($0) }
  }
}

@inline(__always)
private func differentiate<Element: Scalar>(
  _ dy: inout Matrix<Element>, _ gate: inout Matrix<Element>, _ up: inout Matrix<Element>,
  _ f: (Element) -> (Element, Element)
) {
  var d = dy.values.mutableSpan
  var g = gate.values.mutableSpan
  var u = up.values.mutableSpan
  precondition(d.count == g.count && g.count == u.count, "\(d.count), \(g.count), \(u.count)")
  for i in 0..<d.count {
    let (dyi, gi, ui) = unsafe (d[unchecked: i], g[unchecked: i], u[unchecked: i])
    let (value, slope) = f(gi)
    unsafe d[unchecked: i] = dyi * value
    unsafe g[unchecked: i] = dyi * ui * slope
    unsafe u[unchecked: i] = value * ui
  }
}

// MARK: - Without a gate

@specialized(where Element == Float)
@specialized(where Element == Double)
func activated<Element: Scalar>(
  _ x: Matrix<Element>, _ activation: MLPDesign.Activation
) -> Matrix<Element> {
  switch activation {
  case .silu: map(x) { Activation.silu($0) }
  case .gelu: map(x) { Activation.gelu($0) }
  case .geluTanh: map(x) { Activation.geluTanh($0) }
  }
}

@inline(__always)
private func map<Element: Scalar>(
  _ x: Matrix<Element>, _ f: (Element) -> Element
) -> Matrix<Element> {
  var result = Matrix<Element>(unset: x.rows, x.columns)
  let source = x.values.span
  var target = result.values.mutableSpan
  for i in 0..<target.count { unsafe target[unchecked: i] = f(source[unchecked: i]) }
  return result
}

/// dy becomes f(x), x becomes dx.
@specialized(where Element == Float)
@specialized(where Element == Double)
func activatedBackward<Element: Scalar>(
  dy: inout Matrix<Element>, x: inout Matrix<Element>, _ activation: MLPDesign.Activation
) {
  switch activation {
  case .silu: differentiate(&dy, &x) { Activation.siluWithSlope($0) }
  case .gelu: differentiate(&dy, &x) { Activation.geluWithSlope($0) }
  case .geluTanh: differentiate(&dy, &x) { Activation.geluTanhWithSlope($0) }
  }
}

@inline(__always)
private func differentiate<Element: Scalar>(
  _ dy: inout Matrix<Element>, _ x: inout Matrix<Element>, _ f: (Element) -> (Element, Element)
) {
  var d = dy.values.mutableSpan
  var target = x.values.mutableSpan
  precondition(d.count == target.count, "\(d.count) gradients of \(target.count) values")
  for i in 0..<d.count {
    let (value, slope) = unsafe f(target[unchecked: i])
    unsafe target[unchecked: i] = d[unchecked: i] * slope
    unsafe d[unchecked: i] = value
  }
}
