import Tokenization

extension Tokenizer {
  /// The tokens of a text that is to go on, and where each ends in its bytes: with what the tokenizer puts
  /// before a text, without what it puts after one.
  func openTokens(
    _ text: String, addingSpecialTokens: Bool = true
  ) throws -> [(id: Int32, end: Int)] {
    let encoding = try encode(text, addingSpecialTokens: addingSpecialTokens)
    let count = text.utf8.count
    return zip(encoding.ids, encoding.ranges).filter { !$1.isEmpty || $1.lowerBound < count }
      .map { ($0, $1.upperBound) }
  }
}
