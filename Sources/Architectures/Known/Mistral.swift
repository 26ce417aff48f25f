import Checkpoints
import Transformer

extension Architecture {
  /// Mistral 7B (arXiv 2310.06825): Llama with a window over the last positions in every layer. Later
  /// versions have none.
  public static let mistral = Architecture(
    name: "Mistral", modelTypes: ["mistral"], ggufNames: [],
    huggingFace: .llamaLike, gguf: .gguf
  ) { model in
    let norm = try model.rootMeanSquareNorm()
    let c = model.configuration
    let attention = AttentionDesign(
      heads: c.headCount, keyValueHeads: c.keyValueHeadCount, headSize: c.headSize,
      window: try model.window(), rotary: try model.rotary())
    let block = BlockDesign(
      attentionNorm: norm, mlpNorm: norm, attention: attention, mlp: try model.gatedMLP())
    return try model.decoder(finalNorm: norm) { _ in block }
  }
}
