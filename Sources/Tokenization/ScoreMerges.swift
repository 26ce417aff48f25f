/// Merges as SentencePiece makes them: whatever the vocabulary holds, the highest score first.
///
/// Neighbours merge if what they spell together is a token, whether or not they are tokens
/// themselves. (`bpe_model.cc` of SentencePiece.)
struct ScoreMerges: Sendable {
  private let vocabulary: Vocabulary
  /// For each token its place in the order of scores, equal ones sharing one; -1 for a token that no
  /// merge yields.
  private let ranks: [Int32]
  /// The length of the longest token that a merge may yield, in bytes.
  private let longest: Int

  /// - Parameters:
  ///   - vocabulary: The tokens.
  ///   - scores: For each id a score, none of them NaN.
  ///   - isMerged: Whether merges may yield a token.
  init(_ vocabulary: Vocabulary, scores: [Float], where isMerged: (Int32) -> Bool) {
    let merged = scores.indices.filter { isMerged(Int32($0)) }
    var ranks = [Int32](repeating: -1, count: scores.count)
    var rank: Int32 = 0
    var last: Float?
    for id in merged.sorted(by: { (scores[$0], -$0) > (scores[$1], -$1) }) {
      if let last, last > scores[id] { rank += 1 }
      ranks[id] = rank
      last = scores[id]
    }
    self.vocabulary = vocabulary
    self.ranks = ranks
    longest = merged.reduce(0) { max($0, vocabulary.token(Int32($1))?.count ?? 0) }
  }

  /// The token that a merge may yield at `range` of `bytes`, or -1.
  func token(at range: Range<Int>, of bytes: [UInt8]) -> Int32 {
    guard range.count <= longest, let id = vocabulary.id(of: bytes.span.extracting(range)),
      ranks[Int(id)] >= 0
    else { return -1 }
    return id
  }
}

extension ScoreMerges: MergeRule {
  func merge(_ left: Int32, _ right: Int32, at range: Range<Int>, of bytes: [UInt8])
    -> MergeTable.Merge
  {
    let id = token(at: range, of: bytes)
    return id < 0
      ? MergeTable.none : MergeTable.Merge(ranks[Int(id)]) << 32 | MergeTable.Merge(id)
  }
}
