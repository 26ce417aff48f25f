import Diagnostics

/// How counts become whole.
public enum CountRounding: String, Sendable, Hashable, CaseIterable {
  /// Down, and what is left goes to the largest remainders, so that the total is the rounded total.
  case largestRemainder
  /// Down, as the code published with IDEAL does; up to one row of each domain is lost.
  case truncating

  /// Whole numbers near `shares`.
  ///
  /// - Parameter shares: Finite and at least 0, with a sum below 2^53.
  /// - Returns: As many, each within 1 of its share.
  func whole(_ shares: [Double]) -> [Int] {
    switch self {
    case .truncating: return shares.map { Int($0.rounded(.down)) }
    case .largestRemainder:
      return apportioned(shares, total: Int(shares.reduce(0, +).rounded()))
    }
  }
}

/// Shares of a total as whole numbers that add up to it: each rounded down, then one more for the largest
/// remainders (Hamilton's method). Of equal remainders the first comes first.
///
/// - Parameters:
///   - shares: Finite and at least 0, not all of them 0; scaled to the total.
///   - total: At least 0.
/// - Returns: As many counts, each of them within 1 of its share.
public func apportioned(_ shares: [Double], total: Int) -> [Int] {
  let sum = shares.reduce(0, +)
  precondition(
    total >= 0 && (total == 0 || sum > 0) && sum.isFinite && shares.allSatisfy { $0 >= 0 },
    "shares \(shares) of \(total)")
  guard total > 0 else { return shares.map { _ in 0 } }
  let exact = shares.map { $0 / sum * Double(total) }
  var counts = exact.map { Int($0.rounded(.down)) }
  let remainders = zip(exact, counts).map { $0 - Double($1) }
  let order = exact.indices.filter { shares[$0] > 0 }
    .sorted { (-remainders[$0], $0) < (-remainders[$1], $1) }
  // Rounding of `exact` may leave one too many or too few; both ends of the order mend it.
  let missing = total - counts.reduce(0, +)
  for position in order.prefix(max(missing, 0)) { counts[position] += 1 }
  for position in order.suffix(max(-missing, 0)) { counts[position] -= 1 }
  return counts
}
