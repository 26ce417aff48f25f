import Diagnostics

/// The words of a corpus, each once, as tokens that merge.
struct TrainingWords {
  /// The token of each byte.
  private let byteTokens: [Int32]
  /// The words by their numbers.
  private var spellings = Vocabulary(capacity: 1 << 12)
  /// How often each word occurs.
  private(set) var counts: [Int] = []
  /// The tokens of all words, one after another, with room for as many as each has bytes.
  private var tokens: [Int32] = []
  /// Where the tokens of each word begin and end.
  private var starts: [Int] = []
  private var ends: [Int] = []

  init(byteTokens: [Int32]) { self.byteTokens = byteTokens }

  /// The tokens of a word.
  func tokens(of word: Int) -> ArraySlice<Int32> { tokens[starts[word]..<ends[word]] }

  /// Cuts `texts` into words and counts these.
  mutating func append(_ texts: some Sequence<[UInt8]>) throws {
    let splitter = try SplitStep(pattern: PreTokenizer.byteLevelPattern)
    var pieces: [Range<Int>] = []
    for text in texts {
      var replacements = 0
      let bytes = AlignedText(repairing: text, replacements: &replacements).bytes
      pieces.removeAll(keepingCapacity: true)
      try splitter.split(bytes, 0..<bytes.count, into: &pieces)
      for piece in pieces { count(bytes, piece) }
    }
  }

  private mutating func count(_ bytes: [UInt8], _ piece: Range<Int>) {
    let word = bytes.span.extracting(piece)
    if let known = spellings.id(of: word) {
      counts[Int(known)] += 1
      return
    }
    // Neither the word nor its number is taken, so that this cannot be refused.
    try? spellings.insert(word, id: Int32(counts.count))
    counts.append(1)
    starts.append(tokens.count)
    for position in piece { tokens.append(byteTokens[Int(bytes[position])]) }
    ends.append(tokens.count)
  }

  /// Merges `pair` in a word wherever it stands, from left to right.
  ///
  /// Calls `change` for each pair that thereby occurs more or less often, with the number of times
  /// that it does so in this word.
  mutating func merge(
    _ pair: TokenPair, into token: Int32, in word: Int, _ change: (TokenPair, Int) -> Void
  ) {
    let (start, end) = (starts[word], ends[word])
    var (read, write) = (start, start)
    while read < end {
      guard read + 1 < end, tokens[read] == pair.left, tokens[read + 1] == pair.right else {
        tokens[write] = tokens[read]
        read += 1
        write += 1
        continue
      }
      if write > start {
        change(TokenPair(left: tokens[write - 1], right: pair.left), -1)
        change(TokenPair(left: tokens[write - 1], right: token), 1)
      }
      if read + 2 < end {
        change(TokenPair(left: pair.right, right: tokens[read + 2]), -1)
        change(TokenPair(left: token, right: tokens[read + 2]), 1)
      }
      tokens[write] = token
      read += 2
      write += 1
    }
    ends[word] = write
  }
}

/// Two neighbouring tokens.
struct TokenPair: Hashable {
  var left: Int32
  var right: Int32
}
