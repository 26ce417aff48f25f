import Diagnostics

/// The vocabulary of a GGUF file whose `tokenizer.ggml.model` is `gpt2`: byte-level BPE.
public struct GGUFVocabulary: Sendable {
  /// `tokenizer.ggml.tokens`: the token of each id.
  public var tokens: [String]
  /// `tokenizer.ggml.merges`: two tokens each with one space between them, the first to merge first.
  public var merges: [String]
  /// `tokenizer.ggml.token_type`: for each token 1 normal, 2 unknown, 3 control, 4 user-defined,
  /// 5 unused or 6 byte.
  public var tokenTypes: [Int]
  /// `tokenizer.ggml.pre`: the name of the rules by which a text is cut into words.
  public var preTokenizer: String
  /// `tokenizer.ggml.bos_token_id`: the token that begins a text.
  public var beginning: Int?
  /// `tokenizer.ggml.eos_token_id`: the token that ends a text or an answer.
  public var end: Int?
  /// `tokenizer.ggml.unknown_token_id`. Bytes without a token are dropped all the same, as by the
  /// model's original tokenizer.
  public var unknown: Int?
  /// `tokenizer.ggml.add_bos_token`: whether the model expects `beginning` before each text.
  public var addsBeginning: Bool
  /// `tokenizer.chat_template`: Jinja for `ChatTemplate`.
  public var chatTemplate: String?

  /// Creates a vocabulary from a file's metadata, unchecked.
  public init(
    tokens: [String], merges: [String], tokenTypes: [Int], preTokenizer: String,
    beginning: Int? = nil, end: Int? = nil, unknown: Int? = nil, addsBeginning: Bool = false,
    chatTemplate: String? = nil
  ) {
    self.tokens = tokens
    self.merges = merges
    self.tokenTypes = tokenTypes
    self.preTokenizer = preTokenizer
    self.beginning = beginning
    self.end = end
    self.unknown = unknown
    self.addsBeginning = addsBeginning
    self.chatTemplate = chatTemplate
  }
}

extension Tokenizer {
  /// A tokenizer from the vocabulary of a GGUF file.
  ///
  /// Words are cut, and texts normalized, as by the `tokenizer.json` of the model family that
  /// `preTokenizer` names. Control and user-defined tokens are found in the text; control tokens
  /// are special.
  ///
  /// - Throws: `Problem` without a place for a family that is not known, and for metadata that
  ///   contradict one another.
  public convenience init(_ vocabulary: GGUFVocabulary) throws {
    let family = try GGUFFamily(named: vocabulary.preTokenizer)
    self.init(try GGUFReader(vocabulary: vocabulary).parts(family))
  }
}

/// Checks a GGUF vocabulary and takes it apart.
private struct GGUFReader {
  let vocabulary: GGUFVocabulary

  func parts(_ family: GGUFFamily) throws -> TokenizerParts {
    guard !vocabulary.tokens.isEmpty else { throw Problem.emptyGGUF("tokenizer.ggml.tokens") }
    guard vocabulary.tokenTypes.count == vocabulary.tokens.count else {
      throw Problem.tokenTypesMismatch(
        types: vocabulary.tokenTypes.count, tokens: vocabulary.tokens.count)
    }
    let tokens = try table()
    let model = BytePairModel(
      vocabulary: tokens, merges: try merges(tokens), unknown: nil, fusesUnknown: false,
      ignoresMerges: family.ignoresMerges)
    return TokenizerParts(
      model: model, vocabulary: tokens, addedTokens: try addedTokens(),
      normalizer: family.normalizer, preTokenizer: try family.preTokenizer(), prefix: try prefix())
  }

  private func table() throws -> Vocabulary {
    var table = Vocabulary(capacity: vocabulary.tokens.count)
    for (id, token) in vocabulary.tokens.enumerated() {
      do throws(Vocabulary.Refusal) {
        try table.insert(token.utf8.span, id: Int32(id))
      } catch {
        throw Problem.refused(token, id: Int32(id), error)
      }
    }
    return table
  }

  private func merges(_ table: Vocabulary) throws -> MergeTable {
    guard !vocabulary.merges.isEmpty else { throw Problem.emptyGGUF("tokenizer.ggml.merges") }
    var builder = MergeTableBuilder(vocabulary: table, capacity: vocabulary.merges.count)
    for merge in vocabulary.merges { if let problem = builder.append(merge) { throw problem } }
    return builder.table
  }

  private func addedTokens() throws -> [AddedToken] {
    var result: [AddedToken] = []
    for (id, type) in vocabulary.tokenTypes.enumerated() {
      guard (1...6).contains(type) else { throw Problem.badTokenType(type, id: id) }
      guard type == 3 || type == 4 else { continue }
      result.append(
        AddedToken(id: Int32(id), content: vocabulary.tokens[id], isSpecial: type == 3))
    }
    return result
  }

  private func prefix() throws -> [Int32] {
    let ids = [
      ("bos", vocabulary.beginning), ("eos", vocabulary.end), ("unknown", vocabulary.unknown),
    ]
    for case (let name, let id?) in ids where !vocabulary.tokens.indices.contains(id) {
      throw Problem.ggufIDOutOfRange(name, id: id, count: vocabulary.tokens.count)
    }
    guard vocabulary.addsBeginning else { return [] }
    guard let beginning = vocabulary.beginning else { throw Problem.beginningMissing() }
    return [Int32(beginning)]
  }
}
