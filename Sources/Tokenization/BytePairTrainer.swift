import Diagnostics

/// Learns a byte-level BPE tokenizer from texts.
///
/// Texts are cut into words as by GPT-2, and words into bytes. Then, again and again, the pair of
/// neighbouring tokens that occurs most often becomes a token (Sennrich, Haddow and Birch 2016). Of
/// pairs that occur equally often, the one whose left token has the least id comes first; of these,
/// the one whose right token has. Ids are given to the special tokens, then to the bytes in the order
/// of their spellings (`!` first, the space and the controls last), then to merged tokens as they
/// come. Two merges may yield one token, which keeps its id. The same texts in whatever order give
/// the same tokenizer.
public struct BytePairTrainer: Sendable {
  /// The number of tokens to stop at: special ones, 256 bytes, and merged ones.
  public let vocabularySize: Int
  /// Tokens that are marks rather than text, in the order of their ids from 0.
  public let specialTokens: [String]
  /// How often a pair must occur to be merged.
  public let minimumCount: Int

  /// Creates a trainer.
  ///
  /// - Parameters:
  ///   - vocabularySize: At least 256 more than there are special tokens, at most 2²⁴.
  ///   - specialTokens: None empty, none twice, none of one byte's spelling.
  ///   - minimumCount: At least 1; pairs that occur less often are left apart, even if fewer tokens
  ///     than wanted come of it.
  /// - Throws: `Problem` that names what is out of these bounds.
  public init(vocabularySize: Int, specialTokens: [String] = [], minimumCount: Int = 2) throws {
    let least = 256 + specialTokens.count
    guard (least...max(least, 1 << 24)).contains(vocabularySize) else {
      throw Problem.vocabularySize(vocabularySize, least: least)
    }
    guard minimumCount >= 1 else { throw Problem.minimumCount(minimumCount) }
    self.vocabularySize = vocabularySize
    self.specialTokens = specialTokens
    self.minimumCount = minimumCount
    _ = try TrainedTokenizer(specialTokens: specialTokens)
  }

  /// Learns from `texts`.
  ///
  /// - Parameter texts: Bytes read as UTF-8; places that are not become U+FFFD. Words never reach
  ///   from one text to the next.
  /// - Returns: The tokenizer, with fewer tokens than wanted if the texts have no more pairs.
  /// - Throws: `Problem` where the splitting of words gives up on a text.
  public func train(_ texts: some Sequence<[UInt8]>) throws -> TrainedTokenizer {
    var tokenizer = try TrainedTokenizer(specialTokens: specialTokens)
    var words = TrainingWords(byteTokens: tokenizer.byteTokens)
    try words.append(texts)
    var pairs = PairCounts(words)
    while tokenizer.vocabularySize < vocabularySize,
      let pair = pairs.popMostFrequent(atLeast: minimumCount)
    {
      pairs.merge(pair, into: tokenizer.append(pair), in: &words)
    }
    return tokenizer
  }
}
