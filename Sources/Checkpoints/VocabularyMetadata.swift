import Diagnostics

/// The vocabulary that a GGUF file carries, as it stands in the metadata under `tokenizer.`.
public struct VocabularyMetadata: Sendable, Equatable {
  /// The kind of tokenizer, such as `gpt2` (byte-level BPE) or `llama` (SentencePiece).
  public var model: String
  /// The name of the rule that splits text before merging, such as `smollm`.
  public var pre: String?
  /// The spelling of each token, by its number.
  public var tokens: [String]
  /// The merges of byte pairs in order of rank, each two spellings with a space between.
  public var merges: [String]
  /// For each token 1 normal, 2 unknown, 3 control, 4 user defined, 5 unused, 6 a byte; or empty.
  public var tokenTypes: [Int]
  /// For each token its score, or empty.
  public var scores: [Float]
  /// The token that begins a text.
  public var bosTokenID: Int?
  /// The token that ends a text.
  public var eosTokenID: Int?
  /// The token that stands for what has none.
  public var unknownTokenID: Int?
  /// The token that fills up a batch.
  public var paddingTokenID: Int?
  /// Whether a text is begun with `bosTokenID`, if the file says.
  public var addsBeginning: Bool?
  /// Whether a text is ended with `eosTokenID`, if the file says.
  public var addsEnd: Bool?
  /// Whether a space is put before a text, if the file says.
  public var addsSpacePrefix: Bool?
  /// The Jinja template that turns a conversation into text.
  public var chatTemplate: String?
}

extension VocabularyMetadata {
  /// Reads the vocabulary of a GGUF file; `nil` if it has none.
  ///
  /// - Parameter file: The file.
  /// - Throws: `Problem` naming the key whose value is of the wrong type or length.
  init?(_ file: GGUF) throws {
    guard file["tokenizer.ggml.model"] != nil || file["tokenizer.ggml.tokens"] != nil else {
      return nil
    }
    let reader = VocabularyReader(file: file)
    tokens = try reader.list("tokens", "strings", \.string)
    model = try reader.value("ggml.model", "a string", \.string) ?? ""
    pre = try reader.value("ggml.pre", "a string", \.string)
    merges = try reader.list("merges", "strings", \.string)
    tokenTypes = try reader.list("token_type", "whole numbers", \.integer)
    scores = try reader.list("scores", "numbers", \.single)
    bosTokenID = try reader.token("bos", of: tokens.count)
    eosTokenID = try reader.token("eos", of: tokens.count)
    unknownTokenID = try reader.token("unknown", of: tokens.count)
    paddingTokenID = try reader.token("padding", of: tokens.count)
    addsBeginning = try reader.value("ggml.add_bos_token", "true or false", \.bool)
    addsEnd = try reader.value("ggml.add_eos_token", "true or false", \.bool)
    addsSpacePrefix = try reader.value("ggml.add_space_prefix", "true or false", \.bool)
    chatTemplate = try reader.value("chat_template", "a string", \.string)
    try reader.checkLength("token_type", tokenTypes.count, of: tokens.count)
    try reader.checkLength("scores", scores.count, of: tokens.count)
  }
}

/// Reads values under `tokenizer.`.
private struct VocabularyReader {
  let file: GGUF

  func value<Value>(
    _ key: String, _ expected: String, _ convert: (GGUFValue) -> Value?
  ) throws -> Value? {
    guard let found = file["tokenizer.\(key)"] else { return nil }
    guard let value = convert(found) else { throw wrong("tokenizer.\(key)", expected) }
    return value
  }

  func list<Value>(
    _ name: String, _ elements: String, _ convert: (GGUFValue) -> Value?
  ) throws -> [Value] {
    let key = "ggml.\(name)"
    return try value(key, "an array of \(elements)") { found -> [Value]? in
      guard let array = found.array else { return nil }
      let values = array.compactMap(convert)
      return values.count == array.count ? values : nil
    } ?? []
  }

  func token(_ name: String, of count: Int) throws -> Int? {
    try value("ggml.\(name)_token_id", "the number of one of \(count) tokens") { found in
      found.integer.flatMap { (0..<count).contains($0) ? $0 : nil }
    }
  }

  func checkLength(_ name: String, _ count: Int, of tokens: Int) throws {
    guard count == 0 || count == tokens else {
      throw wrong("tokenizer.ggml.\(name)", "one element for each of \(tokens) tokens")
    }
  }

  private func wrong(_ key: String, _ expected: String) -> Problem {
    .wrongSetting(
      key, expected: expected, found: nil, at: file.place(of: key),
      remedy: "Download the file again, or convert the model anew.")
  }
}

extension GGUFValue {
  /// The number in single precision; `nil` for other values.
  fileprivate var single: Float? {
    if case .float32(let value) = self { value } else { double.map(Float.init) }
  }
}
