/// A pre-tokenizer that writes a mark for each space and may put one before a word.
struct Metaspace: Sendable {
  /// Where a mark is put before a piece that does not begin with one.
  enum Scheme: String, Sendable, CaseIterable {
    /// Before every piece.
    case always
    /// Before the piece with which the whole text begins.
    case first
    /// Before none.
    case never
  }

  /// The mark: one character.
  var mark = WordMark.bytes
  var scheme = Scheme.always
  /// Whether pieces are cut before each mark.
  var splits = true

  /// The pieces of `text` and the text that they stand in.
  func apply(_ pieces: [Range<Int>], of text: AlignedText) throws -> (AlignedText, [Range<Int>]) {
    var result = AlignedText(reservingCapacity: text.bytes.count * 3 / 2)
    var ranges: [Range<Int>] = []
    let words = SplitStep(separator: .literal(mark), behavior: .mergedWithNext)
    for piece in pieces {
      let start = result.bytes.count
      let spaces = try Separator.literal([0x20]).matches(in: text.bytes, piece)
      let marked = text.replacing(spaces, in: piece, by: mark)
      if !marked.bytes.starts(with: mark), isMarked(marked) {
        result.insert(mark, before: 0, of: marked)
      }
      result.append(0..<marked.bytes.count, of: marked)
      let range = start..<result.bytes.count
      guard splits else {
        ranges.append(range)
        continue
      }
      try words.split(result.bytes, range, into: &ranges)
    }
    return (result, ranges)
  }

  private func isMarked(_ piece: AlignedText) -> Bool {
    switch scheme {
    case .always: true
    case .first: piece.origin(of: 0..<1).lowerBound == 0
    case .never: false
    }
  }
}
