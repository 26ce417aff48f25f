import Diagnostics

extension ModelCheckpoint {
  /// Checks that the checkpoint is one of the llama architecture: that each tensor of it is there, in the
  /// shape that the configuration implies and of a type that can be read, and that there is no other.
  ///
  /// - Throws: `Problem` naming the architecture, or the first tensor that is missing, misshapen,
  ///   unreadable or has no place in the architecture.
  public func validateLlamaShapes() throws {
    guard configuration.architecture == "llama" else {
      throw Problem.unsupportedArchitecture(
        configuration.architecture, at: Place(file: digestedFiles[0]))
    }
    let expected = configuration.llamaShapes
    let present = Set(tensors.tensorNames.map { Array($0.utf8) })
    for (name, shape) in expected {
      guard present.contains(Array(name.utf8)) else {
        throw Problem.missingTensor(name, shape: shape, at: Place(file: digestedFiles[0]))
      }
      let info = try tensors.info(name)
      guard info.shape == shape else { throw Problem.wrongShape(info, expected: shape) }
      guard info.elementType.isReadable else { throw Problem.unreadableElements(info) }
    }
    let known = Set(expected.map { Array($0.name.utf8) })
    for name in tensors.tensorNames where !known.contains(Array(name.utf8)) {
      guard configuration.ignores(name) else {
        throw Problem.unexpectedTensor(try tensors.info(name))
      }
    }
  }
}

extension ModelConfiguration {
  /// The names and shapes of all tensors of the llama architecture, in the order of the model.
  var llamaShapes: [(name: String, shape: [Int])] {
    let outside = [("model.embed_tokens.weight", [vocabularySize, hiddenSize])]
    let head = tiesEmbeddings ? [] : [("lm_head.weight", [vocabularySize, hiddenSize])]
    return outside + (0..<layerCount).flatMap(llamaLayer)
      + [("model.norm.weight", [hiddenSize])] + head
  }

  private func llamaLayer(_ layer: Int) -> [(name: String, shape: [Int])] {
    let queries = headCount * headSize
    let keys = keyValueHeadCount * headSize
    let attention = [
      ("q_proj", [queries, hiddenSize]), ("k_proj", [keys, hiddenSize]),
      ("v_proj", [keys, hiddenSize]), ("o_proj", [hiddenSize, queries]),
    ].flatMap { name, shape in
      [("self_attn.\(name).weight", shape)]
        + (hasProjectionBias ? [("self_attn.\(name).bias", [shape[0]])] : [])
    }
    let others = [
      ("input_layernorm.weight", [hiddenSize]), ("post_attention_layernorm.weight", [hiddenSize]),
      ("mlp.gate_proj.weight", [intermediateSize, hiddenSize]),
      ("mlp.up_proj.weight", [intermediateSize, hiddenSize]),
      ("mlp.down_proj.weight", [hiddenSize, intermediateSize]),
    ]
    return (attention + others).map { ("model.layers.\(layer).\($0.0)", $0.1) }
  }

  /// Whether a tensor beyond those of the architecture does no harm: a stored copy of the tied
  /// embedding, and rotary frequencies, which the configuration states.
  fileprivate func ignores(_ name: String) -> Bool {
    name == RotaryScaling.divisorsName || name.hasSuffix(".rotary_emb.inv_freq")
      || (tiesEmbeddings && name == "lm_head.weight")
  }
}
