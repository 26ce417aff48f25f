import LinearAlgebra
import Tokenization

/// Texts as tokens, one after the other, each followed by the end of a text.
enum TokenizedText {
  /// The tokens of texts, computed on all cores.
  ///
  /// - Parameters:
  ///   - texts: The texts.
  ///   - tokenizer: The tokenizer.
  ///   - end: The token after each text.
  /// - Returns: Token ids.
  /// - Throws: `Problem` where the tokenizer gives up on a text.
  static func tokens(_ texts: [String], _ tokenizer: Tokenizer, end: Int32) throws -> [Int32] {
    try texts.flatMap { text in
      let pieces = pieces(of: text)
      return try concurrently(pieces.count) { index in
        try tokenizer.encode(pieces[index], addingSpecialTokens: false).ids
      }.flatMap(\.self) + [end]
    }
  }

  /// The text in pieces of some thousand bytes that end with a line, so that no word is cut.
  private static func pieces(of text: String) -> [String] {
    var pieces: [String] = []
    var rest = text[...]
    while let border = rest.utf8.index(
      rest.startIndex, offsetBy: 1 << 16, limitedBy: rest.endIndex),
      let line = rest.utf8[border...].firstIndex(of: UInt8(ascii: "\n"))
    {
      let end = rest.utf8.index(after: line)
      pieces.append(String(rest[..<end]))
      rest = rest[end...]
    }
    return rest.isEmpty ? pieces : pieces + [String(rest)]
  }
}
