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
    let (q, k, v) = projected(input)
    let mixed = attention.forward(
      q: positioned(q, norm: queryNorm), k: positioned(k, norm: keyNorm), v: v, segments: segments)
    let attentionOutput = addBranch(mixed.output, weights.o, norm: attentionOutputNorm, to: &x)
    let middle = design.isParallel ? input : x
    let (inner, mlpOutput) = addMLP(of: middle, to: &x)
    return BlockActivations(
      q: q, k: k, v: v, attention: mixed, attentionOutput: attentionOutput, middle: middle,
      mlp: inner, mlpOutput: mlpOutput)
  }

  /// Queries, keys and values as projected from the block's input.
  func projected(
    _ input: Matrix<Element>
  ) -> (q: Matrix<Element>, k: Matrix<Element>, v: Matrix<Element>) {
    let normalized = attentionNorm?.forward(input) ?? input
    return (
      weights.q.forward(normalized, by: route), weights.k.forward(normalized, by: route),
      weights.v.forward(normalized, by: route)
    )
  }

  /// x ← x + after(mlp(before(middle))).
  ///
  /// - Returns: The inner activations, and what the norm after the MLP reads.
  func addMLP(
    of middle: Matrix<Element>, to x: inout Matrix<Element>
  ) -> (inner: MLPActivations<Element>, output: Matrix<Element>?) {
    let inner = innerActivations(middle: middle)
    let output = addBranch(
      activated(inner, design.mlp.activation), weights.down, norm: mlpOutputNorm, to: &x)
    return (inner, output)
  }

  /// The first maps of the MLP.
  func innerActivations(middle: Matrix<Element>) -> MLPActivations<Element> {
    let normalized = mlpNorm?.forward(middle) ?? middle
    return MLPActivations(
      gate: weights.gate?.forward(normalized, by: route),
      up: weights.up.forward(normalized, by: route))
  }

  /// x ← x + norm(y·Wᵀ + b).
  ///
  /// - Returns: What the norm reads; `nil` without a norm.
  func addBranch(
    _ y: Matrix<Element>, _ linear: DecoderBlock<Element>.Linear, norm: NormPass<Element>?,
    to x: inout Matrix<Element>
  ) -> Matrix<Element>? {
    guard let norm else {
      linear.add(y, to: &x, by: route)
      return nil
    }
    let output = linear.forward(y, by: route)
    Tensors.add(norm.forward(output).values, to: &x.values)
    return output
  }
}
