import Checkpoints
import Transformer

extension Architecture {
  /// Phi-3 (arXiv 2404.14219): Llama with one matrix for queries, keys and values and one for both
  /// branches of the MLP, a window over the last positions, and longrope in its long versions.
  ///
  /// Longrope has one set of factors up to the length of pretraining and another beyond it: texts up to
  /// that length are computed, longer ones are refused by `DecoderCheckpoint.contextLength`.
  public static let phi3 = Architecture(
    name: "Phi-3", modelTypes: ["phi3"], ggufNames: ["phi3"],
    huggingFace: .llamaLike.fusingAttention("self_attn.qkv_proj")
      .fusingMLP("mlp.gate_up_proj"),
    gguf: .phi3
  ) { model in
    let norm = try model.rootMeanSquareNorm()
    let c = model.configuration
    let attention = AttentionDesign(
      heads: c.headCount, keyValueHeads: c.keyValueHeadCount, headSize: c.headSize,
      window: try model.window(),
      rotary: try model.rotary(width: try model.turnedWidth(assuming: 1)))
    let block = BlockDesign(
      attentionNorm: norm, mlpNorm: norm, attention: attention, mlp: try model.gatedMLP())
    return try model.decoder(finalNorm: norm) { _ in block }
  }
}

extension TensorNames {
  fileprivate static let phi3: TensorNames = {
    var names = gguf.fusingAttention("attn_qkv").fusingMLP("ffn_up")
    names.ignored.prefixes += ["rope_factors_long.", "rope_factors_short."]
    return names
  }()
}
