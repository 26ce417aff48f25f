import Diagnostics

/// The shape of a transformer, as far as every checkpoint states it.
///
/// What only some architectures have is read from `ModelCheckpoint.settings`.
public struct ModelConfiguration: Sendable, Equatable {
  /// The architecture, as the file names it, such as `llama`.
  public var architecture: String
  /// The number of blocks, greater than 0.
  public var layerCount: Int
  /// The width of the residual stream.
  public var hiddenSize: Int
  /// The number of query heads.
  public var headCount: Int
  /// The number of key and value heads, a divisor of `headCount`.
  public var keyValueHeadCount: Int
  /// The width of one head.
  public var headSize: Int
  /// The inner width of the MLP.
  public var intermediateSize: Int
  /// The number of tokens, and of rows of the embedding.
  public var vocabularySize: Int
  /// The longest sequence for which the model was made, in tokens.
  public var contextLength: Int
  /// The token that begins a text, if there is one.
  public var bosTokenID: Int?
  /// The tokens that end a text; often one, possibly none.
  public var eosTokenIDs: [Int]

  /// Creates a configuration. Nothing is checked; what is read from files has been.
  public init(
    architecture: String, layerCount: Int, hiddenSize: Int, headCount: Int,
    keyValueHeadCount: Int, headSize: Int, intermediateSize: Int, vocabularySize: Int,
    contextLength: Int, bosTokenID: Int? = nil, eosTokenIDs: [Int] = []
  ) {
    self.architecture = architecture
    self.layerCount = layerCount
    self.hiddenSize = hiddenSize
    self.headCount = headCount
    self.keyValueHeadCount = keyValueHeadCount
    self.headSize = headSize
    self.intermediateSize = intermediateSize
    self.vocabularySize = vocabularySize
    self.contextLength = contextLength
    self.bosTokenID = bosTokenID
    self.eosTokenIDs = eosTokenIDs
  }
}

/// The largest values that are believed; a bigger one is damage.
private enum Limit {
  static let layers = 1...4096
  static let width = 1...(1 << 24)
  static let heads = 1...(1 << 16)
  static let vocabulary = 1...(1 << 26)
  static let context = 1...(1 << 40)
}

extension SettingKey {
  /// The width of the residual stream.
  public static let hiddenSize = SettingKey("hidden_size", "n_embd", gguf: "embedding_length")
  /// The number of blocks.
  public static let layerCount = SettingKey("num_hidden_layers", "n_layer", gguf: "block_count")
  /// The number of query heads.
  public static let headCount = SettingKey(
    "num_attention_heads", "n_head", gguf: "attention.head_count")
  /// The number of key and value heads.
  public static let keyValueHeadCount = SettingKey(
    "num_key_value_heads", gguf: "attention.head_count_kv")
  /// The width of a head.
  public static let headSize = SettingKey("head_dim", gguf: "attention.key_length")
  /// The inner width of the MLP.
  public static let intermediateSize = SettingKey(
    "intermediate_size", "n_inner", gguf: "feed_forward_length")
  /// The number of tokens.
  public static let vocabularySize = SettingKey("vocab_size", gguf: "vocab_size")
  /// The longest sequence.
  public static let contextLength = SettingKey(
    "max_position_embeddings", "n_positions", gguf: "context_length")
  static let bos = SettingKey("bos_token_id", gguf: "tokenizer.ggml.bos_token_id")
  static let eos = SettingKey("eos_token_id", gguf: "tokenizer.ggml.eos_token_id")
}

extension ModelConfiguration {
  /// Reads what all files state, and checks that it fits together.
  ///
  /// - Parameters:
  ///   - settings: The file's settings.
  ///   - vocabularySize: The size to assume where the file states none.
  /// - Throws: `Problem` naming the key that is missing or whose value makes no sense.
  init(_ settings: ModelSettings, vocabularySize: Int? = nil) throws {
    func required(_ key: SettingKey, in range: ClosedRange<Int>) throws -> Int {
      try settings.required(settings.integer(key, in: range), key)
    }
    let headCount = try required(.headCount, in: Limit.heads)
    let hiddenSize = try required(.hiddenSize, in: Limit.width)
    let stated = try settings.integer(.vocabularySize, in: Limit.vocabulary)
    let tokens = try settings.required(stated ?? vocabularySize, .vocabularySize)
    self.init(
      architecture: settings.architecture,
      layerCount: try required(.layerCount, in: Limit.layers), hiddenSize: hiddenSize,
      headCount: headCount,
      keyValueHeadCount: try settings.integer(.keyValueHeadCount, in: Limit.heads) ?? headCount,
      headSize: try settings.headSize(hiddenSize: hiddenSize, headCount: headCount),
      intermediateSize: try settings.intermediateSize(hiddenSize: hiddenSize),
      vocabularySize: tokens, contextLength: try required(.contextLength, in: Limit.context),
      bosTokenID: try settings.integer(.bos, in: 0...tokens - 1),
      eosTokenIDs: try settings.integers(.eos, in: 0...tokens - 1))
    guard headCount.isMultiple(of: keyValueHeadCount) else {
      throw settings.wrong(
        .keyValueHeadCount, expected: "a divisor of the \(headCount) query heads")
    }
  }
}

extension ModelSettings {
  fileprivate func headSize(hiddenSize: Int, headCount: Int) throws -> Int {
    if let stated = try integer(.headSize, in: Limit.heads) { return stated }
    guard hiddenSize.isMultiple(of: headCount) else {
      throw wrong(
        .headCount, expected: "heads of equal width in a hidden size of \(hiddenSize)")
    }
    return hiddenSize / headCount
  }

  fileprivate func intermediateSize(hiddenSize: Int) throws -> Int {
    let stated = try integer(.intermediateSize, in: Limit.width)
    // GPT-2 leaves it out or writes null where it is the customary four times the hidden size.
    let customary = architecture == "gpt2" && format == .huggingFace ? 4 * hiddenSize : nil
    return try required(stated ?? customary, .intermediateSize)
  }
}
