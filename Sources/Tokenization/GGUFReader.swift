import Diagnostics

/// Checks a GGUF vocabulary and takes it apart.
struct GGUFReader {
  let vocabulary: GGUFVocabulary

  /// What a token is for, by the numbers of `tokenizer.ggml.token_type`.
  enum Kind: Int {
    case normal = 1
    case unknown, control, userDefined, unused, byte
  }

  /// The kind of each token.
  func kinds() throws -> [Kind] {
    guard !vocabulary.tokens.isEmpty else { throw Problem.emptyGGUF("tokenizer.ggml.tokens") }
    guard vocabulary.tokenTypes.count == vocabulary.tokens.count else {
      throw Problem.tokenTypesMismatch(
        types: vocabulary.tokenTypes.count, tokens: vocabulary.tokens.count)
    }
    return try vocabulary.tokenTypes.enumerated().map { id, type in
      guard let kind = Kind(rawValue: type) else { throw Problem.badTokenType(type, id: id) }
      return kind
    }
  }

  /// All tokens, each spelled as `spelling` says.
  func table(_ spelling: (Int) -> [UInt8]) throws -> Vocabulary {
    var table = Vocabulary(capacity: vocabulary.tokens.count)
    for (id, token) in vocabulary.tokens.enumerated() {
      do throws(Vocabulary.Refusal) {
        try table.insert(spelling(id).span, id: Int32(id))
      } catch {
        throw Problem.refused(token, id: Int32(id), error)
      }
    }
    return table
  }

  /// What stands before each text: `beginning`, where the file says so or, if it says nothing, where
  /// `adds` is true.
  func prefix(unlessSaid adds: Bool) throws -> [Int32] {
    try outer("bos", vocabulary.beginning, vocabulary.addsBeginning ?? adds)
  }

  /// What stands after each text.
  func suffix() throws -> [Int32] {
    try outer("eos", vocabulary.end, vocabulary.addsEnd ?? false)
  }

  /// The token for what has none.
  func unknown() throws -> Int32? { try checked("unknown", vocabulary.unknown) }

  private func outer(_ name: String, _ id: Int?, _ isAdded: Bool) throws -> [Int32] {
    let id = try checked(name, id)
    guard isAdded else { return [] }
    guard let id else { throw Problem.outerTokenMissing(name) }
    return [id]
  }

  private func checked(_ name: String, _ id: Int?) throws -> Int32? {
    guard let id else { return nil }
    guard vocabulary.tokens.indices.contains(id) else {
      throw Problem.ggufIDOutOfRange(name, id: id, count: vocabulary.tokens.count)
    }
    return Int32(id)
  }
}

extension GGUFReader {
  /// A byte-level tokenizer.
  func byteLevelParts() throws -> TokenizerParts {
    let family = try GGUFFamily(named: vocabulary.preTokenizer)
    let kinds = try kinds()
    let tokens = try table { Array(vocabulary.tokens[$0].utf8) }
    _ = try unknown()
    let model = BytePairModel(
      vocabulary: tokens, merges: .table(try merges(tokens)), unknown: nil, fusesUnknown: false,
      ignoresMerges: family.ignoresMerges)
    let added = kinds.indices.filter { kinds[$0] == .control || kinds[$0] == .userDefined }.map {
      AddedToken(
        id: Int32($0), content: vocabulary.tokens[$0], isSpecial: kinds[$0] == .control)
    }
    return TokenizerParts(
      model: model, vocabulary: tokens, addedTokens: added.filter { !$0.content.utf8.isEmpty },
      normalizer: family.normalizer, tokenNormalizer: family.normalizer,
      preTokenizer: try family.preTokenizer(), decoder: .byteLevel,
      prefix: try prefix(unlessSaid: family.addsBeginning), suffix: try suffix())
  }

  private func merges(_ table: Vocabulary) throws -> MergeTable {
    guard !vocabulary.merges.isEmpty else { throw Problem.emptyGGUF("tokenizer.ggml.merges") }
    var builder = MergeTableBuilder(vocabulary: table, capacity: vocabulary.merges.count)
    for merge in vocabulary.merges { if let problem = builder.append(merge) { throw problem } }
    return builder.table
  }
}
