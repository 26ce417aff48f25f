/// Parts of a text in which an answer stands.
enum AnswerText {
  /// What follows the first place of a mark, whatever its case, after a colon if there is one.
  static func after(_ mark: String, in text: String) -> Substring? {
    var rest = text[...]
    while !rest.isEmpty {
      if let end = rest.end(ofPrefix: mark) { return rest[end...].drop { $0 == ":" } }
      rest.removeFirst()
    }
    return nil
  }

  /// What is said to be the final answer, else the answer: the rest of that line.
  static func final(in text: String) -> Substring? {
    (after("final answer is", in: text) ?? after("the answer is", in: text)).map(line)
  }

  /// The first line that has more than white space.
  static func line(_ text: Substring) -> Substring {
    text.drop(while: \.isWhitespace).prefix { !$0.isNewline }
  }

  /// The text without white space around it.
  static func trimmed(_ text: Substring) -> Substring {
    var rest = text.drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return rest
  }

  /// The text without white space around it, and without the punctuation that ends a sentence.
  static func withoutStop(_ text: Substring) -> Substring {
    var rest = trimmed(text)
    while let last = rest.last, last.isWhitespace || ".!?;".contains(last) { rest.removeLast() }
    return rest
  }
}

extension Substring {
  /// Where a prefix ends, whatever its case; `nil` if the text begins otherwise.
  fileprivate func end(ofPrefix prefix: String) -> Index? {
    var place = startIndex
    for character in prefix {
      guard place < endIndex, self[place].lowercased() == character.lowercased() else { return nil }
      formIndex(after: &place)
    }
    return place
  }
}
