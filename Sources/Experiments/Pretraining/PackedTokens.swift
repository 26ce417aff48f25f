import Statistics

/// The tokens of a text as sequences of equal length, and the order in which they are trained on.
///
/// The batch of an update depends on the seed and on the number of the update alone, so training that
/// was stopped goes on with the batch that would have come.
struct PackedTokens: Sendable {
  /// The sequences, [count, context], one after the other; tokens beyond the last whole one are left
  /// out.
  private let tokens: [Int32]
  private let context: Int
  private let seed: UInt64

  /// Packs tokens.
  ///
  /// - Parameters:
  ///   - tokens: The tokens of all texts, in reading order.
  ///   - context: The length of a sequence.
  ///   - seed: Decides the order.
  init(_ tokens: [Int32], context: Int, seed: UInt64) {
    self.tokens = tokens
    self.context = context
    self.seed = seed
  }

  /// The number of tokens, those left out among them.
  var tokenCount: Int { tokens.count }

  /// The number of sequences.
  var count: Int { tokens.count / context }

  /// The sequence at `index`, [context].
  subscript(index: Int) -> [Int32] { Array(tokens[index * context..<(index + 1) * context]) }

  /// The sequences in the order of one pass through the text, a shuffle of its own.
  func order(ofEpoch epoch: Int) -> [Int] {
    var order = Array(0..<count)
    var generator = SeededGenerator(Seed("pretraining", "\(seed)", "\(epoch)"))
    generator.shuffle(&order)
    return order
  }
}

/// Hands out the batches of one update after the other, remembering the order of the pass it is in.
struct BatchReader: Sendable {
  private let packed: PackedTokens
  private let size: Int
  private var epoch = -1
  private var order: [Int] = []

  /// - Parameters:
  ///   - packed: At least one sequence.
  ///   - size: The number of sequences of a batch.
  init(_ packed: PackedTokens, size: Int) {
    precondition(packed.count > 0, "batches of no sequences")
    self.packed = packed
    self.size = size
  }

  /// The batch of an update, the first being 1.
  mutating func batch(ofStep step: Int) -> [[Int32]] {
    let start = (step - 1) * size
    return (start..<start + size).map { place in
      let (pass, index) = place.quotientAndRemainder(dividingBy: packed.count)
      if pass != epoch { (epoch, order) = (pass, packed.order(ofEpoch: pass)) }
      return packed[order[index]]
    }
  }
}
