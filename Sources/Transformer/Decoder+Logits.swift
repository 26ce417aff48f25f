import LinearAlgebra
public import Tensors

extension Decoder {
  /// The gradient by the hidden states of anything whose gradient by the logits is known. For short texts:
  /// nothing is chunked.
  ///
  /// - Parameters:
  ///   - trace: The forward pass.
  ///   - logitGradient: By the logits as `logits(_:)` gives them, after any cap, [T, vocabulary].
  /// - Returns: [T, hidden], for `backward`.
  public func hiddenGradient(
    _ trace: Trace, logitGradient: Matrix<Element>
  ) -> Matrix<Element> {
    var gradient = logitGradient
    if let limit = design.logitCap {
      multiplyByCapSlope(
        &gradient.values, capped: logits(trace).values, limit: Element(limit))
    }
    return product(gradient.operand, weights.head().operand)
  }
}
