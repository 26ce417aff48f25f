import Diagnostics

/// One step of IDEAL's loop (arXiv 2505.12762): from influences to new counts of rows.
///
///     γ = m / max|α|,   β = −γ·α,   |D_j| ← |D_j|·(1 + β_j)
///
/// The most influential domain moves by m however small its influence, so rounds end by number or by the
/// reference loss, never because steps grow small.
public struct MixStep: Sendable, Equatable {
  /// What the rows add up to after the step.
  public enum Total: Sendable, Equatable {
    /// Whatever the step gives.
    case free
    /// As many as before.
    case kept
    /// So many.
    case of(Int)
  }

  /// The share of each domain's rows that is added; the largest magnitude is m.
  public let betas: [Double]
  /// The new number of rows of each domain.
  public let counts: [Int]

  /// Takes a step.
  ///
  /// - Parameters:
  ///   - alphas: α of each domain.
  ///   - domains: The name of each domain and the rows that it has now, at least 0.
  ///   - maximum: m, above 0 and at most 1; 0.15 in the paper.
  ///   - total: What the new counts add up to.
  ///   - rounding: How counts become whole; `Total.kept` and `.of` with `.truncating` may miss the total.
  /// - Throws: `Problem` where an influence is not finite, all are zero, or no row is left.
  public init(
    alphas: [Double], domains: [(name: String, rows: Int)], maximum: Double = 0.15,
    total: Total = .free, rounding: CountRounding = .largestRemainder
  ) throws {
    precondition(
      alphas.count == domains.count, "\(alphas.count) influences, \(domains.count) domains")
    precondition(maximum > 0 && maximum <= 1, "a largest share of \(maximum)")
    for (alpha, domain) in zip(alphas, domains) {
      precondition(domain.rows >= 0, "\(domain.rows) rows")
      guard alpha.isFinite else { throw Problem.influenceNotFinite(domain: domain.name) }
    }
    let largest = alphas.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { throw Problem.noInfluence() }
    // α is divided first: m / max|α| overflows where influences are tiny.
    betas = alphas.map { $0 == 0 ? 0 : -maximum * ($0 / largest) }
    let shares = zip(betas, domains).map { Double($1.rows) * (1 + $0) }
    counts = try MixStep.counts(shares, domains.map(\.rows), total, rounding)
    guard counts.contains(where: { $0 > 0 }) else { throw Problem.nothingLeft() }
  }

  private static func counts(
    _ shares: [Double], _ old: [Int], _ total: Total, _ rounding: CountRounding
  ) throws -> [Int] {
    let wanted: Int
    switch total {
    case .free: return rounding.whole(shares)
    case .kept: wanted = old.reduce(0, +)
    case .of(let count): wanted = count
    }
    let sum = shares.reduce(0, +)
    guard sum > 0, wanted > 0 else { throw Problem.nothingLeft() }
    switch rounding {
    case .largestRemainder: return apportioned(shares, total: wanted)
    case .truncating: return rounding.whole(shares.map { $0 / sum * Double(wanted) })
    }
  }
}
