public import DataMixing
import Diagnostics
public import LinearAlgebra
public import Tensors

/// Σ x·xᵀ and Σ δ·δᵀ over counted tokens, for every chosen map of a decoder.
///
/// Maps that read the same input share one sum of it. Sums are added in the order of examples, in the
/// model's precision: a Float32 sum over n examples is off by about √n·6e-8 of itself.
public struct CovarianceSums<Element: BLASScalar>: Sendable, Equatable {
  /// The maps.
  public let sites: CurvatureSites
  /// Σ x·xᵀ of each different input, [inputs, inputs]: the upper triangle, zeros below.
  public internal(set) var inputs: [Matrix<Element>]
  /// Σ δ·δᵀ of each site, [outputs, outputs]: the upper triangle, zeros below.
  public internal(set) var gradients: [Matrix<Element>]
  /// How many tokens were counted.
  public internal(set) var tokens = 0
  /// How many examples had a scored token.
  public internal(set) var examples = 0
  /// How many examples were taken, with or without a scored token.
  public internal(set) var done = 0

  /// Creates empty sums.
  public init(_ sites: CurvatureSites) {
    self.sites = sites
    inputs = sites.inputWidths.map { Matrix(zeros: $0, $0) }
    gradients = sites.shapes.map { Matrix(zeros: $0.outputs, $0.outputs) }
  }

  /// Tokens of an example on average.
  public var tokensPerExample: Double { Double(tokens) / Double(max(examples, 1)) }
}

/// Σ of squares of examples' gradients along the axes of each map: what EK-FAC takes for eigenvalues
/// (George et al. 2018, arXiv 1806.03884).
public struct MomentSums<Element: BLASScalar>: Sendable, Equatable {
  /// The maps.
  public let sites: CurvatureSites
  /// How gradients were turned.
  public let rotation: KroneckerBasis.Rotation
  /// How many neighbouring examples' gradients were averaged before they were squared: 1, except where
  /// the code published with IDEAL is followed, which squares means over batches.
  public let batch: Int
  /// Σ of the squares, [outputs, inputs], for each site.
  public internal(set) var sums: [Matrix<Element>]
  /// How many gradients were squared: of examples with a scored token, or of batches with one.
  public internal(set) var examples = 0
  /// How many examples were taken, with or without a scored token.
  public internal(set) var done = 0

  /// Creates empty sums.
  ///
  /// - Parameters:
  ///   - sites: The maps.
  ///   - rotation: How gradients are turned.
  ///   - batch: How many neighbouring examples' gradients are averaged before they are squared.
  public init(
    _ sites: CurvatureSites, rotation: KroneckerBasis.Rotation = .eigenbasis, batch: Int = 1
  ) {
    precondition(batch >= 1, "batches of \(batch)")
    (self.sites, self.rotation, self.batch) = (sites, rotation, batch)
    sums = sites.shapes.map { Matrix(zeros: $0.outputs, $0.inputs) }
  }
}
