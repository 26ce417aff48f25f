import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import Transformer

/// Every backward pass against central differences of its forward pass, in double precision.
@Suite struct GradientCheckTests {
  /// Compares an analytic gradient with central differences of Σ weights ∘ forward(x).
  private func check(
    _ x: Matrix<Double>, gradient: Matrix<Double>, weights: Matrix<Double>,
    _ forward: (Matrix<Double>) -> Matrix<Double>
  ) {
    let numeric = centralDifferences(at: x.values) { values in
      let y = forward(Matrix(rows: x.rows, columns: x.columns, values: values))
      return innerProduct(y.values, weights.values)
    }
    #expect(disagreement(gradient.values, numeric, absolute: 1e-8, relative: 1e-7) < 1)
  }

  @Test func `RMSNorm by its input and its scale`() {
    var numbers = SeededNumbers(seed: 1)
    let (x, dy): (Matrix<Double>, Matrix<Double>) = (numbers.matrix(3, 18), numbers.matrix(3, 18))
    let weight = numbers.matrix(1, 18, of: Double.self)
    let dx = rmsNormBackward(dy, x: x, weight: weight.values, epsilon: 1e-3)
    check(x, gradient: dx, weights: dy) { rmsNorm($0, weight: weight.values, epsilon: 1e-3) }
    let dWeight = rmsNormWeightGradient(dy, x: x, epsilon: 1e-3)
    check(weight, gradient: Matrix(rows: 1, columns: 18, values: dWeight), weights: dy) {
      rmsNorm(x, weight: $0.values, epsilon: 1e-3)
    }
  }

  @Test func `Layer norm by its input, its scale and its shift`() {
    var numbers = SeededNumbers(seed: 11)
    let (x, dy): (Matrix<Double>, Matrix<Double>) = (numbers.matrix(3, 18), numbers.matrix(3, 18))
    let weight: Matrix<Double> = numbers.matrix(1, 18)
    let shift: Matrix<Double> = numbers.matrix(1, 18)
    func norm(_ x: Matrix<Double>, _ weight: Matrix<Double>, _ shift: Matrix<Double>)
      -> Matrix<Double>
    {
      layerNorm(x, weight: weight.values, shift: shift.values, epsilon: 1e-3)
    }
    let dx = layerNormBackward(dy, x: x, weight: weight.values, epsilon: 1e-3)
    check(x, gradient: dx, weights: dy) { norm($0, weight, shift) }
    let dWeight = columnInnerProducts(dy, standardized(x, epsilon: 1e-3).values)
    check(weight, gradient: Matrix(rows: 1, columns: 18, values: dWeight), weights: dy) {
      norm(x, $0, shift)
    }
    let dShift = Matrix(rows: 1, columns: 18, values: columnSums(of: dy))
    check(shift, gradient: dShift, weights: dy) { norm(x, weight, $0) }
  }

  static let activations = [MLPDesign.Activation.silu, .gelu, .geluTanh]

  @Test(arguments: activations)
  func `A gated activation by both inputs`(activation: MLPDesign.Activation) throws {
    var numbers = SeededNumbers(seed: 2)
    let gate = numbers.matrix(4, 9, of: Double.self).scaled(by: 4)
    let (up, dy): (Matrix<Double>, Matrix<Double>) = (numbers.matrix(4, 9), numbers.matrix(4, 9))
    var (dInner, output) = (MLPActivations(gate: gate, up: up), dy)
    activatedBackward(dy: &output, &dInner, activation)
    func forward(_ gate: Matrix<Double>, _ up: Matrix<Double>) -> Matrix<Double> {
      activated(MLPActivations(gate: gate, up: up), activation)
    }
    check(gate, gradient: try #require(dInner.gate), weights: dy) { forward($0, up) }
    check(up, gradient: dInner.up, weights: dy) { forward(gate, $0) }
    let error = disagreement(
      output.values, forward(gate, up).values, absolute: 1e-15, relative: 1e-14)
    #expect(error < 1)
  }

  @Test(arguments: activations)
  func `An activation without a gate by its input`(activation: MLPDesign.Activation) {
    var numbers = SeededNumbers(seed: 6)
    let x = numbers.matrix(4, 9, of: Double.self).scaled(by: 4)
    let dy: Matrix<Double> = numbers.matrix(4, 9)
    var (dInner, output) = (MLPActivations(gate: nil, up: x), dy)
    activatedBackward(dy: &output, &dInner, activation)
    func forward(_ x: Matrix<Double>) -> Matrix<Double> {
      activated(MLPActivations(gate: nil, up: x), activation)
    }
    check(x, gradient: dInner.up, weights: dy) { forward($0) }
    let error = disagreement(output.values, forward(x).values, absolute: 1e-15, relative: 1e-14)
    #expect(error < 1)
  }

  @Test(arguments: [[0.7, 0.1, 0.01], [0.7], [0.7, 0.1]], [1, 0.8])
  func `The transposed rotation is the gradient of rotation`(
    frequencies: [Double], amplitude: Double
  ) {
    var numbers = SeededNumbers(seed: 3)
    let rotary = RotaryEmbedding<Double>(
      RotaryDesign(frequencies: frequencies, amplitude: amplitude), positions: 5)
    let (x, dy): (Matrix<Double>, Matrix<Double>) = (numbers.matrix(7, 12), numbers.matrix(7, 12))
    var dx = dy
    rotary.rotate(&dx, headSize: 6, segments: [0..<2, 2..<7], transposed: true)
    check(x, gradient: dx, weights: dy) {
      var y = $0
      rotary.rotate(&y, headSize: 6, segments: [0..<2, 2..<7])
      return y
    }
  }

  @Test(
    arguments: [(1, 4, 2), (5, 4, 2), (7, 3, 3), (9, 6, 1)],
    [
      (2, nil, nil), (4, nil, nil), (128, nil, nil), (2, 3, nil), (4, 1, nil), (128, 4, 0.7),
      (4, nil, 0.7), (2, 3, 0.7),
    ] as [(Int, Int?, Double?)])
  func `Attention by queries, keys and values`(
    shape: (Int, Int, Int), options: (blockSize: Int, window: Int?, cap: Double?)
  ) {
    let (length, heads, keyHeads) = shape
    var numbers = SeededNumbers(seed: UInt64(length * 10 + heads))
    let attention = CausalAttention(
      AttentionDesign(
        heads: heads, keyValueHeads: keyHeads, headSize: 4, window: options.window,
        scoreCap: options.cap, rotary: nil), blockSize: options.blockSize)
    let q: Matrix<Double> = numbers.matrix(length, heads * 4)
    let k: Matrix<Double> = numbers.matrix(length, keyHeads * 4)
    let v: Matrix<Double> = numbers.matrix(length, keyHeads * 4)
    let dy: Matrix<Double> = numbers.matrix(length, heads * 4)
    let segments = length > 5 ? [0..<2, 2..<length] : [0..<length]
    func forward(_ q: Matrix<Double>, _ k: Matrix<Double>, _ v: Matrix<Double>) -> Matrix<Double> {
      attention.forward(q: q, k: k, v: v, segments: segments).output
    }
    let gradients = attention.backward(
      dOutput: dy, forward: attention.forward(q: q, k: k, v: v, segments: segments), q: q, k: k,
      v: v, segments: segments)
    check(q, gradient: gradients.q, weights: dy) { forward($0, k, v) }
    check(k, gradient: gradients.k, weights: dy) { forward(q, $0, v) }
    check(v, gradient: gradients.v, weights: dy) { forward(q, k, $0) }
  }

  @Test(arguments: [nil, 1.5])
  func `The loss on scored tokens by the hidden states`(cap: Double?) {
    var numbers = SeededNumbers(seed: 5)
    let hidden: Matrix<Double> = numbers.matrix(6, 5)
    let head: Matrix<Double> = numbers.matrix(11, 5)
    func loss(_ values: [Double]) -> ResponseLoss<Double> {
      responseLoss(
        hidden: Matrix(rows: 6, columns: 5, values: values), head: head,
        tokens: [3, 0, 10, 7, 7, 1], scored: [0..<1, 2..<5], logitCap: cap)
    }
    let found = loss(hidden.values)
    #expect(found.tokenLosses.count == 4)
    let numeric = centralDifferences(at: hidden.values) { loss($0).mean }
    let error = disagreement(
      found.hiddenGradient.values, numeric, absolute: 1e-9, relative: 1e-7)
    #expect(error < 1)
  }
}

extension Matrix {
  /// Each value times a factor.
  fileprivate func scaled(by factor: Element) -> Matrix {
    Matrix(rows: rows, columns: columns, values: values.map { $0 * factor })
  }
}
