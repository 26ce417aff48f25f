import Checkpoints
import Transformer

extension Architecture {
  /// GPT-2 (Radford et al., 2019): LayerNorm before attention and MLP, learned positions, one matrix for
  /// queries, keys and values, GELU, biases everywhere.
  public static let gpt2 = Architecture(
    name: "GPT-2", modelTypes: ["gpt2"], ggufNames: ["gpt2"],
    huggingFace: .gpt2, gguf: .gguf.fusingAttention("attn_qkv"), written: .gpt2
  ) { model in
    let norm = try model.layerNorm()
    let c = model.configuration
    let settings = model.settings
    let scales = try settings.flag(SettingKey("scale_attn_weights")) ?? true
    let byLayer = try settings.flag(SettingKey("scale_attn_by_inverse_layer_idx")) ?? false
    let mlp = MLPDesign(
      intermediateSize: c.intermediateSize,
      activation: try settings.activation(
        SettingKey("activation_function"), assuming: "gelu_new"),
      isGated: false, hasBias: true)
    return try model.decoder(positions: c.contextLength, ties: true, finalNorm: norm) { layer in
      let scale = scales ? 1 / Double(c.headSize).squareRoot() : 1
      return BlockDesign(
        attentionNorm: norm, mlpNorm: norm,
        attention: AttentionDesign(
          heads: c.headCount, keyValueHeads: c.headCount, headSize: c.headSize,
          scale: byLayer ? scale / Double(layer + 1) : scale, rotary: nil, hasInputBias: true,
          hasOutputBias: true),
        mlp: mlp)
    }
  }
}

extension TensorNames {
  /// `Conv1D` keeps its weights [inputs, outputs].
  fileprivate static let gpt2 = TensorNames(
    prefixes: ["transformer.", ""], embedding: "wte", positions: "wpe", blocks: "h.",
    finalNorm: "ln_f", head: "lm_head", norms: NormNames(attention: "ln_1", mlp: "ln_2"),
    projections: [
      .q: StoredProjection("attn.c_attn", .stacked([.q, .k, .v]), isTransposed: true),
      .k: StoredProjection("attn.c_attn", .stacked([.q, .k, .v]), isTransposed: true),
      .v: StoredProjection("attn.c_attn", .stacked([.q, .k, .v]), isTransposed: true),
      .o: StoredProjection("attn.c_proj", isTransposed: true),
      .up: StoredProjection("mlp.c_fc", isTransposed: true),
      .down: StoredProjection("mlp.c_proj", isTransposed: true),
    ],
    // The causal mask.
    ignored: Ignored(suffixes: [".attn.bias", ".attn.masked_bias"]))
}
