import Checkpoints
import Transformer

extension Architecture {
  /// Gemma 2 (arXiv 2408.00118): norms before and after attention and MLP, a window in every other layer,
  /// soft caps on scores and logits, embeddings scaled by √hidden, GeGLU.
  public static let gemma2 = Architecture(
    name: "Gemma 2", modelTypes: ["gemma2"], ggufNames: ["gemma2"],
    huggingFace: .gemma, gguf: .gguf
  ) { model in
    let norm = try model.rootMeanSquareNorm()
    let c = model.configuration
    let window = try model.window() ?? 4096
    let windowed = try model.windowedLayers() ?? (0..<c.layerCount).map { $0.isMultiple(of: 2) }
    let rotary = try model.rotary()
    let scale = try model.gemmaScale(layersOfLargest: 46)
    let scoreCap = try model.cap("attn_logit_softcapping", assuming: 50)
    let bias = try model.attentionBias(of: .q)
    let mlp = try model.gemmaMLP()
    try model.settings.demand(SettingKey("use_bidirectional_attention"), false)
    return try model.decoder(
      embeddingScale: Double(c.hiddenSize).squareRoot(), ties: true, finalNorm: norm,
      logitCap: try model.cap("final_logit_softcapping", assuming: 30)
    ) { layer in
      BlockDesign(
        attentionNorm: norm, attentionOutputNorm: norm, mlpNorm: norm, mlpOutputNorm: norm,
        attention: AttentionDesign(
          heads: c.headCount, keyValueHeads: c.keyValueHeadCount, headSize: c.headSize,
          scale: scale, window: windowed[layer] ? window : nil, scoreCap: scoreCap,
          rotary: rotary, hasInputBias: bias, hasOutputBias: bias),
        mlp: mlp)
    }
  }
}

extension ModelCheckpoint {
  /// 1/√`query_pre_attn_scalar`. A GGUF file does not state it: it is the width of a head but in the
  /// largest model (27B), where it is the hidden size by heads, as llama.cpp has it.
  func gemmaScale(layersOfLargest: Int) throws -> Double {
    let stated = try settings.number(SettingKey("query_pre_attn_scalar"), in: 1e-3...1e6)
    let isLargest = configuration.layerCount == layersOfLargest
    let scalar =
      isLargest
      ? Double(configuration.hiddenSize) / Double(configuration.headCount)
      : Double(configuration.headSize)
    return 1 / (stated ?? scalar).squareRoot()
  }

  /// Gemma's MLP. Its `hidden_act` is out of date and not to be believed.
  func gemmaMLP() throws -> MLPDesign {
    try gatedMLP(activation: SettingKey("hidden_activation"), assuming: "gelu_pytorch_tanh")
  }

  /// A soft cap; `null` means none.
  func cap(_ name: String, assuming assumed: Double?) throws -> Double? {
    let key = SettingKey(name, gguf: name)
    return try settings.number(key, in: 1e-3...1e9) ?? (settings.isNull(key) ? nil : assumed)
  }
}
