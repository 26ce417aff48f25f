import Statistics

/// A random linear map from all coordinates of a gradient to a row of few, that keeps inner products:
/// E⟨Πu, Πv⟩ = ⟨u, v⟩ for each kind.
///
/// Every entry of Π is a function of the seed, the parameter's name, the coordinate and the output, so
/// that rows do not depend on threads, batches, the order of parameters or the machine, and rows of
/// any two runs with the same `identity` may be compared. Nothing of Π is ever stored.
public struct Projection: Sendable, Hashable {
  /// What the entries are.
  public enum Kind: Sendable, Hashable {
    /// Every entry ±1/√d (Achlioptas 2003), as LESS projects (arXiv 2402.04333, section 3.2).
    ///
    /// The variance of an inner product is (‖u‖²‖v‖² + ⟨u, v⟩² − 2Σuᵢ²vᵢ²)/d.
    case rademacher
    /// One entry ±1 a coordinate: a count sketch (Charikar, Chen and Farach-Colton 2002), with the same
    /// variance as `rademacher` at a cost that does not depend on d.
    case countSketch
    /// P·G·Qᵀ for each parameter's matrix G (LoGra, arXiv 2405.13954), summed over parameters; entries
    /// of P [outputs, rows of G] are ±1/√outputs, of Q [inputs, columns of G] ±1/√inputs.
    ///
    /// Needs only the factors of a gradient. Varies more than the others: for G of rank one the
    /// variances of both sides add up.
    case factored(outputs: Int, inputs: Int)
  }

  /// What the entries are.
  public let kind: Kind
  /// The length of a row, d.
  public let dimension: Int
  /// What the entries are drawn by.
  public let seed: UInt64

  /// A dense projection of signs.
  ///
  /// - Parameters:
  ///   - dimension: d, at least 1.
  ///   - seed: What the signs are drawn by.
  /// - Returns: The projection.
  public static func rademacher(_ dimension: Int, seed: UInt64 = 0) -> Projection {
    Projection(.rademacher, dimension: dimension, seed: seed)
  }

  /// A sparse projection, one sign a coordinate.
  ///
  /// - Parameters:
  ///   - dimension: d, from 1 to 2³¹.
  ///   - seed: What signs and places are drawn by.
  /// - Returns: The projection.
  public static func countSketch(_ dimension: Int, seed: UInt64 = 0) -> Projection {
    precondition(dimension <= 1 << 31, "a sketch of \(dimension)")
    return Projection(.countSketch, dimension: dimension, seed: seed)
  }

  /// A two-sided projection; d is `outputs` · `inputs`.
  ///
  /// - Parameters:
  ///   - outputs: How many rows remain of a gradient's matrix, at least 1.
  ///   - inputs: How many columns remain, at least 1.
  ///   - seed: What the signs are drawn by.
  /// - Returns: The projection.
  public static func factored(outputs: Int, inputs: Int, seed: UInt64 = 0) -> Projection {
    Projection(.factored(outputs: outputs, inputs: inputs), dimension: outputs * inputs, seed: seed)
  }

  private init(_ kind: Kind, dimension: Int, seed: UInt64) {
    precondition(dimension >= 1, "a projection to \(dimension) dimensions")
    self.kind = kind
    self.dimension = dimension
    self.seed = seed
  }

  /// What a datastore records: equal texts mean equal Π.
  public var identity: String {
    let shape =
      switch kind {
      case .rademacher: "rademacher \(dimension)"
      case .countSketch: "count sketch \(dimension)"
      case .factored(let outputs, let inputs): "factored \(outputs)x\(inputs)"
      }
    return "\(shape), seed \(seed), version 1"
  }

  /// What all entries of one parameter are drawn by.
  func key(of parameter: String, side: String = "") -> UInt64 {
    Seed(seed).adding(parameter).adding(side).value
  }
}
