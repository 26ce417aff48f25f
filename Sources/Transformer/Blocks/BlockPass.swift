import LinearAlgebra
import Tensors

/// One block on its way forward or backward: its design, its weights and whose rows it sees.
struct BlockPass<Element: BLASScalar> {
  let design: BlockDesign
  let layer: Int
  let weights: DecoderBlock<Element>
  let rotary: RotaryEmbedding<Element>?
  /// The rows of each text.
  let segments: [Range<Int>]
  /// The position of the first row of each text; `nil` where all are 0.
  var earlier: [Int]?
  /// How the maps are applied on the way forward.
  var route = ProductRoute.together

  var attention: CausalAttention { CausalAttention(design.attention) }

  /// Queries or keys as attention sees them: normalized, then turned.
  func positioned(_ projected: Matrix<Element>, norm: NormPass<Element>?) -> Matrix<Element> {
    var x = norm?.forward(projected) ?? projected
    rotary?.rotate(
      &x, headSize: design.attention.headSize, segments: segments, earlier: earlier)
    return x
  }

  // MARK: Norms, where the design has them

  var attentionNorm: NormPass<Element>? { norm(design.attentionNorm, weights.attentionNorm) }
  var attentionOutputNorm: NormPass<Element>? {
    norm(design.attentionOutputNorm, weights.attentionOutputNorm)
  }
  var queryNorm: NormPass<Element>? {
    norm(design.attention.queryKeyNorm?.design, weights.queryNorm)
  }
  var keyNorm: NormPass<Element>? { norm(design.attention.queryKeyNorm?.design, weights.keyNorm) }
  var mlpNorm: NormPass<Element>? { norm(design.mlpNorm, weights.mlpNorm) }
  var mlpOutputNorm: NormPass<Element>? { norm(design.mlpOutputNorm, weights.mlpOutputNorm) }

  private func norm(
    _ design: NormDesign?, _ weights: DecoderBlock<Element>.NormWeights?
  ) -> NormPass<Element>? {
    guard let design else { return nil }
    guard let weights else { preconditionFailure("block \(layer) lacks the weights of a norm") }
    return NormPass(design: design, weights: weights)
  }
}
