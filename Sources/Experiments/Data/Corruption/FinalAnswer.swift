/// Finds the final answer of a response.
enum FinalAnswer {
  /// Where the final answer stands, never empty unless the response is blank.
  ///
  /// What follows the last `The final answer is` in its line, without the full stop at its end; else
  /// what follows `####` in the last line, which elsewhere is a heading; else the inside of the last `\boxed{…}`; else the last
  /// line that is not blank; of a single line, its last sentence. Without white space around it.
  static func range(in text: String) -> Range<String.Index> {
    after("the final answer is", in: text, isSentence: true) ?? afterMarks(in: text)
      ?? boxed(in: text) ?? lastPart(of: text)
  }

  private static func after(
    _ marker: String, in text: String, isSentence: Bool = false
  ) -> Range<String.Index>? {
    guard let marked = lastRange(of: marker, in: text) else { return nil }
    let rest = text[marked.upperBound...]
    let end = rest.firstIndex(where: \.isNewline) ?? text.endIndex
    var range = trimmed(marked.upperBound..<end, in: text)
    if isSentence {
      if text[range].first == ":" {
        range = trimmed(text.index(after: range.lowerBound)..<range.upperBound, in: text)
      }
      if text[range].last == "." {
        range = trimmed(range.lowerBound..<text.index(before: range.upperBound), in: text)
      }
    }
    return range.isEmpty ? nil : range
  }

  private static func afterMarks(in text: String) -> Range<String.Index>? {
    guard let range = after("####", in: text),
      text[range.upperBound...].allSatisfy(\.isWhitespace)
    else { return nil }
    return range
  }

  /// The last place where `marker`, of small letters, stands in large or small ones.
  private static func lastRange(of marker: String, in text: String) -> Range<String.Index>? {
    let count = marker.count
    var end = text.endIndex
    while let start = text.index(end, offsetBy: -count, limitedBy: text.startIndex) {
      if text[start..<end].lowercased() == marker { return start..<end }
      guard end > text.startIndex else { return nil }
      end = text.index(before: end)
    }
    return nil
  }

  private static func boxed(in text: String) -> Range<String.Index>? {
    guard let start = lastRange(of: #"\boxed{"#, in: text)?.upperBound else { return nil }
    var depth = 1
    for index in text[start...].indices {
      if text[index] == "{" { depth += 1 }
      if text[index] == "}" { depth -= 1 }
      guard depth == 0 else { continue }
      let range = trimmed(start..<index, in: text)
      return range.isEmpty ? nil : range
    }
    return nil
  }

  private static func lastPart(of text: String) -> Range<String.Index> {
    let whole = trimmed(text.startIndex..<text.endIndex, in: text)
    if let line = text[whole].lastIndex(where: \.isNewline) {
      return trimmed(text.index(after: line)..<whole.upperBound, in: text)
    }
    guard let last = Sentences(text).parts.last?.sentence else { return whole }
    return text.index(whole.upperBound, offsetBy: -last.count)..<whole.upperBound
  }

  /// The range without white space at its ends; where all is white space, the empty end of it.
  private static func trimmed(_ range: Range<String.Index>, in text: String) -> Range<String.Index>
  {
    let part = text[range]
    guard let first = part.firstIndex(where: { !$0.isWhitespace }),
      let last = part.lastIndex(where: { !$0.isWhitespace })
    else { return range.upperBound..<range.upperBound }
    return first..<text.index(after: last)
  }
}
