import LinearAlgebra
import Tensors

/// What one block keeps between its forward and its backward pass.
struct BlockTrace<Element: BLASScalar>: Sendable {
  /// The block's input, [T, hidden].
  var input: Matrix<Element>
  /// Rotated queries, [T, heads · headSize].
  var q: Matrix<Element>
  /// Rotated keys, [T, keyValueHeads · headSize].
  var k: Matrix<Element>
  /// Values, [T, keyValueHeads · headSize].
  var v: Matrix<Element>
  /// The output of attention before its projection.
  var attention: CausalAttention.Result<Element>
  /// The residual stream between attention and MLP, [T, hidden].
  var middle: Matrix<Element>
  /// The gate and up activations, [T, intermediate]; `nil` if they are to be computed again.
  var mlp: (gate: Matrix<Element>, up: Matrix<Element>)?
}

extension LlamaModel {
  /// x ← x + attention(norm(x)); x ← x + mlp(norm(x)).
  func forward(
    _ block: LlamaBlock<Element>, _ x: inout Matrix<Element>, retention: Retention
  ) -> BlockTrace<Element> {
    let input = x
    let normalized = rmsNorm(x, weight: block.attentionNorm, epsilon: epsilon)
    var q = product(normalized.operand, block.q.transposed)
    var k = product(normalized.operand, block.k.transposed)
    let v = product(normalized.operand, block.v.transposed)
    rotary.rotate(&q)
    rotary.rotate(&k)
    let mixed = attention.forward(q: q, k: k, v: v)
    multiply(mixed.output.operand, block.o.transposed, into: &x, keeping: 1)
    let middle = x
    let (gate, up) = gateAndUp(block, middle: middle)
    let product = gatedProduct(gate: gate, up: up)
    multiply(product.operand, block.down.transposed, into: &x, keeping: 1)
    return BlockTrace(
      input: input, q: q, k: k, v: v, attention: mixed, middle: middle,
      mlp: retention == .everything ? (gate, up) : nil)
  }

  private func gateAndUp(
    _ block: LlamaBlock<Element>, middle: Matrix<Element>
  ) -> (gate: Matrix<Element>, up: Matrix<Element>) {
    let normalized = rmsNorm(middle, weight: block.mlpNorm, epsilon: epsilon)
    return (
      product(normalized.operand, block.gate.transposed),
      product(normalized.operand, block.up.transposed)
    )
  }

  /// The gradient by the block's input, [T, hidden], from the one by its output.
  func backward<Observer: GradientObserver<Element>>(
    _ trace: consuming BlockTrace<Element>, layer: Int, dOutput: Matrix<Element>,
    observer: inout Observer
  ) -> Matrix<Element> {
    var trace = trace
    let dMiddle = backwardThroughMLP(&trace, layer: layer, dOutput: dOutput, observer: &observer)
    return backwardThroughAttention(trace, layer: layer, dMiddle: dMiddle, observer: &observer)
  }

  private func backwardThroughMLP<Observer: GradientObserver<Element>>(
    _ trace: inout BlockTrace<Element>, layer: Int, dOutput: Matrix<Element>,
    observer: inout Observer
  ) -> Matrix<Element> {
    let block = weights.blocks[layer]
    var (gate, up) = trace.mlp ?? gateAndUp(block, middle: trace.middle)
    trace.mlp = nil  // so that what follows overwrites the activations instead of copying them
    var dUp = product(dOutput.operand, block.down.operand)
    gatedProductBackward(dy: &dUp, gate: &gate, up: &up)
    let (dGate, activated) = (gate, up)
    if observer.projections.contains(.down) {
      observer.observe(.down, layer: layer, input: activated, outputGradient: dOutput)
    }
    if !observer.projections.isDisjoint(with: [.gate, .up]) {
      let normalized = rmsNorm(trace.middle, weight: block.mlpNorm, epsilon: epsilon)
      for (projection, gradient) in [(Projection.gate, dGate), (.up, dUp)]
      where observer.projections.contains(projection) {
        observer.observe(projection, layer: layer, input: normalized, outputGradient: gradient)
      }
    }
    var dNormalized = product(dGate.operand, block.gate.operand)
    multiply(dUp.operand, block.up.operand, into: &dNormalized, keeping: 1)
    return throughNorm(
      dNormalized, x: trace.middle, weight: block.mlpNorm, norm: .mlp(layer: layer),
      residual: dOutput, observer: &observer)
  }

  private func backwardThroughAttention<Observer: GradientObserver<Element>>(
    _ trace: BlockTrace<Element>, layer: Int, dMiddle: Matrix<Element>, observer: inout Observer
  ) -> Matrix<Element> {
    let block = weights.blocks[layer]
    if observer.projections.contains(.o) {
      observer.observe(
        .o, layer: layer, input: trace.attention.output, outputGradient: dMiddle)
    }
    let dMixed = product(dMiddle.operand, block.o.operand)
    var d = attention.backward(
      dOutput: dMixed, forward: trace.attention, q: trace.q, k: trace.k, v: trace.v)
    rotary.rotate(&d.q, reversed: true)
    rotary.rotate(&d.k, reversed: true)
    if !observer.projections.isDisjoint(with: [.q, .k, .v]) {
      let normalized = rmsNorm(trace.input, weight: block.attentionNorm, epsilon: epsilon)
      for (projection, gradient) in [(Projection.q, d.q), (.k, d.k), (.v, d.v)]
      where observer.projections.contains(projection) {
        observer.observe(projection, layer: layer, input: normalized, outputGradient: gradient)
      }
    }
    // Nothing below the first block has a gradient that anybody asked for.
    guard layer > 0 || observer.observesEverything else { return dMiddle }
    var dNormalized = product(d.q.operand, block.q.operand)
    multiply(d.k.operand, block.k.operand, into: &dNormalized, keeping: 1)
    multiply(d.v.operand, block.v.operand, into: &dNormalized, keeping: 1)
    return throughNorm(
      dNormalized, x: trace.input, weight: block.attentionNorm, norm: .attention(layer: layer),
      residual: dMiddle, observer: &observer)
  }

  /// Back through a norm, plus the gradient that went past it.
  private func throughNorm<Observer: GradientObserver<Element>>(
    _ dNormalized: Matrix<Element>, x: Matrix<Element>, weight: [Element], norm: Norm,
    residual: Matrix<Element>, observer: inout Observer
  ) -> Matrix<Element> {
    if observer.observesEverything {
      observer.observeNorm(
        norm, gradient: rmsNormWeightGradient(dNormalized, x: x, epsilon: epsilon))
    }
    var dx = rmsNormBackward(dNormalized, x: x, weight: weight, epsilon: epsilon)
    add(residual.values, to: &dx.values)
    return dx
  }
}
