/// A BPE model: a word becomes symbols, and neighbours merge until none of them do.
struct BytePairModel: Sendable {
  /// What the symbols of a word are before they merge.
  enum Alphabet: Sendable {
    /// The bytes, each spelled by a character of `ByteAlphabet`.
    case bytes
    /// The characters. One without a token becomes the tokens `<0x00>` to `<0xFF>` of its bytes
    /// where `fallsBack` is true and all of these exist, and else the unknown token.
    case characters(fallsBack: Bool)
  }

  /// Which neighbours merge, and in which order.
  enum Merges: Sendable {
    case table(MergeTable)
    case scores(ScoreMerges)
  }

  /// The model's tokens; the added ones are not among them unless the model knows them too.
  let vocabulary: Vocabulary
  let alphabet: Alphabet
  let merges: Merges
  /// The token that stands for what has none; `nil` drops it.
  let unknown: Int32?
  /// Whether neighbouring unknown symbols share one token.
  let fusesUnknown: Bool
  /// Whether a word that is a token is taken whole, whatever the merges say.
  let ignoresMerges: Bool
  /// The token that spells each byte in this alphabet, or -1.
  private let byteTokens: [Int32]

  init(
    vocabulary: Vocabulary, alphabet: Alphabet = .bytes, merges: Merges, unknown: Int32?,
    fusesUnknown: Bool, ignoresMerges: Bool
  ) {
    self.vocabulary = vocabulary
    self.alphabet = alphabet
    self.merges = merges
    self.unknown = unknown
    self.fusesUnknown = fusesUnknown
    self.ignoresMerges = ignoresMerges
    byteTokens = (UInt8.min...UInt8.max).map { byte in
      vocabulary.id(of: alphabet.spelling(of: byte).span) ?? -1
    }
  }

  /// Leaves in `symbols` the tokens of the word that stands at `word` in `bytes`.
  func encode(_ word: Range<Int>, of bytes: [UInt8], into symbols: inout WordSymbols) {
    symbols.removeAll()
    if ignoresMerges, let id = wholeToken(bytes[word]) {
      symbols.append(id, word)
      return
    }
    switch (alphabet, merges) {
    case (.bytes, .table(let table)):
      for position in word {
        append(byteTokens[Int(bytes[position])], position..<position + 1, to: &symbols)
      }
      symbols.merge(by: table, in: bytes)
    case (.characters, .table(let table)):
      forEachCharacter(of: word, in: bytes) { character in
        let id = vocabulary.id(of: bytes.span.extracting(character)) ?? -1
        appendOrSpell(id, character, of: bytes, to: &symbols)
      }
      symbols.merge(by: table, in: bytes)
    case (_, .scores(let scores)):
      forEachCharacter(of: word, in: bytes) { character in
        symbols.append(scores.token(at: character, of: bytes), character)
      }
      symbols.merge(by: scores, in: bytes)
      spellUnknown(in: &symbols, of: bytes)
    }
  }

  /// Replaces the symbols that no merge made a token.
  private func spellUnknown(in symbols: inout WordSymbols, of bytes: [UInt8]) {
    guard symbols.ids.contains(-1) else { return }
    let merged = symbols
    symbols.removeAll()
    for index in merged.ids.indices {
      let range = merged.starts[index]..<merged.ends[index]
      appendOrSpell(merged.ids[index], range, of: bytes, to: &symbols)
    }
  }

  /// Appends a token or, for -1, what stands for the text at `range`.
  private func appendOrSpell(
    _ id: Int32, _ range: Range<Int>, of bytes: [UInt8], to symbols: inout WordSymbols
  ) {
    guard id < 0, case .characters(fallsBack: true) = alphabet,
      range.allSatisfy({ byteTokens[Int(bytes[$0])] >= 0 })
    else { return append(id, range, to: &symbols) }
    for position in range {
      symbols.append(byteTokens[Int(bytes[position])], position..<position + 1)
    }
  }

  /// Appends a token or, for -1, the unknown one if there is one.
  private func append(_ id: Int32, _ range: Range<Int>, to symbols: inout WordSymbols) {
    if id >= 0 {
      symbols.append(id, range)
    } else if let unknown {
      symbols.appendUnknown(unknown, range, fusing: fusesUnknown)
    }
  }

  private func forEachCharacter(
    of word: Range<Int>, in bytes: [UInt8], _ body: (Range<Int>) -> Void
  ) {
    var position = word.lowerBound
    while position < word.upperBound {
      let next = position + UTF8Decoding.length(bytes[position])
      body(position..<next)
      position = next
    }
  }

  private func wholeToken(_ word: ArraySlice<UInt8>) -> Int32? {
    guard case .bytes = alphabet else { return vocabulary.id(of: Array(word).span) }
    var spelling: [UInt8] = []
    spelling.reserveCapacity(2 * word.count)
    for byte in word { ByteAlphabet.spell(byte, into: &spelling) }
    return vocabulary.id(of: spelling.span)
  }
}

extension BytePairModel.Alphabet {
  /// The token that stands for `byte` by itself.
  fileprivate func spelling(of byte: UInt8) -> [UInt8] {
    var spelling: [UInt8] = []
    switch self {
    case .bytes: ByteAlphabet.spell(byte, into: &spelling)
    case .characters: spelling = ByteFallback.spelling(of: byte)
    }
    return spelling
  }
}
