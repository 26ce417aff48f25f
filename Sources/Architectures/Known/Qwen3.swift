import Checkpoints
import Transformer

extension Architecture {
  /// Qwen3 (arXiv 2505.09388): Llama with norms of queries and keys, each head apart.
  public static let qwen3 = Architecture(
    name: "Qwen3", modelTypes: ["qwen3"], ggufNames: ["qwen3"],
    huggingFace: .llamaLike.withQueryKeyNorms(), gguf: .gguf, written: .qwen3
  ) { model in
    let norm = try model.rootMeanSquareNorm()
    let c = model.configuration
    let windows = try model.qwenWindows()
    let rotary = try model.rotary()
    let mlp = try model.gatedMLP()
    let (inputBias, outputBias) = try (model.attentionBias(of: .q), model.attentionBias(of: .o))
    return try model.decoder(finalNorm: norm) { layer in
      BlockDesign(
        attentionNorm: norm, mlpNorm: norm,
        attention: AttentionDesign(
          heads: c.headCount, keyValueHeads: c.keyValueHeadCount, headSize: c.headSize,
          window: windows[layer], queryKeyNorm: .eachHead(norm), rotary: rotary,
          hasInputBias: inputBias, hasOutputBias: outputBias),
        mlp: mlp)
    }
  }
}
