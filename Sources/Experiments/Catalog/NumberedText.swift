/// A text with numbers in braces that count up from part to part.
///
/// Each number is that of the first part, and its digits are kept: `{1}` gives 1, 2, … 10; `{00}` gives
/// 00, 01, … 10.
struct NumberedText {
  /// Plain text and digits in turn, plain text first and last.
  private let pieces: [Substring]

  /// Reads a text; `nil` unless it has at least one number of one to four digits in braces, and no other
  /// brace.
  init?(_ text: String) {
    var pieces: [Substring] = []
    for (index, part) in text.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
      let halves = part.split(separator: "}", omittingEmptySubsequences: false)
      guard halves.count == (index == 0 ? 1 : 2) else { return nil }
      if index > 0, !Self.isNumber(halves[0]) { return nil }
      pieces += halves
    }
    guard pieces.count > 1 else { return nil }
    self.pieces = pieces
  }

  /// The text of a part, 0 the first.
  subscript(part: Int) -> String {
    pieces.enumerated().map { index, piece in
      guard index % 2 == 1, let first = Int(piece) else { return String(piece) }
      let number = String(first + part)
      return String(repeating: "0", count: max(0, piece.count - number.count)) + number
    }.joined()
  }

  private static func isNumber(_ text: Substring) -> Bool {
    (1...4).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
  }
}
