/// How a text is cut into the words that merges never cross.
struct PreTokenizer: Sendable {
  /// Applied one after another, each to the pieces of the one before.
  var steps: [SplitStep]
  /// Whether each piece that does not begin with a space gets one, as at the start of a sentence.
  var addsPrefixSpace = false
  /// The last step, after the prefix space.
  var last: SplitStep?

  /// The words of `text` at `range`, and the text that they stand in.
  ///
  /// A prefix space is a character that came from no byte, at the place where the piece begins.
  func words(of text: AlignedText, _ range: Range<Int>) throws -> (AlignedText, [Range<Int>]) {
    var text = text
    var pieces = range.isEmpty ? [] : [range]
    for step in steps { pieces = try split(pieces, of: text, by: step) }
    if addsPrefixSpace { (text, pieces) = prefixed(pieces, of: text) }
    if let last { pieces = try split(pieces, of: text, by: last) }
    return (text, pieces)
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
        let origin = text.origin(of: piece.lowerBound..<piece.lowerBound + 1).lowerBound
        result.append([0x20], from: origin..<origin)
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
}
