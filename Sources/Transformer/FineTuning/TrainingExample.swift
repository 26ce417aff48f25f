/// A text and which of its tokens are learned.
public struct TrainingExample: Sendable, Equatable {
  /// The token ids, [T], T at least 1, each below the vocabulary's size.
  public let tokens: [Int32]
  /// The positions whose next token is scored: ascending, none the last; empty ranges are left out.
  public let scored: [Range<Int>]

  /// Creates an example whose scored tokens may lie anywhere, as the answers of a dialogue do.
  ///
  /// - Parameters:
  ///   - tokens: The token ids, at least one.
  ///   - scored: The positions whose next token is scored, ascending, all below the last.
  public init(tokens: [Int32], scored: [Range<Int>]) {
    precondition(!tokens.isEmpty, "an example without tokens")
    self.tokens = tokens
    self.scored = scored.filter { !$0.isEmpty }
    var end = 0
    for rows in self.scored {
      precondition(
        end <= rows.lowerBound && rows.upperBound < tokens.count,
        "scored positions \(scored) of \(tokens.count) tokens")
      end = rows.upperBound
    }
  }

  /// Creates an example whose response is scored.
  ///
  /// - Parameters:
  ///   - tokens: The token ids, at least one.
  ///   - responseStart: The index of the first response token.
  public init(tokens: [Int32], responseStart: Int) {
    let rows = scoredPositions(count: tokens.count, responseStart: responseStart)
    self.init(tokens: tokens, scored: [rows])
  }

  /// The number of scored tokens. An example without any has no loss: it cannot be trained on.
  public var predictions: Int { scored.reduce(0) { $0 + $1.count } }

  /// How many positions there are up to the last scored one, 0 without any: those of all factors whose
  /// gradient can differ from 0.
  public var reach: Int { scored.last?.upperBound ?? 0 }

  /// The scored positions of an example that answers once; of several answers the first, empty for none.
  public var response: Range<Int> { scored.first ?? 0..<0 }
}

extension Collection<TrainingExample> where Index == Int {
  /// Neighbours that go through a decoder together: as many as fit. A product of few rows spends its time
  /// on fetching weights; stacked, short texts share that.
  ///
  /// - Parameters:
  ///   - count: The most texts of a stack, at least 1.
  ///   - tokens: The most tokens of a stack of several texts; a longer text goes alone.
  /// - Returns: The stacks in order, together all indices; they depend on the lengths of the texts alone.
  public func stacks(of count: Int, tokens: Int) -> [Range<Int>] {
    precondition(count >= 1, "stacks of \(count) texts")
    var stacks: [Range<Int>] = []
    var (start, sum) = (startIndex, 0)
    for index in indices {
      let length = self[index].tokens.count
      if index > start, index - start == count || sum + length > tokens {
        stacks.append(start..<index)
        (start, sum) = (index, 0)
      }
      sum += length
    }
    return start < endIndex ? stacks + [start..<endIndex] : stacks
  }
}

/// Examples of a batch that go through the decoder together, each of which sees itself alone.
public struct ExamplePass: Sendable {
  let stack: StackedSequences
  /// The rows whose next token is scored.
  let scored: [Range<Int>]
  /// The index of each text among all examples.
  let indices: [Int]
  /// The share of the pass's mean loss in that of the batch.
  let share: Double

  /// Cuts a batch into the passes of each partial gradient; neighbours stay together. Depends on the
  /// batch and the recipe alone.
  static func passes(
    of batch: [Int], among examples: [TrainingExample], _ recipe: FineTuningRecipe
  ) -> [[ExamplePass]] {
    let predictions = batch.reduce(0) { $0 + examples[$1].predictions }
    let parts = recipe.partialGradients
    return (0..<parts).map { part in
      let own = Array(batch[batch.count * part / parts..<batch.count * (part + 1) / parts])
      let size = recipe.mean == .examples ? 1 : recipe.examplesPerPass
      let stacks = own.map { examples[$0] }.stacks(of: size, tokens: recipe.tokensPerPass ?? .max)
      return stacks.map { stack in
        let indices = Array(own[stack])
        let scored = indices.reduce(0) { $0 + examples[$1].predictions }
        return ExamplePass(
          indices, among: examples,
          share: recipe.mean == .examples
            ? 1 / Double(batch.count) : Double(scored) / Double(predictions))
      }
    }
  }

  /// Cuts a batch into the passes of each partial gradient, one for each example, which weighs as said.
  static func passes(
    of batch: [Int], shares: [Double], among examples: [TrainingExample], _ recipe: FineTuningRecipe
  ) -> [[ExamplePass]] {
    precondition(batch.count == shares.count, "\(shares.count) shares of \(batch.count) examples")
    let parts = recipe.partialGradients
    return (0..<parts).map { part in
      (batch.count * part / parts..<batch.count * (part + 1) / parts).map {
        ExamplePass([batch[$0]], among: examples, share: shares[$0])
      }
    }
  }

  private init(_ indices: [Int], among examples: [TrainingExample], share: Double) {
    stack = StackedSequences(indices.map { examples[$0].tokens })
    scored = stack.rows(indices.map { examples[$0].scored }).flatMap { $0 }
    self.indices = indices
    self.share = share
  }
}
