import Diagnostics

/// What the tensors of a checkpoint say where its configuration is silent.
struct TensorFacts {
  let storesOutputProjection: Bool
  let storesProjectionBias: Bool

  /// - Parameter names: Canonical names.
  init(names: [String]) {
    storesOutputProjection = names.contains("lm_head.weight")
    storesProjectionBias = names.contains("model.layers.0.self_attn.q_proj.bias")
  }
}

/// The largest values that are believed; a bigger one is damage.
private enum Limit {
  static let layers = 1...4096
  static let width = 1...(1 << 24)
  static let heads = 1...(1 << 16)
  static let vocabulary = 1...(1 << 26)
  static let context = 1...(1 << 40)
  static let epsilon = 1e-30...1.0
  static let theta = 1.0...1e9
  static let factor = 1e-3...1e6
}

/// The keys under which a file states what every transformer needs.
struct SettingKeys {
  let layerCount, hiddenSize, headCount, keyValueHeadCount, headSize: String
  let intermediateSize, vocabularySize, contextLength, bos, eos: String
  let normEpsilon: [String]
  let ropeTheta: [String]
}

extension ModelConfiguration {
  /// Reads what GGUF and Hugging Face files state alike, and checks that it fits together.
  ///
  /// - Parameters:
  ///   - settings: The file's settings.
  ///   - keys: What the file calls them.
  ///   - architecture: The architecture that the file names.
  ///   - vocabularySize: The size to assume where the file states none.
  /// - Throws: `Problem` naming the key that is missing or whose value makes no sense.
  init(
    _ settings: Settings, keys: SettingKeys, architecture: String, vocabularySize: Int? = nil
  ) throws {
    func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int {
      try settings.required(settings.integer(key, in: range), key)
    }
    let headCount = try integer(keys.headCount, in: Limit.heads)
    let hiddenSize = try integer(keys.hiddenSize, in: Limit.width)
    let vocabulary = try settings.integer(keys.vocabularySize, in: Limit.vocabulary)
    let tokens = try settings.required(vocabulary ?? vocabularySize, keys.vocabularySize)
    self.init(
      architecture: architecture,
      layerCount: try integer(keys.layerCount, in: Limit.layers),
      hiddenSize: hiddenSize, headCount: headCount,
      keyValueHeadCount: try settings.integer(keys.keyValueHeadCount, in: Limit.heads)
        ?? headCount,
      headSize: try settings.headSize(keys, hiddenSize: hiddenSize, headCount: headCount),
      intermediateSize: try integer(keys.intermediateSize, in: Limit.width),
      vocabularySize: tokens, normEpsilon: try settings.epsilon(keys),
      ropeTheta: try settings.theta(keys),
      contextLength: try integer(keys.contextLength, in: Limit.context), tiesEmbeddings: false,
      bosTokenID: try settings.integer(keys.bos, in: 0...tokens - 1),
      eosTokenIDs: try settings.integers(keys.eos, in: 0...tokens - 1))
    guard headCount.isMultiple(of: keyValueHeadCount) else {
      throw settings.wrong(
        keys.keyValueHeadCount, expected: "a divisor of the \(headCount) query heads")
    }
  }
}

extension Settings {
  fileprivate func headSize(
    _ keys: SettingKeys, hiddenSize: Int, headCount: Int
  ) throws -> Int {
    if let stated = try integer(keys.headSize, in: Limit.heads) {
      guard stated.isMultiple(of: 2) else {
        throw wrong(keys.headSize, expected: "an even number, for rotary positions pair up a head")
      }
      return stated
    }
    guard hiddenSize.isMultiple(of: 2 * headCount) else {
      throw wrong(
        keys.headCount, expected: "heads of equal and even width in a hidden size of \(hiddenSize)")
    }
    return hiddenSize / headCount
  }

  fileprivate func epsilon(_ keys: SettingKeys) throws -> Double {
    for key in keys.normEpsilon {
      if let value = try number(key, in: Limit.epsilon) { return value }
    }
    return try required(nil, keys.normEpsilon[0])
  }

  /// The base, 10,000 where none is stated, as all readers of both formats have it.
  fileprivate func theta(_ keys: SettingKeys) throws -> Double {
    for key in keys.ropeTheta {
      if let value = try number(key, in: Limit.theta) { return value }
    }
    return 10_000
  }

  /// A factor of a rotary scaling.
  func factor(_ key: String) throws -> Double { try required(number(key, in: Limit.factor), key) }

  /// A context length.
  func contextLength(_ key: String) throws -> Int {
    try required(integer(key, in: Limit.context), key)
  }
}
