import Foundation

/// The singular values of one gradient, and the scalars that the literature makes of them.
public struct Spectrum: Sendable, Equatable {
  /// σ₁ ≥ σ₂ ≥ … ≥ 0 up to the structural rank; all further singular values are zero.
  public let values: [Double]
  /// The number of singular values of the matrix, zeros included: the smaller of its sides.
  public let size: Int

  /// Creates a spectrum.
  ///
  /// - Parameters:
  ///   - values: Descending, not negative; at most `size`.
  ///   - size: The smaller side of the matrix.
  public init(values: [Double], size: Int) {
    precondition(values.count <= size, "\(values.count) singular values of at most \(size)")
    self.values = values
    self.size = size
  }

  /// The most singular values that can differ from zero: the smallest of the matrix' sides and the number
  /// of rows of Δ that are not all zero, in [0, size].
  ///
  /// No rank exceeds it, neither the effective rank nor the stable or the nuclear one; a rank over it
  /// compares across texts of other lengths and models of other widths.
  public var structuralRank: Int { values.count }

  /// ‖G‖* = Σσ.
  public var nuclearNorm: Double { values.reduce(0, +) }

  /// σ₁, the spectral norm; 0 for a zero matrix.
  public var sigma1: Double { values.first ?? 0 }

  /// σ₁/Σσ, in [1/size, 1]; 0 for a zero matrix (arXiv 2410.23743).
  public var sigma1Ratio: Double { nuclearNorm > 0 ? sigma1 / nuclearNorm : 0 }

  /// ‖G‖F = √Σσ².
  public var frobeniusNorm: Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// exp(−Σ p ln p) with p = σ/Σσ, in [1, size]; `nil` for a zero matrix, as the published code skips it
  /// (Roy and Vetterli 2007; arXiv 2504.10766). p is made of σ, not of σ².
  public var effectiveRank: Double? {
    let total = nuclearNorm
    guard total >= 1e-12 else { return nil }
    let entropy = values.reduce(0.0) { sum, value in
      let p = value / total
      return p > 0 ? sum - p * log(p) : sum
    }
    return exp(entropy)
  }

  /// ‖G‖F²/σ₁², in [1, size]; `nil` for a zero matrix.
  public var stableRank: Double? {
    guard sigma1 > 0 else { return nil }
    let ratio = frobeniusNorm / sigma1
    return ratio * ratio
  }

  /// ‖G‖*²/‖G‖F², in [1, size]; `nil` for a zero matrix.
  public var nuclearRank: Double? {
    guard frobeniusNorm > 0 else { return nil }
    let ratio = nuclearNorm / frobeniusNorm
    return ratio * ratio
  }
}
