import Diagnostics
public import Statistics

/// Which rows of a domain make its next version. The choice is at random without regard to quality, so
/// that gains come from proportions, and follows from (seed, round, domain) alone.
public struct RowResampling: Sendable, Equatable {
  /// How the rows that are drawn are drawn.
  public enum Drawing: String, Sendable, Hashable, CaseIterable {
    /// None twice before each has been drawn once.
    case withoutReplacement
    /// Each draw from all rows.
    case withReplacement
  }

  /// The seed of the loop.
  public let seed: Seed
  /// How rows are drawn.
  public let drawing: Drawing

  /// Creates a resampling.
  public init(seed: Seed, drawing: Drawing = .withoutReplacement) {
    (self.seed, self.drawing) = (seed, drawing)
  }

  /// The rows of a domain in the next round.
  ///
  /// A domain that grows keeps all its rows, once each, and gets rows drawn from them; one that shrinks
  /// gets only rows that are drawn.
  ///
  /// - Parameters:
  ///   - rows: How many rows the domain has, at least 0.
  ///   - count: How many it gets, at least 0.
  ///   - round: The round that begins.
  ///   - domain: The domain's name.
  /// - Returns: Positions in 0..<rows, ascending, [count].
  /// - Throws: `Problem` where rows are wanted of a domain that has none.
  public func rows(from rows: Int, to count: Int, round: Int, domain: String) throws -> [Int] {
    precondition(rows >= 0 && count >= 0, "from \(rows) to \(count) rows")
    guard rows > 0 || count == 0 else { throw Problem.nothingToRepeat(domain, wanted: count) }
    guard count > 0 else { return [] }
    var generator = SeededGenerator(
      seed.adding("round").adding([Double(round)]).adding("domain").adding(domain))
    let kept = count >= rows ? Array(0..<rows) : []
    let drawn = draws(count - kept.count, of: rows, &generator)
    return (kept + drawn).sorted()
  }

  private func draws(_ count: Int, of rows: Int, _ generator: inout SeededGenerator) -> [Int] {
    switch drawing {
    case .withReplacement: return (0..<count).map { _ in generator.integer(below: rows) }
    case .withoutReplacement:
      var whole = (0..<count / rows).flatMap { _ in 0..<rows }
      var order = Array(0..<rows)
      generator.shuffle(&order)
      whole += order.prefix(count % rows)
      return whole
    }
  }
}
