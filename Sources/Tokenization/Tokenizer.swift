/// A BPE tokenizer, over bytes or over characters with a fallback to bytes: text to tokens and back.
///
/// It gives the same tokens as Hugging Face's `tokenizers` for the same `tokenizer.json`, and as
/// SentencePiece for a vocabulary with scores. One tokenizer may serve several threads at once.
public final class Tokenizer: Sendable {
  /// A token that is a mark rather than text.
  public struct SpecialToken: Sendable, Equatable {
    /// The token as it is written in a text.
    public let text: String
    /// Its id.
    public let id: Int32
  }

  let model: BytePairModel
  let normalizer: Normalizer
  let preTokenizer: PreTokenizer
  private let decoder: TokenDecoder
  /// Finders of the added tokens that are looked for before and after normalization.
  let plainTokens: AddedTokenFinder
  let normalizedTokens: AddedTokenFinder
  /// What stands before and after each text where special tokens are added.
  let prefix: [Int32]
  let suffix: [Int32]
  /// All tokens: the model's and the added ones.
  private let vocabulary: Vocabulary
  /// The special tokens, by rising id.
  public let specialTokens: [SpecialToken]
  private let specialIDs: Set<Int32>

  /// - Throws: `Problem` where an expression of the normalizer gives up on an added token.
  init(_ parts: TokenizerParts) throws {
    model = parts.model
    normalizer = parts.normalizer
    preTokenizer = parts.preTokenizer
    decoder = parts.decoder
    prefix = parts.prefix
    suffix = parts.suffix
    vocabulary = parts.vocabulary
    let ordered = parts.addedTokens.filter(\.isSpecial) + parts.addedTokens.filter { !$0.isSpecial }
    plainTokens = AddedTokenFinder(ordered.filter { !$0.isNormalized })
    normalizedTokens = try AddedTokenFinder(
      ordered.filter(\.isNormalized), normalizer: parts.tokenNormalizer)
    specialTokens = parts.addedTokens.filter(\.isSpecial).sorted { $0.id < $1.id }
      .map { SpecialToken(text: $0.content, id: $0.id) }
    specialIDs = Set(specialTokens.map(\.id))
  }

  /// One more than the highest id: the number of rows that an embedding needs at least.
  public var vocabularySize: Int { vocabulary.idLimit }

  /// The id of `token`, spelled as in the vocabulary (`Ġthe` or `▁the`, not ` the`), or `nil`.
  public func identifier(of token: String) -> Int32? {
    let bytes = Array(token.utf8)
    return vocabulary.id(of: bytes.span)
  }

  /// Turns tokens back into text.
  ///
  /// - Parameters:
  ///   - ids: Any numbers.
  ///   - skippingSpecialTokens: Whether special tokens are left out.
  /// - Returns: The text. Bytes that do not make up a character, as where a text was cut inside one,
  ///   become U+FFFD. Ids without a token have no text.
  public func decode(_ ids: some Sequence<Int32>, skippingSpecialTokens: Bool = false) -> String {
    var tokens: [[UInt8]] = []
    for id in ids where !(skippingSpecialTokens && specialIDs.contains(id)) {
      if let token = vocabulary.token(id) { tokens.append(Array(token)) }
    }
    return String(decoding: decoder.bytes(of: tokens), as: UTF8.self)
  }
}

/// What a tokenizer is made of, from whatever file.
struct TokenizerParts {
  var model: BytePairModel
  /// The model's tokens and the added ones.
  var vocabulary: Vocabulary
  var addedTokens: [AddedToken]
  var normalizer: Normalizer
  /// Applied to those added tokens that are looked for in the normalized text.
  var tokenNormalizer: Normalizer
  var preTokenizer: PreTokenizer
  var decoder: TokenDecoder
  var prefix: [Int32] = []
  var suffix: [Int32] = []
}
