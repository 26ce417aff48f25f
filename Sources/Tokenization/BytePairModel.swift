/// A byte-level BPE model: bytes become tokens, and neighbours merge in the order of the merges.
struct BytePairModel: Sendable {
  /// The model's tokens; the added ones are not among them unless the model knows them too.
  let vocabulary: Vocabulary
  let merges: MergeTable
  /// The token that stands for a byte without one; `nil` drops such bytes.
  let unknown: Int32?
  /// Whether neighbouring unknown bytes share one token.
  let fusesUnknown: Bool
  /// Whether a word that is a token is taken whole, whatever the merges say.
  let ignoresMerges: Bool
  /// The token of each byte, or -1.
  private let byteTokens: [Int32]

  init(
    vocabulary: Vocabulary, merges: MergeTable, unknown: Int32?, fusesUnknown: Bool,
    ignoresMerges: Bool
  ) {
    self.vocabulary = vocabulary
    self.merges = merges
    self.unknown = unknown
    self.fusesUnknown = fusesUnknown
    self.ignoresMerges = ignoresMerges
    byteTokens = (UInt8.min...UInt8.max).map { byte in
      var spelling: [UInt8] = []
      ByteAlphabet.spell(byte, into: &spelling)
      return vocabulary.id(of: spelling.span) ?? -1
    }
  }

  /// Leaves in `symbols` the tokens of the word that stands at `word` in `bytes`.
  func encode(_ word: Range<Int>, of bytes: [UInt8], into symbols: inout WordSymbols) {
    symbols.removeAll()
    if ignoresMerges, let id = wholeToken(bytes[word]) {
      symbols.append(id, word)
      return
    }
    var lastIsUnknown = false
    for position in word {
      let id = byteTokens[Int(bytes[position])]
      if id >= 0 {
        symbols.append(id, position..<position + 1)
      } else if let unknown {
        if lastIsUnknown, fusesUnknown {
          symbols.extendLast(to: position + 1)
        } else {
          symbols.append(unknown, position..<position + 1)
        }
      }
      if id >= 0 || unknown != nil { lastIsUnknown = id < 0 }
    }
    symbols.merge(by: merges)
  }

  private func wholeToken(_ word: ArraySlice<UInt8>) -> Int32? {
    var spelling: [UInt8] = []
    spelling.reserveCapacity(2 * word.count)
    for byte in word { ByteAlphabet.spell(byte, into: &spelling) }
    return vocabulary.id(of: spelling.span)
  }
}
