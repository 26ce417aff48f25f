import Statistics

/// How many response tokens carry the loss, the same number in every example: what keeps spectra of long
/// and short responses comparable, because the gradient of a mean shrinks with the number of its terms.
public struct FixedTokens: Sendable, Equatable {
  /// Which of the response tokens are taken.
  public enum Take: String, Sendable, CaseIterable {
    /// The first ones; the text is cut after them.
    case first
    /// Some drawn without replacement; the whole text is read.
    case random
  }

  /// The number of response tokens, N, at least 1.
  public var tokens: Int
  /// Which ones.
  public var take: Take
  /// The seed of the draw, at least 0; without meaning for the first ones.
  public var seed: Int

  /// Creates a choice of at least one token.
  public init(tokens: Int, take: Take = .first, seed: Int = 0) {
    precondition(tokens >= 1, "\(tokens) response tokens")
    (self.tokens, self.take, self.seed) = (tokens, take, seed)
  }

  /// The positions that are scored.
  ///
  /// - Parameters:
  ///   - positions: All positions whose next token is a response token.
  ///   - key: What tells the example apart; a draw depends on it and on the seed alone.
  /// - Returns: N positions, ascending; `nil` if there are fewer.
  func chosen(among positions: Range<Int>, key: String) -> [Int]? {
    guard positions.count >= tokens else { return nil }
    switch take {
    case .first: return Array(positions.prefix(tokens))
    case .random:
      var all = Array(positions)
      var generator = SeededGenerator(Seed("response tokens", String(seed), key))
      generator.shuffle(&all)
      return all.prefix(tokens).sorted()
    }
  }
}

extension SpectraMeasurement.Text {
  /// The text of which exactly so many response tokens are scored.
  ///
  /// - Parameters:
  ///   - tokens: Prompt and response, at least one token.
  ///   - responseStart: The index of the first response token.
  ///   - fixed: How many, and which.
  ///   - key: What tells the example apart, such as its digest.
  /// - Throws: `UnmeasurableExample` if there are fewer response tokens.
  public init(
    _ tokens: [Int32], responseStart: Int, fixed: FixedTokens, key: String
  ) throws(UnmeasurableExample) {
    let whole = Self(tokens, responseStart: responseStart)
    guard let all = whole.scored.first, !all.isEmpty else { throw .noResponseToken }
    guard let chosen = fixed.chosen(among: all, key: key), let last = chosen.last else {
      throw .tooFewResponseTokens(all.count, of: fixed.tokens)
    }
    // What comes after the last scored token has no effect on a causal model's loss.
    self.init(
      fixed.take == .first ? Array(tokens.prefix(last + 2)) : tokens, scored: runs(of: chosen))
  }
}

/// Ascending numbers as ranges of neighbours.
private func runs(of numbers: [Int]) -> [Range<Int>] {
  numbers.reduce(into: []) { ranges, number in
    if let last = ranges.last, last.upperBound == number {
      ranges[ranges.count - 1] = last.lowerBound..<number + 1
    } else {
      ranges.append(number..<number + 1)
    }
  }
}
