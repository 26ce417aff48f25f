import Diagnostics

/// A byte-level BPE tokenizer that `BytePairTrainer` learned.
public struct TrainedTokenizer: Sendable {
  /// Two tokens that merge, spelled as in `tokenizer.json`: `Ġ` for a space, and so on.
  public struct Merge: Sendable, Equatable {
    /// The left token.
    public let left: String
    /// The right token.
    public let right: String
  }

  /// Tokens that are marks rather than text, in the order of their ids from 0.
  public let specialTokens: [String]
  /// The token of each byte.
  let byteTokens: [Int32]
  private var vocabulary: Vocabulary
  private var pairs: [TokenPair] = []

  /// A tokenizer of special tokens and bytes, without merges.
  ///
  /// - Throws: `Problem` for a special token that is empty, or given twice, or spells a byte.
  init(specialTokens: [String]) throws {
    var vocabulary = Vocabulary(capacity: 256 + specialTokens.count)
    for token in specialTokens {
      guard !token.utf8.isEmpty else { throw Problem.emptySpecialToken() }
      do throws(Vocabulary.Refusal) {
        try vocabulary.insert(token.utf8.span, id: Int32(vocabulary.count))
      } catch { throw Problem.repeatedSpecialToken(token) }
    }
    var byteTokens = [Int32](repeating: -1, count: 256)
    for byte in (UInt8.min...UInt8.max).sorted(by: { Self.order(of: $0) < Self.order(of: $1) }) {
      var spelling: [UInt8] = []
      ByteAlphabet.spell(byte, into: &spelling)
      byteTokens[Int(byte)] = Int32(vocabulary.count)
      do throws(Vocabulary.Refusal) {
        try vocabulary.insert(spelling.span, id: Int32(vocabulary.count))
      } catch {
        throw Problem.repeatedSpecialToken(String(decoding: spelling, as: UTF8.self))
      }
    }
    self.specialTokens = specialTokens
    self.byteTokens = byteTokens
    self.vocabulary = vocabulary
  }

  private static func order(of byte: UInt8) -> Int32 { Int32(ByteAlphabet.scalars[Int(byte)]) }

  /// The number of tokens, of all kinds.
  public var vocabularySize: Int { vocabulary.count }

  /// The merges, the first to be made first.
  public var merges: [Merge] {
    pairs.map { Merge(left: spelling(of: $0.left), right: spelling(of: $0.right)) }
  }

  /// The token `id`, below `vocabularySize`, as `tokenizer.json` spells it.
  func spelling(of id: Int32) -> String {
    guard let token = vocabulary.token(id) else {
      preconditionFailure("The id \(id) is none of \(vocabulary.count) tokens")
    }
    return String(decoding: token, as: UTF8.self)
  }

  /// Adds a merge and returns the token that it yields: a new one, unless another merge did before.
  mutating func append(_ pair: TokenPair) -> Int32 {
    pairs.append(pair)
    let joined = Array((spelling(of: pair.left) + spelling(of: pair.right)).utf8)
    if let known = vocabulary.id(of: joined.span) { return known }
    let id = Int32(vocabulary.count)
    // Neither the token nor its id is taken, so that this cannot be refused.
    try? vocabulary.insert(joined.span, id: id)
    return id
  }
}

extension TrainedTokenizer {
  /// A tokenizer whose tokens are the bytes, and special tokens before them.
  ///
  /// - Throws: `Problem` for a special token that is empty, or given twice, or spells a byte.
  public static func bytes(specialTokens: [String] = []) throws -> TrainedTokenizer {
    try TrainedTokenizer(specialTokens: specialTokens)
  }

  /// The tokenizer, ready to use.
  public func tokenizer() throws -> Tokenizer { try Tokenizer(tokenizerJSON: tokenizerJSON()) }
}
