import Diagnostics

/// A choice among examples by a number of each.
public struct Selection: Sendable, Equatable {
  /// What the examples are chosen by: a column of a file; of a subset of a measured data set, a metric.
  public var by: String
  /// Which of them are chosen.
  public var choice: Choice

  /// Which examples are chosen of those in ascending order.
  ///
  /// Equal numbers stay in the order of the file, so that of two with one number the later counts as
  /// the higher, as in the code published with arXiv 2504.10766.
  public enum Choice: Sendable, Equatable {
    /// The last so many; at least 1.
    case highest(Int)
    /// The first so many; at least 1.
    case lowest(Int)
    /// Of n, the positions from ⌈from·n⌉ up to, not including, ⌈to·n⌉; 0 ≤ from < to ≤ 1.
    case quantiles(from: Double, to: Double)
  }

  /// What a selection gives.
  struct Outcome: Equatable {
    /// The positions of the chosen, ascending.
    var chosen: [Int]
    /// How many have no number and could not be chosen.
    var withoutScore: Int
  }

  /// Chooses.
  ///
  /// - Parameter scores: The number of each; `nil` or not finite where there is none.
  /// - Returns: The chosen ones, in the order of `scores`.
  /// - Throws: `Problem` if there is no number at all, if all are the same, if there are fewer than are
  ///   wanted, or if the interval holds none.
  func callAsFunction(_ scores: [Double?]) throws -> Outcome {
    let known = scores.enumerated().compactMap { index, score in
      score.flatMap { $0.isFinite ? (index: index, score: $0) : nil }
    }
    guard let first = known.first else { throw Problem.noScore(by, count: scores.count) }
    if known.count > 1, known.allSatisfy({ $0.score == first.score }) {
      throw Problem.constantScore(by, first.score, count: known.count)
    }
    // The index decides between equal numbers, so that the order is stable whatever the sort.
    let ascending = known.sorted { ($0.score, $0.index) < ($1.score, $1.index) }.map(\.index)
    let range = try range(among: ascending.count)
    return Outcome(
      chosen: ascending[range].sorted(), withoutScore: scores.count - known.count)
  }

  private func range(among count: Int) throws -> Range<Int> {
    switch choice {
    case .highest(let wanted):
      guard wanted <= count else { throw Problem.tooFewScores(by, wanted: wanted, count: count) }
      return count - wanted..<count
    case .lowest(let wanted):
      guard wanted <= count else { throw Problem.tooFewScores(by, wanted: wanted, count: count) }
      return 0..<wanted
    case .quantiles(let from, let to):
      let range = Self.position(from, of: count)..<Self.position(to, of: count)
      guard !range.isEmpty else { throw Problem.emptyInterval(from, to, count: count) }
      return range
    }
  }

  /// ⌈share·count⌉, where a product such as 0.07 · 100 = 7.000000000000001 is meant to be 7.
  private static func position(_ share: Double, of count: Int) -> Int {
    let product = share * Double(count)
    return Int((product - 1e-9 * max(1, product)).rounded(.up))
  }

  /// For example `the 20 highest by 'reward'`.
  var words: String {
    switch choice {
    case .highest(let count): "the \(count) highest by '\(by)'"
    case .lowest(let count): "the \(count) lowest by '\(by)'"
    case .quantiles(let from, let to): "those from quantile \(from) to \(to) of '\(by)'"
    }
  }
}

extension ExampleSet {
  /// Only the examples that a selection by column leaves, in the order of the file.
  ///
  /// Unusable rows are no part of what is chosen.
  ///
  /// - Throws: `Problem` as the selection does.
  mutating func select(_ selection: Selection) throws {
    let outcome = try selection(examples.map { $0.number(in: selection.by) })
    examples = outcome.chosen.map { examples[$0] }
    withoutScore = outcome.withoutScore
  }
}

extension Problem {
  fileprivate static func noScore(_ name: String, count: Int) -> Problem {
    Problem(
      "No example has a number in '\(name)' to choose by.", expected: "numbers in '\(name)'",
      found: "none in \(count) example\(count == 1 ? "" : "s")",
      remedy: "Correct 'by', or give the numbers in a file of 'scores'.")
  }

  fileprivate static func constantScore(_ name: String, _ value: Double, count: Int) -> Problem {
    Problem(
      "All examples have the same '\(name)', so that nothing can be chosen by it.",
      expected: "numbers that differ", found: "\(value) in all \(count)",
      remedy: "Choose by something else, or take the first rows by 'sample'.")
  }

  fileprivate static func tooFewScores(_ name: String, wanted: Int, count: Int) -> Problem {
    Problem(
      "There are fewer examples with '\(name)' than are to be chosen.",
      expected: "at least \(wanted)", found: "\(count)", remedy: "Choose at most \(count).")
  }

  fileprivate static func emptyInterval(_ from: Double, _ to: Double, count: Int) -> Problem {
    Problem(
      "No example lies between the quantiles \(from) and \(to).",
      expected: "an interval that holds at least one of \(count)", found: "none",
      remedy: "Widen the interval.")
  }
}
