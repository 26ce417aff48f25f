/// A way to compare two data sets that takes the lengths of their responses out, or another form of the
/// quantity that depends on length less.
///
/// The gradient of a mean loss shrinks and spreads over more directions the more tokens the mean is over,
/// whatever they say. In the order in which they decide where several can be had.
enum LengthControl: String, Sendable, CaseIterable {
  /// Every example on equally many response tokens.
  case fixed
  /// Pairs of examples of equally long responses.
  case matched
  /// The difference adjusted for log N by a common slope.
  case regression
  /// A rank by the most that it can be.
  case bound
  /// The gradient of the summed loss.
  case sum

  /// Whether it takes length out, so that it may decide; the other forms only show what changes.
  var decides: Bool { self != .bound && self != .sum }

  /// The greatest difference of log N in a pair: a tenth of the length.
  static let caliper = 0.1
  /// The fewest pairs, and the fewest examples of either data set, that are judged.
  static let fewest = 8
  /// The least share of the smaller group that must have lengths of the other.
  static let leastOverlap = 0.1
}

extension Metric {
  /// The controls that make sense for comparisons of the metric, in their order; none for the loss and for
  /// lengths themselves.
  var lengthControls: [LengthControl] {
    switch self {
    case .loss, .responseTokens, .tokens, .relativeDifference: return []
    case .effectiveRank, .stableRank, .nuclearRank: return [.fixed, .matched, .regression, .bound]
    case .nuclearNorm, .sigma1, .frobeniusNorm: return [.fixed, .matched, .regression, .sum]
    default: break
    }
    if isOfCurve { return [.fixed, .matched] }
    if facts.grain == .example { return [.matched, .regression] }
    return hasCurve ? [.fixed, .matched, .regression] : []
  }

  /// A rank over its bound.
  var shareOfBound: Metric? {
    switch self {
    case .effectiveRank: .effectiveRankShare
    case .stableRank: .stableRankShare
    case .nuclearRank: .nuclearRankShare
    default: nil
    }
  }
}
