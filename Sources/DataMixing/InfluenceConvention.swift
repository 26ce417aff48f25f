/// What a domain's gradient is.
public enum InfluenceConvention: String, Sendable, Hashable, CaseIterable {
  /// The sum over all rows of the domain, as in Lemma 1 of IDEAL (arXiv 2505.12762): an influence carries
  /// the factor |D_j|.
  case sum
  /// The mean over the domain's rows, as in the code published with IDEAL: the factor is left out, and
  /// the ratios of influences are other ones unless the domains are equally large.
  case mean
}

/// Whether a computation follows the derivation or the code that was published with IDEAL.
public enum Compatibility: String, Sendable, Hashable, CaseIterable {
  /// Lemma 1 as it is derived: inverse curvature, sums over domains, counts by largest remainder.
  case derived
  /// The published code: see `LayerPreconditioner.published`; means over domains, truncated counts.
  case published

  /// The convention for gradients of domains.
  public var convention: InfluenceConvention { self == .derived ? .sum : .mean }

  /// How new counts become whole.
  public var rounding: CountRounding { self == .derived ? .largestRemainder : .truncating }

  /// What a gradient is multiplied by: EK-FAC, or what stands in its place in the published code.
  ///
  /// - Parameters:
  ///   - moments: Λ in this `rotation`: of examples' gradients, or of gradients averaged over batches.
  ///   - damping: λ; the published code has `.absolute(0)`.
  /// - Returns: The operator.
  /// - Throws: `Problem` as `LayerPreconditioner.ekfac` and `.published` do.
  public func preconditioner(
    _ moments: SecondMoments, damping: Damping
  ) throws -> LayerPreconditioner {
    switch self {
    case .derived: try .ekfac(moments, damping: damping)
    case .published: try .published(moments, damping: damping)
    }
  }

  /// How gradients are turned before their second moments are taken.
  public var rotation: KroneckerBasis.Rotation { self == .derived ? .eigenbasis : .published }
}
