/// A token that is looked for in the text itself, before the text is cut into words.
struct AddedToken: Sendable {
  var id: Int32
  var content: String
  /// Whether it is a mark such as the end of a turn rather than text.
  var isSpecial: Bool
  /// Whether it is found only where no word character touches it.
  var isSingleWord = false
  /// Whether it takes the white space on its left and right.
  var stripsLeft = false
  var stripsRight = false
  /// Whether it is looked for in the normalized text.
  var isNormalized = false
}

/// Finds added tokens: the leftmost first, the longest of those that begin at one place.
struct AddedTokenFinder: Sendable {
  private let tokens: [AddedToken]
  /// What is looked for, with the numbers of `tokens`.
  private let contents: ContentTrie

  /// A text and the added tokens in it, in order.
  enum Piece: Equatable {
    case text(Range<Int>)
    case token(Int32, Range<Int>)
  }

  /// - Parameter tokens: Of two with one content, the first counts.
  init(_ tokens: [AddedToken]) {
    self.init(tokens, contents: tokens.map { Array($0.content.utf8) })
  }

  /// - Parameters:
  ///   - tokens: Of two with one content, the first counts.
  ///   - normalizer: Applied to the contents.
  /// - Throws: `Problem` where an expression of the normalizer gives up.
  init(_ tokens: [AddedToken], normalizer: Normalizer) throws {
    self.init(
      tokens, contents: try tokens.map { try normalizer.apply(Array($0.content.utf8)) })
  }

  private init(_ tokens: [AddedToken], contents: [[UInt8]]) {
    self.tokens = tokens
    self.contents = ContentTrie(contents)
  }

  /// Cuts `bytes[range]` into texts, none of them empty, and tokens.
  func split(_ bytes: [UInt8], _ range: Range<Int>) -> [Piece] {
    guard !range.isEmpty else { return [] }
    guard !tokens.isEmpty else { return [.text(range)] }
    var pieces: [Piece] = []
    var end = range.lowerBound
    var position = range.lowerBound
    while position < range.upperBound {
      guard let (token, found) = token(at: position, in: bytes, range) else {
        position += 1
        continue
      }
      position = found.upperBound
      guard !token.isSingleWord || isAlone(found, in: bytes, range) else { continue }
      let taken = widened(found, by: token, in: bytes, range, after: end)
      if end < taken.lowerBound { pieces.append(.text(end..<taken.lowerBound)) }
      pieces.append(.token(token.id, taken))
      end = taken.upperBound
    }
    if end < range.upperBound { pieces.append(.text(end..<range.upperBound)) }
    return pieces
  }

  private func token(at position: Int, in bytes: [UInt8], _ range: Range<Int>)
    -> (AddedToken, Range<Int>)?
  {
    contents.longest(at: position, in: bytes, upTo: range.upperBound).map {
      (tokens[$0.index], position..<$0.end)
    }
  }

  private func isAlone(_ found: Range<Int>, in bytes: [UInt8], _ range: Range<Int>) -> Bool {
    let before = scalar(before: found.lowerBound, in: bytes, range)
    let after = scalar(after: found.upperBound, in: bytes, range)
    return before?.isWordCharacter != true && after?.isWordCharacter != true
  }

  private func widened(
    _ found: Range<Int>, by token: AddedToken, in bytes: [UInt8], _ range: Range<Int>,
    after end: Int
  ) -> Range<Int> {
    var lower = found.lowerBound
    var upper = found.upperBound
    while token.stripsLeft, lower > end, let scalar = scalar(before: lower, in: bytes, range),
      scalar.properties.isWhitespace
    {
      lower -= UTF8.width(scalar)
    }
    while token.stripsRight, let scalar = scalar(after: upper, in: bytes, range),
      scalar.properties.isWhitespace
    {
      upper += UTF8.width(scalar)
    }
    // A token before may have taken the white space with which this one begins.
    lower = max(lower, end)
    return lower..<max(lower, upper)
  }

  private func scalar(before position: Int, in bytes: [UInt8], _ range: Range<Int>)
    -> Unicode.Scalar?
  {
    guard position > range.lowerBound else { return nil }
    var start = position - 1
    while UTF8Decoding.isContinuation(bytes[start]) { start -= 1 }
    return UTF8Decoding.scalar(bytes, at: start)
  }

  private func scalar(after position: Int, in bytes: [UInt8], _ range: Range<Int>)
    -> Unicode.Scalar?
  {
    position < range.upperBound ? UTF8Decoding.scalar(bytes, at: position) : nil
  }
}

extension Unicode.Scalar {
  /// Whether it is what `\w` matches by Unicode's definition (UTS #18, annex C).
  fileprivate var isWordCharacter: Bool {
    if properties.isAlphabetic || properties.isJoinControl { return true }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation:
      return true
    default: return false
    }
  }
}
