public import LinearAlgebra
public import Tensors

/// The weights of one block. What its design does not have is `nil`.
public struct DecoderBlock<Element: BLASScalar>: Sendable {
  /// The scale of a norm, and the shift of a layer norm, [width] each.
  public struct NormWeights: Sendable {
    /// [width].
    public var scale: [Element]
    /// [width]; `nil` for a norm of the root mean square.
    public var shift: [Element]?

    /// Creates the weights of a norm.
    public init(scale: [Element], shift: [Element]? = nil) {
      self.scale = scale
      self.shift = shift
    }
  }

  /// A linear map y = x·Wᵀ + b, to which an adapter may add.
  public struct Linear: Sendable {
    /// W, [outputs, inputs], as PyTorch stores it.
    public var weight: Matrix<Element>
    /// b, [outputs].
    public var bias: [Element]?
    /// What an adapter adds: `AdaptedWeights` put it here.
    var adapter: LowRankMap<Element>?

    /// Creates a map.
    public init(weight: Matrix<Element>, bias: [Element]? = nil) {
      self.weight = weight
      self.bias = bias
    }
  }

  /// Before attention.
  public var attentionNorm: NormWeights?
  /// Queries.
  public var q: Linear
  /// Keys.
  public var k: Linear
  /// Values.
  public var v: Linear
  /// Of queries.
  public var queryNorm: NormWeights?
  /// Of keys.
  public var keyNorm: NormWeights?
  /// The output of attention.
  public var o: Linear
  /// After attention.
  public var attentionOutputNorm: NormWeights?
  /// Before the MLP.
  public var mlpNorm: NormWeights?
  /// The gated branch.
  public var gate: Linear?
  /// The linear branch.
  public var up: Linear
  /// The output of the MLP.
  public var down: Linear
  /// After the MLP.
  public var mlpOutputNorm: NormWeights?
}

extension DecoderBlock {
  /// Creates the block at `layer` of a design from whatever holds its parameters.
  ///
  /// - Parameters:
  ///   - design: The design.
  ///   - layer: The block, 0 nearest the embedding.
  ///   - values: Gives the values of each parameter of the block, row-major.
  public init(
    _ design: DecoderDesign, layer: Int, values: (Parameter) throws -> [Element]
  ) rethrows {
    let block = design.blocks[layer]
    func linear(_ projection: Projection) throws -> Linear {
      let (outputs, inputs) = block.shape(of: projection, hidden: design.hiddenSize)
      return Linear(
        weight: Matrix(
          rows: outputs, columns: inputs, values: try values(.weight(projection, layer: layer))),
        bias: block.hasBias(projection) ? try values(.bias(projection, layer: layer)) : nil)
    }
    func norm(_ design: NormDesign?, _ norm: Norm) throws -> NormWeights? {
      guard let design else { return nil }
      return NormWeights(
        scale: try values(.scale(norm)),
        shift: design.kind == .layer ? try values(.shift(norm)) : nil)
    }
    let queryKeyNorm = block.attention.queryKeyNorm?.design
    attentionNorm = try norm(block.attentionNorm, .attention(layer: layer))
    q = try linear(.q)
    k = try linear(.k)
    v = try linear(.v)
    queryNorm = try norm(queryKeyNorm, .queries(layer: layer))
    keyNorm = try norm(queryKeyNorm, .keys(layer: layer))
    o = try linear(.o)
    attentionOutputNorm = try norm(block.attentionOutputNorm, .attentionOutput(layer: layer))
    mlpNorm = try norm(block.mlpNorm, .mlp(layer: layer))
    gate = block.mlp.isGated ? try linear(.gate) : nil
    up = try linear(.up)
    down = try linear(.down)
    mlpOutputNorm = try norm(block.mlpOutputNorm, .mlpOutput(layer: layer))
  }
}

extension AttentionDesign.QueryKeyNorm {
  /// The norm, whatever it runs over.
  public var design: NormDesign {
    switch self {
    case .eachHead(let design), .allHeads(let design): design
    }
  }
}
