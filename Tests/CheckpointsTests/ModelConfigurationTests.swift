import Diagnostics
import JSONTree
import TestSupport
import Testing

@testable import Checkpoints

private let common = """
  "model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, \
  "intermediate_size": 96, "vocab_size": 100, "rms_norm_eps": 1e-5, "max_position_embeddings": 128
  """

private func settings(_ json: String) throws -> ModelSettings {
  try ModelSettings(huggingFace: JSONDocument(Array(json.utf8), file: "config.json"))
}

private func configuration(_ json: String) throws -> ModelConfiguration {
  try ModelConfiguration(settings(json))
}

/// The common settings with one of them replaced, added, or (by `nil`) left out.
private func replacing(_ key: String, by value: String?) -> String {
  var members = common.split(separator: ",").map(String.init)
  members.removeAll { $0.contains("\"\(key)\"") }
  if let value { members.append("\"\(key)\": \(value)") }
  return "{\(members.joined(separator: ","))}"
}

private let expected = ModelConfiguration(
  architecture: "llama", layerCount: 2, hiddenSize: 64, headCount: 4, keyValueHeadCount: 4,
  headSize: 16, intermediateSize: 96, vocabularySize: 100, contextLength: 128)

@Suite struct HuggingFaceConfigurationTests {
  @Test func `What an old file leaves out has its customary value`() throws {
    #expect(try configuration("{\(common)}") == expected)
  }

  @Test func `What a file states is taken`() throws {
    let found = try configuration(
      """
      {\(common), "num_key_value_heads": 2, "head_dim": 32, "bos_token_id": 1,
       "eos_token_id": [2, 3]}
      """)
    var other = expected
    other.keyValueHeadCount = 2
    other.headSize = 32
    other.bosTokenID = 1
    other.eosTokenIDs = [2, 3]
    #expect(found == other)
  }

  @Test func `GPT-2 has words of its own`() throws {
    let found = try configuration(
      """
      {"model_type": "gpt2", "n_embd": 12, "n_layer": 2, "n_head": 3, "n_positions": 16,
       "vocab_size": 10, "n_inner": null}
      """)
    #expect(
      found
        == ModelConfiguration(
          architecture: "gpt2", layerCount: 2, hiddenSize: 12, headCount: 3, keyValueHeadCount: 3,
          headSize: 4, intermediateSize: 48, vocabularySize: 10, contextLength: 16))
  }

  @Test func `What concerns texts is looked for in its object first, then beside it`() throws {
    let found = try configuration(
      """
      {"model_type": "gemma3", "eos_token_id": [1, 106],
       "text_config": {"model_type": "gemma3_text", "hidden_size": 2560, "num_hidden_layers": 34,
         "intermediate_size": 10240}}
      """)
    #expect(found.architecture == "gemma3" && found.hiddenSize == 2560)
    // What the published file leaves out.
    #expect(found.headCount == 8 && found.keyValueHeadCount == 4 && found.headSize == 256)
    #expect(found.vocabularySize == 262_208 && found.contextLength == 131_072)
    #expect(found.eosTokenIDs == [1, 106])
  }

  @Test func `A value that is null is not the same as none`() throws {
    let window = SettingKey("sliding_window")
    let silent = try settings(#"{"model_type": "mistral"}"#)
    #expect(try silent.integer(window, in: 1...5000) == 4096)
    let denied = try settings(#"{"model_type": "mistral", "sliding_window": null}"#)
    #expect(try denied.integer(window, in: 1...5000) == nil)
    #expect(denied.isNull(window) && !denied.states(window))
  }

  @Test func `Settings are read by type, each under any of its names`() throws {
    let found = try settings(
      #"{"model_type": "x", "a": {"b": 2.5}, "t": ["u", "v"], "n": [1, 2.5], "f": false}"#)
    #expect(try found.number(SettingKey("c", "a.b"), in: 0...3) == 2.5)
    #expect(try found.texts(SettingKey("t")) == ["u", "v"])
    #expect(try found.texts(SettingKey("w")) == nil)
    #expect(try found.numbers(SettingKey("n"), in: 0...3) == [1, 2.5])
    #expect(try found.flag(SettingKey("f")) == false)
    #expect(try found.text(SettingKey(gguf: "t")) == nil)
    #expect(found.spelling(SettingKey("c", "f")) == "f")
    let range = problem { try found.numbers(SettingKey("n"), in: 0...2) }
    #expect(range?.expected == "a number from 0.0 to 2.0" && range?.found == "2.5")
    #expect(problem { try found.texts(SettingKey("n")) }?.expected == "a list of strings")
    #expect(problem { try found.flag(SettingKey("t")) }?.found == "a list of 2")
    let missing = problem { try found.required(Int?.none, SettingKey("k", "l")) }
    #expect(missing?.summary == "The configuration says nothing of 'k'.")
  }

  @Test(arguments: [
    "model_type", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
    "vocab_size", "max_position_embeddings",
  ])
  func `A missing value is named`(key: String) {
    let found = problem { try configuration(replacing(key, by: nil)) }
    #expect(found?.summary == "The configuration says nothing of '\(key)'.")
    #expect(found?.place.file == "config.json")
    #expect(found?.remedy != nil)
  }

  static let nonsense: [(key: String, value: String, expected: String, found: String)] = [
    ("num_attention_heads", "0", "a whole number from 1 to 65536", "0"),
    ("num_attention_heads", "-4", "a whole number from 1 to 65536", "-4"),
    ("num_attention_heads", "3", "heads of equal width in a hidden size of 64", "3"),
    ("num_key_value_heads", "3", "a divisor of the 4 query heads", "3"),
    ("num_key_value_heads", "8", "a divisor of the 4 query heads", "8"),
    ("num_key_value_heads", "0", "a whole number from 1 to 65536", "0"),
    ("num_hidden_layers", "1e6", "a whole number from 1 to 4096", "1000000.0"),
    (
      "hidden_size", "9223372036854775807", "a whole number from 1 to 16777216",
      "9223372036854775807"
    ),
    ("hidden_size", "64.5", "a whole number from 1 to 16777216", "64.5"),
    ("intermediate_size", "[1, 2]", "a whole number from 1 to 16777216", "a list of 2"),
    ("vocab_size", "\"100\"", "a whole number from 1 to 67108864", "'100'"),
    ("vocab_size", "0", "a whole number from 1 to 67108864", "0"),
    ("max_position_embeddings", "0", "a whole number from 1 to 1099511627776", "0"),
    ("bos_token_id", "100", "a whole number from 0 to 99", "100"),
    ("eos_token_id", "[1, -1]", "a whole number from 0 to 99", "-1"),
    ("model_type", "{}", "a string", "an object"),
  ]

  @Test(arguments: nonsense)
  func `A value without sense is named with what was expected`(
    key: String, value: String, expected: String, found: String
  ) {
    let problem = problem { try configuration(replacing(key, by: value)) }
    #expect(problem?.summary == "The value of '\(key)' makes no sense.")
    #expect(problem?.expected == expected)
    #expect(problem?.found == found)
    #expect(problem?.place.pointer == "/\(key)")
    #expect(problem?.place.line == 1)
  }
}

@Suite struct GGUFConfigurationTests {
  private static let entries: [(key: String, value: GGUFValue)] = [
    ("general.architecture", .string("llama")), ("llama.block_count", .uint32(2)),
    ("llama.embedding_length", .uint32(64)), ("llama.attention.head_count", .uint32(4)),
    ("llama.feed_forward_length", .uint32(96)), ("llama.vocab_size", .uint32(100)),
    ("llama.context_length", .uint32(128)),
  ]

  private func configuration(
    _ changes: [(String, GGUFValue?)] = [], build: (inout GGUFBuilder) -> Void = { _ in }
  ) throws -> ModelConfiguration {
    var builder = GGUFBuilder()
    builder.entries = Self.entries
    for (key, value) in changes {
      builder.entries.removeAll { $0.key == key }
      if let value { builder.entries.append((key, value)) }
    }
    build(&builder)
    return try ModelCheckpoint(GGUF(.guarded(builder.build()))).configuration
  }

  @Test func `A file's metadata become its configuration`() throws {
    #expect(try configuration() == expected)
    let stated = try configuration([
      ("llama.attention.head_count_kv", .uint32(2)), ("llama.attention.key_length", .uint32(16)),
      ("tokenizer.ggml.bos_token_id", .uint32(1)),
      ("tokenizer.ggml.eos_token_id", .uint32(2)),
    ])
    #expect(stated.keyValueHeadCount == 2)
    #expect(stated.bosTokenID == 1 && stated.eosTokenIDs == [2])
  }

  @Test func `Other architectures have keys of their own`() throws {
    let found = try configuration {
      $0.entries = Self.entries.map { ($0.key.replacing("llama.", with: "gemma3."), $0.value) }
      $0.entries[0].value = .string("gemma3")
    }
    #expect(found.architecture == "gemma3" && found.hiddenSize == 64)
  }

  @Test func `The vocabulary may say its size`() throws {
    let found = try configuration([("llama.vocab_size", nil)]) {
      let tokens = (0..<7).map { GGUFValue.string("t\($0)") }
      $0.entries.append(("tokenizer.ggml.tokens", .array(tokens)))
    }
    #expect(found.vocabularySize == 7)
  }

  @Test func `A number in single precision is the decimal that was rounded to it`() throws {
    var builder = GGUFBuilder()
    builder.entries = [
      ("general.architecture", .string("llama")), ("llama.epsilon", .float32(1e-6)),
      ("llama.third", .float64(1.0 / 3)),
    ]
    let settings = try ModelSettings(GGUF(.guarded(builder.build())))
    #expect(try settings.number(SettingKey(gguf: "epsilon"), in: 0...1) == 1e-6)
    #expect(try settings.number(SettingKey(gguf: "third"), in: 0...1) == 1.0 / 3)
  }

  static let nonsense: [(key: String, value: GGUFValue, expected: String)] = [
    ("llama.block_count", .int32(-1), "a whole number from 1 to 4096"),
    ("llama.attention.head_count", .uint32(0), "a whole number from 1 to 65536"),
    ("llama.attention.head_count", .array([.uint32(4)]), "a whole number from 1 to 65536"),
    ("llama.attention.head_count_kv", .uint32(3), "a divisor of the 4 query heads"),
    ("llama.embedding_length", .uint64(.max), "a whole number from 1 to 16777216"),
    ("tokenizer.ggml.bos_token_id", .uint32(100), "a whole number from 0 to 99"),
    ("general.architecture", .uint8(1), "a string"),
  ]

  @Test(arguments: nonsense)
  func `A value without sense is named with its place`(
    key: String, value: GGUFValue, expected: String
  ) {
    let found = problem { try configuration([(key, value)]) }
    #expect(found?.summary == "The value of '\(key)' makes no sense.")
    #expect(found?.expected == expected)
    #expect(found?.place.byteOffset != nil)
  }

  @Test func `A missing value is named`() {
    for (key, _) in Self.entries {
      let found = problem { try configuration([(key, nil)]) }
      #expect(found?.summary == "The configuration says nothing of '\(key)'.")
    }
  }
}
