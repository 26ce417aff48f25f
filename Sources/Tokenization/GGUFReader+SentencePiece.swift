import Diagnostics

extension GGUFReader {
  /// A tokenizer that reads texts as SentencePiece does.
  ///
  /// Control tokens are found first, in the text as it stands, and each stretch between them is read
  /// by itself: spaces become `▁`, one goes before the stretch where `addsSpacePrefix`,
  /// user-defined tokens are found, and what is left merges by score. SentencePiece itself reads no
  /// control tokens; that a stretch after one begins like a text is how Llama 2 encodes the turns of
  /// a chat.
  func sentencePieceParts() throws -> TokenizerParts {
    let kinds = try kinds()
    let scores = try scores()
    let tokens = try table { spelling(of: $0, kinds[$0]) }
    let prefixes = vocabulary.addsSpacePrefix ?? true
    let model = BytePairModel(
      vocabulary: tokens, alphabet: .characters(fallsBack: true),
      merges: .scores(
        ScoreMerges(tokens, scores: scores) { id in
          kinds[Int(id)] == .normal || kinds[Int(id)] == .userDefined
        }),
      unknown: try unknown(), fusesUnknown: true, ignoresMerges: false)
    let marks = Normalizer.Step.replace(.literal([0x20]), WordMark.bytes)
    return TokenizerParts(
      model: model, vocabulary: tokens, addedTokens: addedTokens(kinds),
      normalizer: Normalizer(steps: prefixes ? [.prepend([0x20]), marks] : [marks]),
      tokenNormalizer: Normalizer(steps: [marks]),
      preTokenizer: PreTokenizer(steps: WordEnds(tokens).map { [.wordEnds($0)] } ?? []),
      decoder: .sentencePiece(addsSpacePrefix: prefixes), prefix: try prefix(unlessSaid: true),
      suffix: try suffix())
  }

  private func scores() throws -> [Float] {
    guard !vocabulary.scores.isEmpty else { throw Problem.emptyGGUF("tokenizer.ggml.scores") }
    guard vocabulary.scores.count == vocabulary.tokens.count else {
      throw Problem.scoresMismatch(
        scores: vocabulary.scores.count, tokens: vocabulary.tokens.count)
    }
    if let id = vocabulary.scores.firstIndex(where: \.isNaN) { throw Problem.badScore(id: id) }
    return vocabulary.scores
  }

  /// A token as SentencePiece spells it. Converters write spaces in user-defined tokens as such.
  private func spelling(of id: Int, _ kind: Kind) -> [UInt8] {
    let token = Array(vocabulary.tokens[id].utf8)
    guard kind == .userDefined, token.contains(0x20) else { return token }
    return token.flatMap { $0 == 0x20 ? WordMark.bytes : [$0] }
  }

  private func addedTokens(_ kinds: [Kind]) -> [AddedToken] {
    let strips = Phi3Tokens(vocabulary.tokens)
    return kinds.indices.compactMap { id in
      let content = vocabulary.tokens[id]
      guard kinds[id] == .control || kinds[id] == .userDefined, !content.utf8.isEmpty else {
        return nil
      }
      return AddedToken(
        id: Int32(id), content: content, isSpecial: kinds[id] == .control,
        stripsRight: kinds[id] == .control && strips.stripsRight(content),
        isNormalized: kinds[id] == .userDefined)
    }
  }
}

/// The tokens of Phi-3 that take the white space on their right: a GGUF file cannot say so.
///
/// (`tokenizer.json` of Phi-3-mini-4k-instruct, `rstrip`; `llama-vocab.cpp` of llama.cpp.)
private struct Phi3Tokens {
  private let isPhi3: Bool

  init(_ tokens: [String]) {
    isPhi3 = tokens.contains("<|placeholder1|>") && tokens.contains("<|assistant|>")
  }

  func stripsRight(_ token: String) -> Bool {
    isPhi3 && !["<unk>", "<s>", "<|endoftext|>"].contains(token)
  }
}
