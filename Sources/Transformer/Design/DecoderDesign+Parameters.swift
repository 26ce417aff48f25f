extension DecoderDesign {
  /// All parameters with their shapes, in the order of the forward pass.
  public var parameters: [(parameter: Parameter, shape: [Int])] {
    let positions = learnedPositions.map { [(Parameter.positions, [$0, hiddenSize])] } ?? []
    let head = tiesEmbeddings ? [] : [(Parameter.head, [vocabularySize, hiddenSize])]
    return [(.embedding, [vocabularySize, hiddenSize])] + positions
      + blocks.indices.flatMap { parameters(ofBlock: $0) }
      + finalNorm.parameters(.final, width: hiddenSize) + head
  }

  /// The parameters of one block with their shapes, in the order of the forward pass.
  public func parameters(ofBlock layer: Int) -> [(parameter: Parameter, shape: [Int])] {
    let block = blocks[layer]
    let attention = block.attention
    func norm(_ design: NormDesign?, _ norm: Norm) -> [(Parameter, [Int])] {
      design?.parameters(norm, width: hiddenSize) ?? []
    }
    return norm(block.attentionNorm, .attention(layer: layer))
      + [Projection.q, .k, .v].flatMap { block.parameters($0, layer: layer, hidden: hiddenSize) }
      + attention.normParameters(layer: layer)
      + block.parameters(.o, layer: layer, hidden: hiddenSize)
      + norm(block.attentionOutputNorm, .attentionOutput(layer: layer))
      + norm(block.mlpNorm, .mlp(layer: layer))
      + [Projection.gate, .up, .down].flatMap {
        block.parameters($0, layer: layer, hidden: hiddenSize)
      }
      + norm(block.mlpOutputNorm, .mlpOutput(layer: layer))
  }

  /// The number of all trainable numbers.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.shape.reduce(1, *) } }

  /// The number of weights in the projections of all blocks.
  public var blockParameters: Int {
    blocks.reduce(0) { total, block in
      total
        + block.projections.reduce(0) {
          let shape = block.shape(of: $1, hidden: hiddenSize)
          return $0 + shape.outputs * shape.inputs
        }
    }
  }
}

extension BlockDesign {
  /// The projections that the block has, in the order of the forward pass.
  public var projections: [Projection] {
    mlp.isGated ? Projection.allCases : Projection.allCases.filter { $0 != .gate }
  }

  /// The shape of the weight of one projection, as PyTorch stores it.
  public func shape(of projection: Projection, hidden: Int) -> (outputs: Int, inputs: Int) {
    switch projection {
    case .q: (attention.querySize, hidden)
    case .k, .v: (attention.keyValueSize, hidden)
    case .o: (hidden, attention.querySize)
    case .gate, .up: (mlp.intermediateSize, hidden)
    case .down: (hidden, mlp.intermediateSize)
    }
  }

  /// Whether a projection adds a bias.
  public func hasBias(_ projection: Projection) -> Bool {
    switch projection {
    case .q, .k, .v: attention.hasInputBias
    case .o: attention.hasOutputBias
    case .gate, .up, .down: mlp.hasBias
    }
  }

  fileprivate func parameters(
    _ projection: Projection, layer: Int, hidden: Int
  ) -> [(Parameter, [Int])] {
    guard projections.contains(projection) else { return [] }
    let (outputs, inputs) = shape(of: projection, hidden: hidden)
    return [(.weight(projection, layer: layer), [outputs, inputs])]
      + (hasBias(projection) ? [(.bias(projection, layer: layer), [outputs])] : [])
  }
}

extension NormDesign {
  fileprivate func parameters(_ norm: Norm, width: Int) -> [(Parameter, [Int])] {
    [(.scale(norm), [width])] + (kind == .layer ? [(.shift(norm), [width])] : [])
  }
}

extension AttentionDesign {
  fileprivate func normParameters(layer: Int) -> [(Parameter, [Int])] {
    let (queries, keys) = (Norm.queries(layer: layer), Norm.keys(layer: layer))
    switch queryKeyNorm {
    case nil: return []
    case .eachHead(let design):
      return design.parameters(queries, width: headSize) + design.parameters(keys, width: headSize)
    case .allHeads(let design):
      return design.parameters(queries, width: querySize)
        + design.parameters(keys, width: keyValueSize)
    }
  }
}
