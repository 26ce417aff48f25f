import Checkpoints
import Transformer

extension Architecture {
  /// The text part of Gemma 3 (arXiv 2503.19786): Gemma 2 with norms of queries and keys in place of
  /// soft caps, five layers with a window to one without, and rotary positions of two bases.
  public static let gemma3 = Architecture(
    name: "Gemma 3", modelTypes: ["gemma3_text", "gemma3"], ggufNames: ["gemma3"],
    huggingFace: .gemma3, gguf: .gguf, written: .gemma3
  ) { model in
    let norm = try model.rootMeanSquareNorm()
    let c = model.configuration
    let window = try model.statedWindow()
    let windowed = try model.gemma3Windows()
    let (local, global) = try (model.rotary(.local), model.rotary(.global))
    let scale = try model.gemmaScale(layersOfLargest: 62)
    let scoreCap = try model.cap("attn_logit_softcapping", assuming: nil)
    let bias = try model.attentionBias(of: .q)
    let mlp = try model.gemmaMLP()
    try model.settings.demand(SettingKey("use_bidirectional_attention"), false)
    return try model.decoder(
      embeddingScale: Double(c.hiddenSize).squareRoot(), ties: true, finalNorm: norm,
      logitCap: try model.cap("final_logit_softcapping", assuming: nil)
    ) { layer in
      BlockDesign(
        attentionNorm: norm, attentionOutputNorm: norm, mlpNorm: norm, mlpOutputNorm: norm,
        attention: AttentionDesign(
          heads: c.headCount, keyValueHeads: c.keyValueHeadCount, headSize: c.headSize,
          scale: scale, window: windowed[layer] ? window : nil, scoreCap: scoreCap,
          queryKeyNorm: .eachHead(norm), rotary: windowed[layer] ? local : global,
          hasInputBias: bias, hasOutputBias: bias),
        mlp: mlp)
    }
  }
}

extension TensorNames {
  /// Gemma 3, alone or as the language model of a larger one, whose other parts are left out.
  fileprivate static let gemma3: TensorNames = {
    var names = gemma.withQueryKeyNorms()
    names.prefixes = ["model.", "language_model.model.", "model.language_model."]
    names.ignored.prefixes += [
      "vision_tower.", "multi_modal_projector.", "model.vision_tower.",
      "model.multi_modal_projector.", "language_model.lm_head.",
    ]
    return names
  }()
}

extension RotaryKeys {
  /// Layers with a window.
  fileprivate static let local = RotaryKeys(
    theta: SettingKey(
      "rope_parameters.sliding_attention.rope_theta", "rope_local_base_freq",
      gguf: "rope.freq_base_swa"),
    scaling: ["rope_parameters.sliding_attention"], followsGGUFScaling: false)
  /// Layers without a window.
  fileprivate static let global = RotaryKeys(
    theta: SettingKey(
      "rope_parameters.full_attention.rope_theta", "rope_theta", gguf: "rope.freq_base"),
    scaling: ["rope_scaling", "rope_parameters.full_attention"], assumedTheta: 1_000_000)
}

extension ModelCheckpoint {
  fileprivate func rotary(_ keys: RotaryKeys) throws -> RotaryDesign {
    try rotary(width: nil, keys)
  }

  /// Whether each layer has a window: all but every sixth, unless the file says otherwise, of each layer
  /// or by another number than six.
  fileprivate func gemma3Windows() throws -> [Bool] {
    if let stated = try windowedLayers() { return stated }
    let key = SettingKey("sliding_window_pattern", gguf: "attention.sliding_window_pattern")
    let pattern = try settings.integer(key, in: 1...4096) ?? 6
    return (0..<configuration.layerCount).map { !($0 + 1).isMultiple(of: pattern) }
  }
}
