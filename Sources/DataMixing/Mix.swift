import Diagnostics
public import Statistics

/// The share of each domain in the training data: at least 0, adding up to 1.
public struct Mix: Sendable, Hashable {
  /// One for each domain.
  public let weights: [Double]

  /// Scales weights to add up to 1.
  ///
  /// - Throws: `Problem` where a weight is negative or not finite, or none is positive.
  public init(_ weights: [Double]) throws {
    if let wrong = weights.first(where: { !($0.isFinite && $0 >= 0) }) {
      throw Problem.wrongMix("one is negative or not finite", found: "\(wrong)")
    }
    // Divided by the largest, weights cannot overflow their sum.
    let largest = weights.max() ?? 0
    guard largest > 0 else { throw Problem.wrongMix("none is positive", found: "\(weights)") }
    let scaled = weights.map { $0 / largest }
    let sum = scaled.reduce(0, +)
    self.weights = scaled.map { $0 / sum }
  }

  init(unchecked weights: [Double]) { self.weights = weights }

  /// Each domain alike.
  public static func uniform(_ domains: Int) -> Mix {
    precondition(domains >= 1, "a mix of \(domains) domains")
    return Mix(unchecked: Array(repeating: 1 / Double(domains), count: domains))
  }

  /// As many of each domain as there are: the data joined.
  public static func proportional(_ rows: [Int]) throws -> Mix { try Mix(rows.map(Double.init)) }

  /// One domain alone.
  public static func specific(_ domain: Int, of domains: Int) -> Mix {
    precondition((0..<domains).contains(domain), "domain \(domain) of \(domains)")
    return Mix(unchecked: (0..<domains).map { $0 == domain ? 1 : 0 })
  }

  /// So many mixes at random, from a Dirichlet distribution: the same from the same seed.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - concentrations: Of each domain, above 0: 1 for each makes every mix equally likely; c·p for a mix
  ///     p gives mixes around it, the nearer the larger c.
  ///   - seed: Made of what the mixes are for.
  /// - Returns: The mixes, [count].
  public static func random(_ count: Int, concentrations: [Double], seed: Seed) -> [Mix] {
    precondition(
      !concentrations.isEmpty && concentrations.allSatisfy { $0 > 0 && $0.isFinite },
      "concentrations \(concentrations)")
    var generator = SeededGenerator(seed)
    return (0..<count).map { _ in Mix(unchecked: generator.dirichlet(concentrations)) }
  }

  /// Rows of each domain, in all `total`, by largest remainders.
  public func counts(total: Int) -> [Int] { apportioned(weights, total: total) }
}
