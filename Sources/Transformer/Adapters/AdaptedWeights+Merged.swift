import LinearAlgebra
import Tensors

extension AdaptedWeights {
  /// The same model without adapters: every adapted W becomes W + alpha/rank · B·A. For use, where a pass
  /// over W alone is faster; sums are rounded in another order than those of the adapters beside W.
  ///
  /// - Returns: Weights in memory. What is not adapted is shared with frozen weights that are in memory.
  public func merged() -> ResidentWeights<Element> {
    var weights = (base as? ResidentWeights<Element>) ?? residentBase()
    for (index, parameter) in adapters.parameters.enumerated() where parameter.factor == .a {
      let (a, b) = (adapters.matrices[index], adapters.matrices[index + 1])
      weights.blocks[parameter.layer].update(parameter.projection) {
        multiply(b.operand, a.operand, into: &$0.weight, scale: Element(lora.scale), keeping: 1)
      }
    }
    return weights
  }

  private func residentBase() -> ResidentWeights<Element> {
    let head = base.head()
    let tokens = (0..<design.vocabularySize).map { Int32($0) }
    return ResidentWeights(
      design, embedding: design.tiesEmbeddings ? head : base.embeddings(of: tokens),
      positions: base.positions, blocks: design.blocks.indices.map { base.block($0) },
      finalNorm: base.finalNorm, separateHead: design.tiesEmbeddings ? nil : head)
  }
}
