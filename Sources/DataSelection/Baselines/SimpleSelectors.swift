public import Statistics

/// A random order of examples: its first k are a uniform sample of k without replacement.
///
/// - Parameters:
///   - count: The number of examples.
///   - seed: What the order is drawn by; an experiment takes several.
/// - Returns: A permutation of 0 to `count` − 1.
public func randomOrder(of count: Int, seed: Seed) -> [Int] {
  var generator = SeededGenerator(seed)
  var order = Array(0..<count)
  generator.shuffle(&order)
  return order
}

/// Scores by the length of the response: the longest first (arXiv 2402.04833).
///
/// - Parameter tokens: The tokens of each response, [n].
/// - Returns: [n].
public func lengthScores(responseTokens tokens: [Int]) -> [Double] { tokens.map(Double.init) }

/// Which end of a score is taken.
public enum ScoreEnd: String, Sendable, Hashable, CaseIterable {
  /// The highest values.
  case highest
  /// The lowest values.
  case lowest

  /// Scores of which the highest are those wanted; a missing value ranks last at either end.
  ///
  /// - Parameter values: Any number of each example, such as a loss, [n].
  /// - Returns: [n].
  public func scores(_ values: [Double?]) -> [Double] {
    values.map { value in
      guard let value, value.isFinite else { return -.infinity }
      return self == .highest ? value : -value
    }
  }
}
