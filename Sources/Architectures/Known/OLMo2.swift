import Checkpoints
import Transformer

extension Architecture {
  /// OLMo 2 (arXiv 2501.00656): Llama with its norms after attention and MLP in place of before, and
  /// norms over all queries and over all keys.
  public static let olmo2 = Architecture(
    name: "OLMo 2", modelTypes: ["olmo2"], ggufNames: ["olmo2"],
    huggingFace: .olmo2, gguf: .gguf, written: .olmo2
  ) { model in
    let norm = try model.rootMeanSquareNorm()
    let c = model.configuration
    let attention = AttentionDesign(
      heads: c.headCount, keyValueHeads: c.keyValueHeadCount, headSize: c.headSize,
      queryKeyNorm: .allHeads(norm), rotary: try model.rotary(),
      hasInputBias: try model.attentionBias(of: .q),
      hasOutputBias: try model.attentionBias(of: .o))
    let block = BlockDesign(
      attentionNorm: nil, attentionOutputNorm: norm, mlpNorm: nil, mlpOutputNorm: norm,
      attention: attention, mlp: try model.gatedMLP())
    return try model.decoder(finalNorm: norm) { _ in block }
  }
}

extension TensorNames {
  fileprivate static let olmo2: TensorNames = {
    var names = llamaLike.withQueryKeyNorms()
    names.norms.attention = nil
    names.norms.mlp = nil
    names.norms.attentionOutput = "post_attention_layernorm"
    names.norms.mlpOutput = "post_feedforward_layernorm"
    return names
  }()
}
