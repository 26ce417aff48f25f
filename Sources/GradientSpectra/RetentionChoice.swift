import LinearAlgebra
import Transformer

extension Retention {
  /// What a pass over `tokens` rows may keep.
  ///
  /// Activations stay under 320 MiB an example where that costs at most the MLP's first maps, so that two
  /// at a time stay well below 1 GiB; blocks of large models run again only beyond 1 GiB. Weights that
  /// are streamed leave memory to nothing but the blocks' inputs.
  static func fitting<Element>(
    _ weights: any DecoderWeights<Element>, tokens: Int
  ) -> Retention {
    if weights.isStreamed { return .inputs }
    let bytes = { tokens * weights.design.keptValues(per: $0) * MemoryLayout<Element>.size }
    if bytes(.everything) <= 320 << 20 { return .everything }
    return bytes(.withoutMLP) <= 1 << 30 ? .withoutMLP : .inputs
  }
}

extension DecoderDesign {
  /// The values that all blocks keep of one row.
  func keptValues(per retention: Retention) -> Int {
    blocks.reduce(0) { $0 + $1.keptValues(per: retention, hidden: hiddenSize) }
  }
}

extension BlockDesign {
  fileprivate func keptValues(per retention: Retention, hidden: Int) -> Int {
    guard retention != .inputs else { return hidden }
    let outputs = [attentionOutputNorm, mlpOutputNorm].count { $0 != nil }
    let streams = (isParallel ? 1 : 2) + outputs
    let scores = 2 * attention.querySize + 2 * attention.keyValueSize + 2 * attention.heads
    let inner = (mlp.isGated ? 2 : 1) * mlp.intermediateSize
    return streams * hidden + scores + (retention == .everything ? inner : 0)
  }
}
