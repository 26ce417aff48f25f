import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

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

  @Test func `The gated product by both inputs`() {
    var numbers = SeededNumbers(seed: 2)
    let gate: Matrix<Double> = numbers.matrix(4, 9)
    let up: Matrix<Double> = numbers.matrix(4, 9)
    let dy: Matrix<Double> = numbers.matrix(4, 9)
    var (dUp, dGate, activated) = (dy, gate, up)
    gatedProductBackward(dy: &dUp, gate: &dGate, up: &activated)
    check(gate, gradient: dGate, weights: dy) { gatedProduct(gate: $0, up: up) }
    check(up, gradient: dUp, weights: dy) { gatedProduct(gate: gate, up: $0) }
    let forward = gatedProduct(gate: gate, up: up)
    #expect(disagreement(activated.values, forward.values, absolute: 1e-15, relative: 1e-15) < 1)
  }

  @Test func `Rotation back is the gradient of rotation`() {
    var numbers = SeededNumbers(seed: 3)
    let rotary = RotaryEmbedding<Double>(headSize: 6, theta: 100, positions: 5)
    let x: Matrix<Double> = numbers.matrix(5, 12)
    let dy: Matrix<Double> = numbers.matrix(5, 12)
    var dx = dy
    rotary.rotate(&dx, reversed: true)
    check(x, gradient: dx, weights: dy) {
      var y = $0
      rotary.rotate(&y)
      return y
    }
  }

  @Test(arguments: [(1, 4, 2), (5, 4, 2), (7, 3, 3), (9, 6, 1)], [2, 4, 128])
  func `Attention by queries, keys and values`(shape: (Int, Int, Int), blockSize: Int) {
    let (length, heads, keyHeads) = shape
    var numbers = SeededNumbers(seed: UInt64(length * 10 + heads))
    let attention = CausalAttention(
      heads: heads, keyValueHeads: keyHeads, headSize: 4, blockSize: blockSize)
    let q: Matrix<Double> = numbers.matrix(length, heads * 4)
    let k: Matrix<Double> = numbers.matrix(length, keyHeads * 4)
    let v: Matrix<Double> = numbers.matrix(length, keyHeads * 4)
    let dy: Matrix<Double> = numbers.matrix(length, heads * 4)
    let forward = attention.forward(q: q, k: k, v: v)
    let gradients = attention.backward(dOutput: dy, forward: forward, q: q, k: k, v: v)
    check(q, gradient: gradients.q, weights: dy) { attention.forward(q: $0, k: k, v: v).output }
    check(k, gradient: gradients.k, weights: dy) { attention.forward(q: q, k: $0, v: v).output }
    check(v, gradient: gradients.v, weights: dy) { attention.forward(q: q, k: k, v: $0).output }
  }

  @Test func `The response loss by the hidden states`() {
    var numbers = SeededNumbers(seed: 5)
    let hidden: Matrix<Double> = numbers.matrix(6, 5)
    let head: Matrix<Double> = numbers.matrix(11, 5)
    let tokens: [Int32] = [3, 0, 10, 7, 7, 1]
    let loss = responseLoss(hidden: hidden, head: head, tokens: tokens, responseStart: 3)
    #expect(loss.tokenLosses.count == 3)
    let numeric = centralDifferences(at: hidden.values) { values in
      let moved = Matrix(rows: 6, columns: 5, values: values)
      return responseLoss(hidden: moved, head: head, tokens: tokens, responseStart: 3).mean
    }
    let error = disagreement(
      loss.hiddenGradient.values, numeric, absolute: 1e-9, relative: 1e-7)
    #expect(error < 1)
  }
}
