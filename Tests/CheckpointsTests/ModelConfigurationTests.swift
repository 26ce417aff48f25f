import Diagnostics
import JSONTree
import TestSupport
import Testing

@testable import Checkpoints

private let common = """
  "model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, \
  "intermediate_size": 96, "vocab_size": 100, "rms_norm_eps": 1e-5, "max_position_embeddings": 128
  """

private func configuration(_ json: String, names: [String] = []) throws -> ModelConfiguration {
  try ModelConfiguration(
    huggingFace: JSONDocument(Array(json.utf8), file: "config.json"),
    facts: TensorFacts(names: names))
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
  headSize: 16, intermediateSize: 96, vocabularySize: 100, normEpsilon: 1e-5, ropeTheta: 10_000,
  contextLength: 128, tiesEmbeddings: true)

@Suite struct HuggingFaceConfigurationTests {
  @Test func `What an old file leaves out has its customary value`() throws {
    #expect(try configuration("{\(common)}") == expected)
    let untied = try configuration("{\(common)}", names: ["lm_head.weight"])
    #expect(!untied.tiesEmbeddings)
    let biased = try configuration(
      "{\(common)}", names: ["model.layers.0.self_attn.q_proj.bias"])
    #expect(biased.hasProjectionBias)
  }

  @Test func `What a file states is taken`() throws {
    let found = try configuration(
      """
      {\(common), "num_key_value_heads": 2, "head_dim": 32, "rope_theta": 500000.0,
       "tie_word_embeddings": false, "bos_token_id": 1, "eos_token_id": [2, 3],
       "attention_bias": true, "hidden_act": "silu", "rope_scaling": null}
      """)
    var other = expected
    other.keyValueHeadCount = 2
    other.headSize = 32
    other.ropeTheta = 500_000
    other.tiesEmbeddings = false
    other.bosTokenID = 1
    other.eosTokenIDs = [2, 3]
    other.hasProjectionBias = true
    #expect(found == other)
  }

  static let scalings: [(json: String, scaling: RotaryScaling, theta: Double)] = [
    (#""rope_parameters": {"rope_type": "default", "rope_theta": 5000}"#, .none, 5000),
    (#""rope_parameters": {"rope_theta": 5000}"#, .none, 5000),
    (#""rope_scaling": {"type": "linear", "factor": 2.0}"#, .linear(factor: 2), 10_000),
    (
      #""rope_theta": 500000.0, "rope_scaling": {"rope_type": "llama3", "factor": 8.0,"#
        + #""low_freq_factor": 1.0, "high_freq_factor": 4.0,"#
        + #""original_max_position_embeddings": 8192}"#,
      .llama3(
        factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContextLength: 8192),
      500_000
    ),
    (#""rope_scaling": {"type": "yarn", "factor": 2.0}"#, .other("yarn"), 10_000),
    (
      #""rope_parameters": {"full_attention": {"rope_type": "default"}}"#,
      .other("rope_parameters"), 10_000
    ),
  ]

  @Test(arguments: scalings)
  func `Rotary scaling is read in both spellings`(
    json: String, scaling: RotaryScaling, theta: Double
  ) throws {
    let found = try configuration("{\(common), \(json)}")
    #expect(found.ropeScaling == scaling)
    #expect(found.ropeTheta == theta)
  }

  @Test(arguments: [
    "model_type", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
    "vocab_size", "rms_norm_eps", "max_position_embeddings",
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
    ("num_attention_heads", "3", "heads of equal and even width in a hidden size of 64", "3"),
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
    ("rms_norm_eps", "0", "a number from 1e-30 to 1.0", "0"),
    ("rms_norm_eps", "true", "a number from 1e-30 to 1.0", "true"),
    ("rope_theta", "-1", "a number from 1.0 to 1000000000.0", "-1"),
    ("max_position_embeddings", "0", "a whole number from 1 to 1099511627776", "0"),
    ("head_dim", "15", "an even number, for rotary positions pair up a head", "15"),
    ("bos_token_id", "100", "a whole number from 0 to 99", "100"),
    ("eos_token_id", "[1, -1]", "a whole number from 0 to 99", "-1"),
    ("tie_word_embeddings", "1", "true or false", "1"),
    ("model_type", "{}", "a string", "an object"),
    ("hidden_act", "\"gelu\"", "'silu', as all llama models", "'gelu'"),
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

  @Test func `A factor of a scaling is named with the object it is in`() {
    let found = problem {
      try configuration(#"{\#(common), "rope_scaling": {"rope_type": "linear"}}"#)
    }
    #expect(found?.summary == "The configuration says nothing of 'rope_scaling.factor'.")
  }
}

@Suite struct GGUFConfigurationTests {
  private static let entries: [(key: String, value: GGUFValue)] = [
    ("general.architecture", .string("llama")), ("llama.block_count", .uint32(2)),
    ("llama.embedding_length", .uint32(64)), ("llama.attention.head_count", .uint32(4)),
    ("llama.feed_forward_length", .uint32(96)), ("llama.vocab_size", .uint32(100)),
    ("llama.attention.layer_norm_rms_epsilon", .float32(0.5)),
    ("llama.context_length", .uint32(128)), ("llama.rope.dimension_count", .uint32(16)),
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
    var found = try configuration()
    #expect(found.normEpsilon == 0.5)
    found.normEpsilon = 1e-5
    #expect(found == expected)
    let stated = try configuration([
      ("llama.attention.head_count_kv", .uint32(2)), ("llama.attention.key_length", .uint32(16)),
      ("llama.rope.freq_base", .float32(5000)), ("tokenizer.ggml.bos_token_id", .uint32(1)),
      ("tokenizer.ggml.eos_token_id", .uint32(2)),
    ])
    #expect(stated.keyValueHeadCount == 2 && stated.ropeTheta == 5000)
    #expect(stated.bosTokenID == 1 && stated.eosTokenIDs == [2])
  }

  @Test func `Other architectures have keys of their own`() throws {
    let found = try configuration {
      $0.entries = Self.entries.map { ($0.key.replacing("llama.", with: "gemma3."), $0.value) }
      $0.entries[0].value = .string("gemma3")
    }
    #expect(found.architecture == "gemma3" && found.hiddenSize == 64)
  }

  @Test func `The vocabulary may say its size, and tensors what else there is`() throws {
    let found = try configuration([("llama.vocab_size", nil)]) {
      let tokens = (0..<7).map { GGUFValue.string("t\($0)") }
      $0.entries.append(("tokenizer.ggml.tokens", .array(tokens)))
      $0.add("output.weight", [1], floats: [0])
      $0.add("blk.0.attn_q.bias", [1], floats: [0])
    }
    #expect(found.vocabularySize == 7)
    #expect(!found.tiesEmbeddings && found.hasProjectionBias)
  }

  @Test func `Scaling stands in keys or in a tensor of divisors`() throws {
    let linear = try configuration([
      ("llama.rope.scaling.type", .string("linear")), ("llama.rope.scaling.factor", .float32(4)),
    ])
    #expect(linear.ropeScaling == .linear(factor: 4))
    let other = try configuration([("llama.rope.scaling.type", .string("yarn"))])
    #expect(other.ropeScaling == .other("yarn"))
    let divisors: [Float] = [1, 1, 2, 4, 8, 8, 8, 8]
    let divided = try configuration { $0.add("rope_freqs.weight", [8], floats: divisors) }
    #expect(divided.ropeScaling == .divided(by: divisors))
    let wrong = problem { try configuration { $0.add("rope_freqs.weight", [1], floats: [1]) } }
    #expect(wrong?.expected == "shape [8]")
  }

  static let nonsense: [(key: String, value: GGUFValue, expected: String)] = [
    ("llama.block_count", .int32(-1), "a whole number from 1 to 4096"),
    ("llama.attention.head_count", .uint32(0), "a whole number from 1 to 65536"),
    ("llama.attention.head_count", .array([.uint32(4)]), "a whole number from 1 to 65536"),
    ("llama.attention.head_count_kv", .uint32(3), "a divisor of the 4 query heads"),
    ("llama.embedding_length", .uint64(.max), "a whole number from 1 to 16777216"),
    ("llama.attention.layer_norm_rms_epsilon", .float32(.nan), "a number from 1e-30 to 1.0"),
    ("llama.rope.freq_base", .float32(.infinity), "a number from 1.0 to 1000000000.0"),
    ("llama.rope.dimension_count", .uint32(8), "the width of a head, 16"),
    ("llama.attention.value_length", .uint32(8), "the width of a head, 16"),
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
    for (key, _) in Self.entries.dropLast() {
      let found = problem { try configuration([(key, nil)]) }
      #expect(found?.summary == "The configuration says nothing of '\(key)'.")
    }
  }
}
