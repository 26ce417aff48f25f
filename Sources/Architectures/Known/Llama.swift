import Checkpoints
import Transformer

extension Architecture {
  /// Llama 2 and 3 (arXiv 2307.09288, 2407.21783) and SmolLM2 (arXiv 2502.02737): RMSNorm before
  /// attention and MLP, grouped queries, rotary positions, SwiGLU.
  ///
  /// In GGUF files Mistral's models go by this name too; they state their window there, if they do.
  public static let llama = Architecture(
    name: "Llama", modelTypes: ["llama"], ggufNames: ["llama"],
    huggingFace: .llamaLike, gguf: .gguf.interleavingHeads(), written: .llama
  ) { model in
    let norm = try model.rootMeanSquareNorm()
    let c = model.configuration
    let attention = AttentionDesign(
      heads: c.headCount, keyValueHeads: c.keyValueHeadCount, headSize: c.headSize,
      window: model.settings.format == .gguf ? try model.window() : nil,
      rotary: try model.rotary(), hasInputBias: try model.attentionBias(of: .q),
      hasOutputBias: try model.attentionBias(of: .o))
    let block = BlockDesign(
      attentionNorm: norm, mlpNorm: norm, attention: attention, mlp: try model.gatedMLP())
    return try model.decoder(finalNorm: norm) { _ in block }
  }
}

extension TensorNames {
  /// Queries and keys in the order of rows into which llama.cpp's converter brings a llama's.
  fileprivate func interleavingHeads() -> TensorNames {
    var names = self
    names.projections[.q]?.order = .interleaved
    names.projections[.k]?.order = .interleaved
    return names
  }
}
