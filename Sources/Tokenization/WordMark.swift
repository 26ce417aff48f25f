/// The character that SentencePiece writes for a space, U+2581 (`▁`).
enum WordMark {
  /// Its UTF-8.
  static let bytes: [UInt8] = [0xE2, 0x96, 0x81]

  /// Whether it stands at `position`.
  static func stands(at position: Int, in bytes: [UInt8]) -> Bool {
    position >= 0 && position + 2 < bytes.count && bytes[position] == 0xE2
      && bytes[position + 1] == 0x96 && bytes[position + 2] == 0x81
  }
}

/// Where words end that merge each by itself: before a mark, where no token reaches across.
///
/// Merges on both sides of such a place have nothing to do with one another, so that cutting there
/// gives the same tokens, and sooner.
struct WordEnds: Sendable {
  /// For each byte whether, with it before a mark, some token may reach across.
  private var isCrossed = [Bool](repeating: false, count: 256)

  /// `nil` where the mark is no token of `vocabulary`.
  init?(_ vocabulary: Vocabulary) {
    guard vocabulary.id(of: WordMark.bytes.span) != nil else { return nil }
    for id in 0..<Int32(vocabulary.idLimit) {
      guard let token = vocabulary.token(id), token.dropFirst().contains(WordMark.bytes[0]) else {
        continue
      }
      let spelling = Array(token)
      for position in spelling.indices.dropFirst()
      where WordMark.stands(at: position, in: spelling) {
        // Between two marks nothing is ever cut.
        isCrossed[Int(spelling[position - 1])] = true
      }
    }
  }

  /// Appends the pieces of `bytes[range]`, cut where words end.
  func split(_ bytes: [UInt8], _ range: Range<Int>, into pieces: inout [Range<Int>]) {
    var start = range.lowerBound
    var position = start + 1
    while position < range.upperBound {
      if bytes[position] == WordMark.bytes[0], ends(at: position, in: bytes) {
        pieces.append(start..<position)
        start = position
      }
      position += 1
    }
    pieces.append(start..<range.upperBound)
  }

  private func ends(at position: Int, in bytes: [UInt8]) -> Bool {
    WordMark.stands(at: position, in: bytes) && !isCrossed[Int(bytes[position - 1])]
      && !WordMark.stands(at: position - 3, in: bytes)
  }
}
