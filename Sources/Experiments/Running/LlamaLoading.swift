import Checkpoints
import Diagnostics
import Dispatch
import Synchronization
import Tensors
import Transformer

extension ResidentWeights<Float> {
  /// Reads the weights of a Llama checkpoint, widened to single precision, on all cores.
  ///
  /// - Parameter checkpoint: The checkpoint.
  /// - Throws: `Problem` if it is of another architecture, has features that the model does not, or a
  ///   tensor is missing or misshapen.
  init(llama checkpoint: ModelCheckpoint) throws {
    try checkpoint.validateLlamaShapes()
    let design = try DecoderDesign(llama: checkpoint)
    let tensors = checkpoint.tensors
    // The embedding is the largest tensor by far: it is read beside the blocks.
    let parts = try concurrently(design.blocks.count + 1) { index in
      index == 0
        ? Part.embedding(try tensors.matrix("model.embed_tokens.weight"))
        : Part.block(
          try DecoderBlock(design, layer: index - 1) { try tensors.floats($0.llamaName) })
    }
    guard case .embedding(let embedding) = parts[0] else {
      preconditionFailure("the first part is the embedding")
    }
    self.init(
      design, embedding: embedding,
      blocks: parts.compactMap { if case .block(let block) = $0 { block } else { nil } },
      finalNorm: DecoderBlock.NormWeights(scale: try tensors.floats("model.norm.weight")),
      separateHead: design.tiesEmbeddings ? nil : try tensors.matrix("lm_head.weight"))
  }

  private enum Part: Sendable {
    case embedding(Matrix<Float>)
    case block(DecoderBlock<Float>)
  }
}

extension Parameter {
  /// The name of a parameter of a block in Llama checkpoints.
  fileprivate var llamaName: String {
    switch self {
    case .weight(let projection, let layer):
      let owner = [.q, .k, .v, .o].contains(projection) ? "self_attn" : "mlp"
      return "model.layers.\(layer).\(owner).\(projection.rawValue)_proj.weight"
    case .scale(.attention(let layer)): return "model.layers.\(layer).input_layernorm.weight"
    case .scale(.mlp(let layer)): return "model.layers.\(layer).post_attention_layernorm.weight"
    default: preconditionFailure("a Llama block has no \(self)")
    }
  }
}

extension TensorSource {
  fileprivate func matrix(_ name: String) throws -> Matrix<Float> {
    let info = try info(name)
    return Matrix(rows: info.rowCount, columns: info.rowLength, values: try floats(name))
  }
}

extension DecoderDesign {
  /// The design that a Llama checkpoint states.
  ///
  /// - Throws: `Problem` for what the model would silently compute otherwise than it was trained.
  init(llama checkpoint: ModelCheckpoint) throws {
    let found = checkpoint.configuration
    let place = Place(file: checkpoint.digestedFiles[0])
    guard found.ropeScaling == .none else {
      throw Problem.unsupportedFeature(
        "scaled rotary frequencies (\(found.ropeScaling))", at: place)
    }
    guard !found.hasProjectionBias else {
      throw Problem.unsupportedFeature("biases in its projections", at: place)
    }
    let norm = NormDesign(.rootMeanSquare, epsilon: found.normEpsilon)
    let attention = AttentionDesign(
      heads: found.headCount, keyValueHeads: found.keyValueHeadCount, headSize: found.headSize,
      rotary: RotaryDesign(base: found.ropeTheta, width: found.headSize))
    let block = BlockDesign(
      attentionNorm: norm, mlpNorm: norm, attention: attention,
      mlp: MLPDesign(intermediateSize: found.intermediateSize, activation: .silu))
    self.init(
      hiddenSize: found.hiddenSize, vocabularySize: found.vocabularySize,
      blocks: Array(repeating: block, count: found.layerCount), finalNorm: norm,
      tiesEmbeddings: found.tiesEmbeddings)
  }
}

/// The results of `body` for 0 to `count` − 1, computed on all cores.
private func concurrently<Value: Sendable>(
  _ count: Int, _ body: @Sendable (Int) throws -> Value
) throws -> [Value] {
  let results = Mutex([Result<Value, any Error>?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let result = Result { try body(index) }
    results.withLock { $0[index] = result }
  }
  return try results.withLock { $0 }.compactMap { try $0?.get() }
}
