/// How a text is cut into the words that merges never cross.
struct PreTokenizer: Sendable {
  /// One way to cut, or to mark, pieces.
  enum Step: Sendable {
    /// Pieces are cut.
    case split(SplitStep)
    /// Spaces become marks.
    case metaspace(Metaspace)
    /// Each piece that does not begin with a space gets one, as at the start of a sentence.
    case spacePrefix
    /// Pieces are cut where words end.
    case wordEnds(WordEnds)
  }

  /// Applied one after another, each to the pieces of the one before.
  var steps: [Step]

  /// The words of `text` at `range`, and the text that they stand in.
  ///
  /// A space or mark put before a piece is a character that came from no byte, at the place where
  /// the piece begins.
  func words(of text: AlignedText, _ range: Range<Int>) throws -> (AlignedText, [Range<Int>]) {
    var text = text
    var pieces = range.isEmpty ? [] : [range]
    for step in steps {
      switch step {
      case .split(let step): pieces = try split(pieces, of: text, by: step)
      case .metaspace(let metaspace): (text, pieces) = try metaspace.apply(pieces, of: text)
      case .spacePrefix: (text, pieces) = prefixed(pieces, of: text)
      case .wordEnds(let ends): pieces = split(pieces, of: text, at: ends)
      }
    }
    return (text, pieces)
  }

  private func split(_ pieces: [Range<Int>], of text: AlignedText, at ends: WordEnds)
    -> [Range<Int>]
  {
    var result: [Range<Int>] = []
    for piece in pieces { ends.split(text.bytes, piece, into: &result) }
    return result
  }

  private func split(_ pieces: [Range<Int>], of text: AlignedText, by step: SplitStep) throws
    -> [Range<Int>]
  {
    var result: [Range<Int>] = []
    for piece in pieces { try step.split(text.bytes, piece, into: &result) }
    return result
  }

  private func prefixed(_ pieces: [Range<Int>], of text: AlignedText)
    -> (AlignedText, [Range<Int>])
  {
    var result = AlignedText(reservingCapacity: text.bytes.count + pieces.count)
    var ranges: [Range<Int>] = []
    for piece in pieces {
      let start = result.bytes.count
      if text.bytes[piece.lowerBound] != 0x20 {
        result.insert([0x20], before: piece.lowerBound, of: text)
      }
      result.append(piece, of: text)
      ranges.append(start..<result.bytes.count)
    }
    return (result, ranges)
  }
}

extension PreTokenizer {
  /// The expression of GPT-2, which `ByteLevel` applies by itself.
  static let byteLevelPattern =
    #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

  /// The expression of Llama 3 with at most `digits` digits to a word.
  static func llamaPattern(digits: String) -> String {
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + digits
      + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  /// The expression of Mistral's Tekken, which cuts words where capitals begin.
  static let tekkenPattern =
    #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|"#
    + #"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|"#
    + #"\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
}
