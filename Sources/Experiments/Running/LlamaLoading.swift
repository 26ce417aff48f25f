import Checkpoints
import Diagnostics
import Dispatch
import Synchronization
import Tensors
import Transformer

extension LlamaWeights<Float> {
  /// Reads the weights of a Llama checkpoint, widened to single precision, on all cores.
  ///
  /// - Parameter checkpoint: The checkpoint.
  /// - Throws: `Problem` if it is of another architecture, has features that the model does not, or a
  ///   tensor is missing or misshapen.
  init(_ checkpoint: ModelCheckpoint) throws {
    try checkpoint.validateLlamaShapes()
    let configuration = try LlamaConfiguration(checkpoint)
    let tensors = checkpoint.tensors
    // The embedding is the largest tensor by far: it is read beside the blocks.
    let parts = try concurrently(configuration.layers + 1) { index in
      index == 0
        ? Part.embedding(try tensors.matrix("model.embed_tokens.weight"))
        : Part.block(try LlamaBlock(tensors, layer: index - 1))
    }
    guard case .embedding(let embedding) = parts[0] else {
      preconditionFailure("the first part is the embedding")
    }
    self.init(
      configuration: configuration, embedding: embedding,
      blocks: parts.compactMap { if case .block(let block) = $0 { block } else { nil } },
      finalNorm: try tensors.floats("model.norm.weight"),
      separateHead: configuration.tiesEmbeddings ? nil : try tensors.matrix("lm_head.weight"))
  }

  private enum Part: Sendable {
    case embedding(Matrix<Float>)
    case block(LlamaBlock<Float>)
  }
}

extension LlamaBlock<Float> {
  fileprivate init(_ tensors: any TensorSource, layer: Int) throws {
    func projection(_ projection: Projection) throws -> Matrix<Float> {
      try tensors.matrix(projection.parameterName(layer: layer))
    }
    func norm(_ name: String) throws -> [Float] {
      try tensors.floats("model.layers.\(layer).\(name).weight")
    }
    self.init(
      attentionNorm: try norm("input_layernorm"), q: try projection(.q), k: try projection(.k),
      v: try projection(.v), o: try projection(.o),
      mlpNorm: try norm("post_attention_layernorm"), gate: try projection(.gate),
      up: try projection(.up), down: try projection(.down))
  }
}

extension TensorSource {
  fileprivate func matrix(_ name: String) throws -> Matrix<Float> {
    let info = try info(name)
    return Matrix(rows: info.rowCount, columns: info.rowLength, values: try floats(name))
  }
}

extension LlamaConfiguration {
  /// The shape that a checkpoint states.
  ///
  /// - Throws: `Problem` for what the model would silently compute otherwise than it was trained.
  init(_ checkpoint: ModelCheckpoint) throws {
    let found = checkpoint.configuration
    let place = Place(file: checkpoint.digestedFiles[0])
    guard found.ropeScaling == .none else {
      throw Problem.unsupportedFeature(
        "scaled rotary frequencies (\(found.ropeScaling))", at: place)
    }
    guard !found.hasProjectionBias else {
      throw Problem.unsupportedFeature("biases in its projections", at: place)
    }
    self.init(
      layers: found.layerCount, hiddenSize: found.hiddenSize, heads: found.headCount,
      keyValueHeads: found.keyValueHeadCount, headSize: found.headSize,
      intermediateSize: found.intermediateSize, vocabularySize: found.vocabularySize,
      normEpsilon: found.normEpsilon, ropeTheta: found.ropeTheta,
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
