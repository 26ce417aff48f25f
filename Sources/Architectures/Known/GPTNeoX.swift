import Checkpoints
import Transformer

extension Architecture {
  /// GPT-NeoX and Pythia (arXiv 2204.06745, 2304.01373): attention and MLP side by side, LayerNorm,
  /// rotary positions in a part of each head, one matrix for queries, keys and values, GELU, biases.
  public static let gptNeoX = Architecture(
    name: "GPT-NeoX", modelTypes: ["gpt_neox"], ggufNames: ["gptneox"],
    huggingFace: .gptNeoX, gguf: .gguf.fusingAttention("attn_qkv"), written: .gptNeoX
  ) { model in
    let norm = try model.layerNorm()
    let c = model.configuration
    let settings = model.settings
    let bias = try settings.flag(SettingKey("attention_bias")) ?? true
    let parallel = SettingKey("use_parallel_residual", gguf: "use_parallel_residual")
    let block = BlockDesign(
      isParallel: try settings.flag(parallel) ?? true, attentionNorm: norm, mlpNorm: norm,
      attention: AttentionDesign(
        heads: c.headCount, keyValueHeads: c.headCount, headSize: c.headSize,
        rotary: try model.rotary(width: try model.turnedWidth(assuming: 0.25)),
        hasInputBias: bias, hasOutputBias: bias),
      mlp: MLPDesign(
        intermediateSize: c.intermediateSize,
        activation: try settings.activation(SettingKey("hidden_act"), assuming: "gelu"),
        isGated: false, hasBias: true))
    return try model.decoder(finalNorm: norm) { _ in block }
  }
}

extension TensorNames {
  fileprivate static let gptNeoX: TensorNames = {
    let fused = StoredProjection("attention.query_key_value", .stackedByHead([.q, .k, .v]))
    return TensorNames(
      prefixes: ["gpt_neox."], embedding: "embed_in", blocks: "layers.",
      finalNorm: "final_layer_norm", head: "embed_out",
      norms: NormNames(attention: "input_layernorm", mlp: "post_attention_layernorm"),
      projections: [
        .q: fused, .k: fused, .v: fused, .o: StoredProjection("attention.dense"),
        .up: StoredProjection("mlp.dense_h_to_4h"), .down: StoredProjection("mlp.dense_4h_to_h"),
      ],
      // The causal mask and rotary tables.
      ignored: Ignored(
        suffixes: [".attention.bias", ".attention.masked_bias", ".rotary_emb.inv_freq"]))
  }()
}

extension ModelCheckpoint {
  /// The number of dimensions of a head that positions turn.
  ///
  /// - Parameter part: What part of a head that is where the file does not say.
  /// - Returns: A number from 0 to the width of a head, possibly odd.
  /// - Throws: `Problem` if what the file says makes no sense.
  func turnedWidth(assuming part: Double) throws -> Int {
    if let stated = try settings.integer(
      SettingKey(gguf: "rope.dimension_count"), in: 1...configuration.headSize)
    {
      return stated
    }
    let key = SettingKey(
      "rope_parameters.partial_rotary_factor", "partial_rotary_factor", "rotary_pct")
    let factor = try settings.number(key, in: 1e-3...1)
    // A GGUF file without the key turns the whole head.
    let assumed = settings.format == .gguf ? 1 : part
    return Int(Double(configuration.headSize) * (factor ?? assumed))
  }
}
