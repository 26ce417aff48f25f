import LinearAlgebra
import Tensors

extension BlockPass {
  /// The gradient by the block's input, [T, hidden], from the one by its output.
  func backward<Observer: GradientObserver<Element>>(
    _ trace: consuming BlockTrace<Element>, dOutput: Matrix<Element>, observer: inout Observer
  ) -> Matrix<Element> {
    let input = trace.input
    var inside = trace.inside ?? recomputed(input)
    trace.inside = nil  // so that activations are overwritten instead of copied
    let dMiddle = backwardThroughMLP(&inside, dOutput: dOutput, observer: &observer)
    // Nothing below has a gradient that anybody asked for.
    guard
      layer > observer.lastMet || observer.observesEverything
        || !observer.projections.isDisjoint(with: [.q, .k, .v, .o])
    else { return dMiddle }
    return backwardThroughAttention(
      inside, input: input, dOutput: design.isParallel ? dOutput : dMiddle, residual: dMiddle,
      observer: &observer)
  }

  private func recomputed(_ input: Matrix<Element>) -> BlockActivations<Element> {
    var x = input
    return activations(adding: &x)
  }

  /// The gradient by what the MLP's branch starts from, with what went past the branch.
  private func backwardThroughMLP<Observer: GradientObserver<Element>>(
    _ inside: inout BlockActivations<Element>, dOutput: Matrix<Element>, observer: inout Observer
  ) -> Matrix<Element> {
    var inner = inside.mlp ?? innerActivations(middle: inside.middle)
    inside.mlp = nil
    let dBranch = through(
      mlpOutputNorm, dOutput, x: inside.mlpOutput, .mlpOutput(layer: layer), &observer)
    var activated = weights.down.backward(dBranch)
    activatedBackward(dy: &activated, &inner, design.mlp.activation)
    let (dGate, dUp) = (inner.gate, inner.up)
    observe([(.down, dBranch)], input: activated, &observer)
    if !observer.projections.isDisjoint(with: [.gate, .up]) {
      let normalized = mlpNorm?.forward(inside.middle) ?? inside.middle
      observe([(.gate, dGate), (.up, dUp)], input: normalized, &observer)
    }
    var dNormalized: Matrix<Element>
    if let gate = weights.gate, let dGate {
      dNormalized = gate.backward(dGate)
      weights.up.addBackward(dUp, to: &dNormalized)
    } else {
      dNormalized = weights.up.backward(dUp)
    }
    var dMiddle = through(
      mlpNorm, dNormalized, x: inside.middle, .mlp(layer: layer), &observer)
    add(dOutput.values, to: &dMiddle.values)
    return dMiddle
  }

  /// The gradient by the block's input: through the branch of attention, plus `residual`, which went past
  /// it.
  private func backwardThroughAttention<Observer: GradientObserver<Element>>(
    _ inside: BlockActivations<Element>, input: Matrix<Element>, dOutput: Matrix<Element>,
    residual: Matrix<Element>, observer: inout Observer
  ) -> Matrix<Element> {
    let dBranch = through(
      attentionOutputNorm, dOutput, x: inside.attentionOutput, .attentionOutput(layer: layer),
      &observer)
    observe([(.o, dBranch)], input: inside.attention.output, &observer)
    let d = backwardThroughScores(inside, dMixed: weights.o.backward(dBranch), &observer)
    if !observer.projections.isDisjoint(with: [.q, .k, .v]) {
      let normalized = attentionNorm?.forward(input) ?? input
      observe([(.q, d.q), (.k, d.k), (.v, d.v)], input: normalized, &observer)
    }
    guard layer > observer.lastMet || observer.observesEverything else { return residual }
    var dNormalized = weights.q.backward(d.q)
    weights.k.addBackward(d.k, to: &dNormalized)
    weights.v.addBackward(d.v, to: &dNormalized)
    var dInput = through(attentionNorm, dNormalized, x: input, .attention(layer: layer), &observer)
    add(residual.values, to: &dInput.values)
    return dInput
  }

  /// The gradients by queries, keys and values as projected.
  private func backwardThroughScores<Observer: GradientObserver<Element>>(
    _ inside: BlockActivations<Element>, dMixed: Matrix<Element>, _ observer: inout Observer
  ) -> CausalAttention.Gradients<Element> {
    var d = attention.backward(
      dOutput: dMixed, forward: inside.attention, q: positioned(inside.q, norm: queryNorm),
      k: positioned(inside.k, norm: keyNorm), v: inside.v, segments: segments)
    let size = design.attention.headSize
    rotary?.rotate(&d.q, headSize: size, segments: segments, transposed: true)
    rotary?.rotate(&d.k, headSize: size, segments: segments, transposed: true)
    d.q = through(queryNorm, d.q, x: inside.q, .queries(layer: layer), &observer)
    d.k = through(keyNorm, d.k, x: inside.k, .keys(layer: layer), &observer)
    return d
  }

  /// The gradient by a norm's input `x`; `dy` itself where there is no norm.
  private func through<Observer: GradientObserver<Element>>(
    _ pass: NormPass<Element>?, _ dy: Matrix<Element>, x: Matrix<Element>?, _ norm: Norm,
    _ observer: inout Observer
  ) -> Matrix<Element> {
    guard let pass, let x else { return dy }
    return pass.backward(dy, x: x, norm: norm, observer: &observer)
  }

  private func observe<Observer: GradientObserver<Element>>(
    _ gradients: [(Projection, Matrix<Element>?)], input: Matrix<Element>,
    _ observer: inout Observer
  ) {
    for case (let projection, let gradient?) in gradients
    where observer.projections.contains(projection) {
      observer.observe(projection, layer: layer, input: input, outputGradient: gradient)
    }
  }
}
