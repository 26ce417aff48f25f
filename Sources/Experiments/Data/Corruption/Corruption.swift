import Diagnostics
import Statistics

/// A way to spoil responses on purpose, so that what remains of their effect can be told.
///
/// Requests stay as they are: a spoiled example pairs with its original.
public struct Corruption: Sendable, Equatable {
  /// What becomes of the responses.
  public var how: Kind
  /// The seed of what is random; at least 0.
  public var seed: Int

  /// What becomes of the responses.
  public enum Kind: String, Sendable, CaseIterable {
    /// The sentences of all responses are dealt anew (arXiv 2410.23743, irrelevant responses).
    case sentences
    /// Whole responses change places.
    case responses
    /// The final answer is left, alone.
    case answer
    /// The layout is left; words and numbers are others.
    case format
    /// The final answer is another example's; the rest is left.
    case labels

    /// Whether the responses belong to their instructions no longer.
    var isIrrelevant: Bool { self == .sentences || self == .responses }

    /// Whether one example alone can be spoiled so.
    fileprivate var needsOthers: Bool { self != .answer }
  }

  /// The seed of everything random but one row's own draws.
  var seedOfAll: Seed { Seed("corrupt", how.rawValue, String(seed)) }

  /// The seed of one row's draws.
  func seed(ofRow index: Int) -> Seed { seedOfAll.adding(String(index)) }
}

extension ExampleSet {
  /// Spoils the responses; ids, columns and requests stay.
  ///
  /// - Throws: `Problem` if there is nothing to spoil them with: a single example, or all alike.
  mutating func spoil(_ corruption: Corruption) throws {
    if corruption.how.needsOthers, examples.count < 2 { throw Problem.alone(corruption.how) }
    let responses = examples.map(\.output)
    let spoiled =
      switch corruption.how {
      case .sentences: try redealtSentences(of: responses, seed: corruption.seedOfAll)
      case .responses: try exchanged(responses, seed: corruption.seedOfAll)
      case .answer: responses.map { String($0[FinalAnswer.range(in: $0)]) }
      case .format:
        try ForeignWords(of: responses).replacing { corruption.seed(ofRow: examples[$0].index) }
      case .labels:
        try withForeignAnswers(responses) { corruption.seed(ofRow: examples[$0].index) }
      }
    for (index, response) in spoiled.enumerated() { examples[index].output = response }
  }
}

/// The responses in another order: none stays, nor is replaced by an equal one where that can be.
private func exchanged(_ responses: [String], seed: Seed) throws -> [String] {
  guard let order = Dealing.order(of: responses, seed: seed) else {
    throw Problem.allAlike("responses", .responses)
  }
  return order.map { responses[$0] }
}

/// The responses with the final answer of another example, drawn among those that differ.
private func withForeignAnswers(
  _ responses: [String], seed: (Int) -> Seed
) throws -> [String] {
  let ranges = responses.map(FinalAnswer.range)
  let answers = zip(responses, ranges).map { String($0[$1]) }
  return try responses.indices.map { index in
    let others = answers.filter { $0 != answers[index] }
    guard !others.isEmpty else { throw Problem.allAlike("final answers", .labels) }
    var generator = SeededGenerator(seed(index))
    var response = responses[index]
    response.replaceSubrange(ranges[index], with: others[generator.integer(below: others.count)])
    return response
  }
}

extension Problem {
  fileprivate static func alone(_ how: Corruption.Kind) -> Problem {
    Problem(
      "A single example cannot be corrupted by '\(how.rawValue)'.",
      expected: "at least two examples", found: "1",
      remedy: "Take more examples, or corrupt by 'answer'.")
  }

  static func allAlike(_ noun: String, _ how: Corruption.Kind) -> Problem {
    Problem(
      "The \(noun) of all examples are the same, so that '\(how.rawValue)' changes nothing.",
      expected: "\(noun) that differ", found: "one and the same",
      remedy: "Corrupt the data in another way.")
  }

  static func noForeignWord() -> Problem {
    Problem(
      "There is no word in the other responses for 'format' to draw from.",
      expected: "words in at least two responses", found: "none",
      remedy: "Corrupt the data in another way.")
  }
}
