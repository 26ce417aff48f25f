/// Sequences one after another in one text, each of which sees itself alone.
struct StackedSequences: Sendable {
  /// The token ids of all sequences, [T].
  let tokens: [Int32]
  /// The positions of each sequence in `tokens`.
  let segments: [Range<Int>]

  /// Stacks sequences.
  init(_ sequences: some Collection<[Int32]>) {
    var segments: [Range<Int>] = []
    var start = 0
    for sequence in sequences {
      segments.append(start..<start + sequence.count)
      start += sequence.count
    }
    self.tokens = Array(sequences.joined())
    self.segments = segments
  }

  /// Positions within each sequence, as positions in `tokens`.
  func rows(_ positions: some Sequence<[Range<Int>]>) -> [[Range<Int>]] {
    zip(positions, segments).map { own, rows in
      own.map { $0.lowerBound + rows.lowerBound..<$0.upperBound + rows.lowerBound }
    }
  }

  /// The positions whose next token is predicted: all but the last of each sequence.
  var scored: [Range<Int>] { segments.map { $0.dropLast() } }

  /// The number of predicted tokens.
  var predictions: Int { tokens.count - segments.count }

  /// Cuts a batch into the passes of each partial gradient.
  ///
  /// Depends on the batch and the recipe alone: neighbours stay together, and the partial gradients get
  /// numbers of sequences that differ by one at most.
  ///
  /// - Parameters:
  ///   - sequences: The batch; sequences of fewer than two tokens predict nothing and are left out.
  ///   - recipe: Says how many partial gradients there are, and how many sequences a pass stacks.
  /// - Returns: The passes of each partial gradient; empty where there are too few sequences.
  static func passes(of sequences: [[Int32]], _ recipe: TrainingRecipe) -> [[StackedSequences]] {
    let scored = sequences.filter { $0.count >= 2 }
    let parts = recipe.partialGradients
    return (0..<parts).map { part in
      let own = scored.count * part / parts..<scored.count * (part + 1) / parts
      return stride(from: own.lowerBound, to: own.upperBound, by: recipe.sequencesPerPass).map {
        StackedSequences(scored[$0..<min($0 + recipe.sequencesPerPass, own.upperBound)])
      }
    }
  }
}
