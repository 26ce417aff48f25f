import LinearAlgebra
import Tensors

extension BlockPass {
  /// x ← x + after(attention(before(x))), then x ← x + after(mlp(before(x))); parallel branches read the
  /// same x.
  func forward(_ x: inout Matrix<Element>, retention: Retention) -> BlockTrace<Element> {
    var trace = BlockTrace(input: x)
    var inside = activations(adding: &x)
    switch retention {
    case .everything: trace.inside = inside
    case .withoutMLP:
      inside.mlp = nil
      trace.inside = inside
    case .inputs: break
    }
    return trace
  }

  /// Everything inside the block, whose branches are added to `x`.
  func activations(adding x: inout Matrix<Element>) -> BlockActivations<Element> {
    let input = x
    let normalized = attentionNorm?.forward(input) ?? input
    let q = weights.q.forward(normalized)
    let k = weights.k.forward(normalized)
    let v = weights.v.forward(normalized)
    let mixed = attention.forward(
      q: positioned(q, norm: queryNorm), k: positioned(k, norm: keyNorm), v: v, segments: segments)
    let attentionOutput = add(mixed.output, weights.o, norm: attentionOutputNorm, to: &x)
    let middle = design.isParallel ? input : x
    let inner = innerActivations(middle: middle)
    let mlpOutput = add(
      activated(inner, design.mlp.activation), weights.down, norm: mlpOutputNorm, to: &x)
    return BlockActivations(
      q: q, k: k, v: v, attention: mixed, attentionOutput: attentionOutput, middle: middle,
      mlp: inner, mlpOutput: mlpOutput)
  }

  /// The first maps of the MLP.
  func innerActivations(middle: Matrix<Element>) -> MLPActivations<Element> {
    let normalized = mlpNorm?.forward(middle) ?? middle
    return MLPActivations(
      gate: weights.gate?.forward(normalized), up: weights.up.forward(normalized))
  }

  /// x ← x + norm(y·Wᵀ + b).
  ///
  /// - Returns: What the norm reads; `nil` without a norm.
  private func add(
    _ y: Matrix<Element>, _ linear: DecoderBlock<Element>.Linear, norm: NormPass<Element>?,
    to x: inout Matrix<Element>
  ) -> Matrix<Element>? {
    guard let norm else {
      linear.add(y, to: &x)
      return nil
    }
    let output = linear.forward(y)
    Tensors.add(norm.forward(output).values, to: &x.values)
    return output
  }
}
