import Checkpoints
import Transformer

extension Architecture {
  /// Qwen2 and Qwen2.5 (arXiv 2407.10671, 2412.15115): Llama with biases in queries, keys and values.
  public static let qwen2 = Architecture(
    name: "Qwen2", modelTypes: ["qwen2"], ggufNames: ["qwen2"],
    huggingFace: .llamaLike, gguf: .gguf, written: .qwen2
  ) { model in
    let norm = try model.rootMeanSquareNorm()
    let c = model.configuration
    let windows = try model.qwenWindows()
    let rotary = try model.rotary()
    let mlp = try model.gatedMLP()
    return try model.decoder(finalNorm: norm) { layer in
      BlockDesign(
        attentionNorm: norm, mlpNorm: norm,
        attention: AttentionDesign(
          heads: c.headCount, keyValueHeads: c.keyValueHeadCount, headSize: c.headSize,
          window: windows[layer], rotary: rotary, hasInputBias: true),
        mlp: mlp)
    }
  }
}

extension ModelCheckpoint {
  /// The window of each layer: Qwen2 and Qwen3 have one only where `use_sliding_window` is true, in the
  /// layers that `layer_types` names, or from `max_window_layers` on.
  func qwenWindows() throws -> [Int?] {
    let layers = 0..<configuration.layerCount
    guard try settings.flag(SettingKey("use_sliding_window")) ?? false, let window = try window()
    else { return layers.map { _ in nil } }
    let first = try settings.integer(SettingKey("max_window_layers"), in: 0...4096) ?? 28
    let windowed = try windowedLayers() ?? layers.map { $0 >= first }
    return windowed.map { $0 ? window : nil }
  }
}
