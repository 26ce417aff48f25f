extension Tokenizer {
  /// Turns text into tokens.
  ///
  /// Special tokens written in the text are always read as such.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - addingSpecialTokens: Whether what the model expects around a text, such as a token for its
  ///     beginning, is added. `false` for a chat prompt, which spells it out.
  /// - Returns: The tokens and where each came from.
  /// - Throws: `Problem` where a regular expression of the tokenizer's file gives up on the text.
  public func encode(_ text: String, addingSpecialTokens: Bool) throws -> Encoding {
    try encode(Array(text.utf8), addingSpecialTokens: addingSpecialTokens)
  }

  /// Turns bytes, read as UTF-8, into tokens.
  ///
  /// Each place that is not UTF-8 is read as U+FFFD and counted in `Encoding.replacements`.
  ///
  /// - Parameters:
  ///   - text: Any bytes.
  ///   - addingSpecialTokens: Whether what the model expects around a text, such as a token for its
  ///     beginning, is added. `false` for a chat prompt, which spells it out.
  /// - Returns: The tokens and where each came from.
  /// - Throws: `Problem` where a regular expression of the tokenizer's file gives up on the text.
  public func encode(_ text: [UInt8], addingSpecialTokens: Bool) throws -> Encoding {
    var pass = EncodingPass()
    let repaired = AlignedText(repairing: text, replacements: &pass.encoding.replacements)
    if addingSpecialTokens { pass.append(prefix, at: 0) }
    for piece in plainTokens.split(repaired.bytes, 0..<repaired.bytes.count) {
      switch piece {
      case .token(let id, let range): pass.append(id, repaired.origin(of: range))
      case .text(let range): try encode(repaired, range, into: &pass)
      }
    }
    if addingSpecialTokens { pass.append(suffix, at: text.count) }
    return pass.encoding
  }

  private func encode(_ text: AlignedText, _ range: Range<Int>, into pass: inout EncodingPass)
    throws
  {
    let (normalized, whole) = try normalizer.apply(text, range)
    for piece in normalizedTokens.split(normalized.bytes, whole) {
      switch piece {
      case .token(let id, let range): pass.append(id, normalized.origin(of: range))
      case .text(let range):
        let (spaced, words) = try preTokenizer.words(of: normalized, range)
        for word in words { pass.append(word, of: spaced, by: model) }
      }
    }
  }
}

/// One text on its way to tokens.
private struct EncodingPass {
  var encoding = Encoding(ids: [], ranges: [], replacements: 0)
  private var symbols = WordSymbols()

  mutating func append(_ id: Int32, _ range: Range<Int>) {
    encoding.ids.append(id)
    encoding.ranges.append(range)
  }

  mutating func append(_ ids: [Int32], at place: Int) {
    for id in ids { append(id, place..<place) }
  }

  mutating func append(_ word: Range<Int>, of text: AlignedText, by model: BytePairModel) {
    model.encode(word, of: text.bytes, into: &symbols)
    encoding.ids += symbols.ids
    for index in symbols.ids.indices {
      encoding.ranges.append(text.origin(of: symbols.starts[index]..<symbols.ends[index]))
    }
  }
}
