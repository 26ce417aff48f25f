/// How a decoder is adapted: beside chosen maps W, low-rank products B·A that alone are trained (Hu et
/// al., arXiv 2106.09685).
///
/// An adapted map gives W·x + b + alpha/rank · B·(A·drop(x)), A [rank, inputs] and B [outputs, rank].
public struct LoRADesign: Sendable, Equatable {
  /// r, at least 1.
  public var rank: Int
  /// What the product is multiplied by, times the rank.
  public var alpha: Double
  /// The share of an adapter's inputs that training drops, from 0 to below 1.
  public var dropout: Double
  /// The adapted projections; those that a block does not have are passed over.
  public var projections: Set<Projection>

  /// Creates a design; by default that of LESS (Xia et al., arXiv 2402.04333).
  public init(
    rank: Int = 128, alpha: Double = 512, dropout: Double = 0.1,
    projections: Set<Projection> = [.q, .k, .v, .o]
  ) {
    precondition(rank >= 1, "adapters of rank \(rank)")
    precondition((0..<1).contains(dropout), "a dropout of \(dropout)")
    self.rank = rank
    self.alpha = alpha
    self.dropout = dropout
    self.projections = projections
  }

  /// What B·A·x is multiplied by.
  public var scale: Double { alpha / Double(rank) }

  /// The adapters' parameters in a decoder, with their shapes: block by block, in each the projections
  /// in the order of `Projection.allCases`, of each A before B. The order of the parameters' names in
  /// `peft`.
  public func parameters(
    of design: DecoderDesign
  ) -> [(parameter: AdapterParameter, shape: [Int])] {
    design.blocks.enumerated().flatMap { layer, block in
      block.projections.filter(projections.contains).flatMap { projection in
        let (outputs, inputs) = block.shape(of: projection, hidden: design.hiddenSize)
        return [
          (AdapterParameter(.a, projection, layer: layer), [rank, inputs]),
          (AdapterParameter(.b, projection, layer: layer), [outputs, rank]),
        ]
      }
    }
  }
}

/// One factor of one adapter.
public struct AdapterParameter: Sendable, Hashable {
  /// Which factor.
  public enum Factor: Sendable, Hashable, CaseIterable {
    /// A, [rank, inputs]: what the input meets first.
    case a
    /// B, [outputs, rank].
    case b
  }

  /// Which factor.
  public var factor: Factor
  /// The adapted projection.
  public var projection: Projection
  /// Its block, 0 nearest the embedding.
  public var layer: Int

  /// Creates a name.
  public init(_ factor: Factor, _ projection: Projection, layer: Int) {
    self.factor = factor
    self.projection = projection
    self.layer = layer
  }
}
