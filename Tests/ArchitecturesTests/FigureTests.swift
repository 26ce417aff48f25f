import Checkpoints
import Diagnostics
import TestSupport
import Testing
import Transformer

@testable import Architectures

/// How settings become figures: what the oracle's checkpoints do not vary.
@Suite struct FigureTests {
  static let spellings: [(type: String, one: String, other: String)] = [
    (
      "llama", #""rope_theta": 5000, "rope_scaling": null"#,
      #""rope_parameters": {"rope_type": "default", "rope_theta": 5000}"#
    ),
    (
      "llama", #""rope_scaling": {"type": "linear", "factor": 2}"#,
      #""rope_parameters": {"rope_type": "linear", "factor": 2.0, "rope_theta": 10000.0}"#
    ),
    (
      "llama",
      #""rope_theta": 5e5, "rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1,"#
        + #""high_freq_factor": 4.0, "original_max_position_embeddings": 32}"#,
      #""rope_parameters": {"rope_type": "llama3", "rope_theta": 5e5, "factor": 8.0,"#
        + #""low_freq_factor": 1.0, "high_freq_factor": 4, "original_max_position_embeddings": 32}"#
    ),
    (
      "gemma3_text",
      #""rope_theta": 1e6, "rope_local_base_freq": 10000, "sliding_window_pattern": 6,"#
        + #""rope_scaling": {"rope_type": "linear", "factor": 8.0}"#,
      #""rope_parameters": {"sliding_attention": {"rope_type": "default", "rope_theta": 10000},"#
        + #""full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 1e6}},"#
        + #""layer_types": ["sliding_attention", "sliding_attention", "sliding_attention","#
        + #""sliding_attention", "sliding_attention", "full_attention", "sliding_attention"]"#
    ),
    (
      "gpt_neox", #""rotary_pct": 0.5, "rotary_emb_base": 500"#,
      #""rope_parameters": {"rope_theta": 500, "partial_rotary_factor": 0.5}"#
    ),
    (
      "phi3",
      #""original_max_position_embeddings": 32, "rope_scaling":"#
        + #"{"type": "su", "short_factor": [1, 2, 3, 4], "long_factor": [1, 2, 3, 4]}"#,
      #""rope_parameters": {"rope_type": "longrope", "short_factor": [1, 2, 3, 4],"#
        + #""original_max_position_embeddings": 32}"#
    ),
    ("qwen2", "", #""use_sliding_window": false, "sliding_window": 32, "max_window_layers": 0"#),
    ("gemma2", #""attn_logit_softcapping": 50.0, "final_logit_softcapping": 30.0"#, ""),
  ]

  @Test(arguments: spellings)
  func `Old and new files of one model give one figure`(
    type: String, one: String, other: String
  ) throws {
    #expect(try design(type, one) == design(type, other))
  }

  @Test func `Gemma 3 has a window in all layers but every sixth`() throws {
    let blocks = try design("gemma3_text").blocks
    #expect(blocks.map(\.attention.window) == [4096, 4096, 4096, 4096, 4096, nil, 4096])
    #expect(blocks[0].attention.rotary == RotaryDesign(base: 10_000, width: 8))
    #expect(blocks[5].attention.rotary == RotaryDesign(base: 1_000_000, width: 8))
    #expect(blocks[0].attention.scale == 1.0 / 16)
  }

  @Test func `Gemma 2 has a window in every other layer and caps`() throws {
    let found = try design("gemma2", #""final_logit_softcapping": null"#)
    #expect(
      found.blocks.map { $0.attention.window != nil } == [
        true, false, true, false, true, false, true,
      ])
    #expect(found.blocks[0].attention.scoreCap == 50 && found.logitCap == nil)
    #expect(found.embeddingScale == 4 && found.tiesEmbeddings)
  }

  @Test func `Mistral has a window unless the file says null`() throws {
    #expect(try design("mistral").blocks[0].attention.window == 4096)
    #expect(try design("mistral", #""sliding_window": null"#).blocks[0].attention.window == nil)
  }

  @Test func `Qwen has windows from a layer on, or where the file says`() throws {
    let on = #""use_sliding_window": true, "sliding_window": 4"#
    let last = try design("qwen3", "\(on), \"max_window_layers\": 5").blocks
    #expect(last.map(\.attention.window) == [nil, nil, nil, nil, nil, 4, 4])
  }

  @Test func `The vocabulary projection is the embedding where custom or the file says so`() throws
  {
    #expect(try design("llama").tiesEmbeddings)
    #expect(try !design("llama", tensors: ["lm_head.weight"]).tiesEmbeddings)
    #expect(try !design("llama", #""tie_word_embeddings": false"#).tiesEmbeddings)
    // Some files of GPT-2 hold a copy of what is tied.
    #expect(
      try design("gpt2", #""layer_norm_epsilon": 1e-5"#, tensors: ["lm_head.weight"]).tiesEmbeddings
    )
  }

  @Test func `Scores of GPT-2 may be scaled by layer or not at all`() throws {
    let byLayer = try design("gpt2", #""scale_attn_by_inverse_layer_idx": true"#).blocks
    #expect(byLayer[2].attention.scale == byLayer[0].attention.scale / 3)
    #expect(try design("gpt2", #""scale_attn_weights": false"#).blocks[0].attention.scale == 1)
  }

  @Test func `Longrope keeps to the length of pretraining`() throws {
    #expect(try Fixture("phi3-long").checkpoint.contextLength == 32)
    let rotary = try #require(try Fixture("phi3-long").checkpoint.design.blocks[0].attention.rotary)
    // √(1 + ln 4 / ln 32)
    #expect(abs(rotary.amplitude - 1.183_215_956_619_923) < 1e-12)
  }

  static let refused: [(type: String, settings: String, key: String, expected: String)] = [
    (
      "llama", #""hidden_act": "relu""#, "hidden_act",
      "'silu', 'gelu', 'gelu_new' or 'gelu_pytorch_tanh'"
    ),
    ("llama", #""rope_theta": -1"#, "rope_theta", "a number from 1.0 to 1000000000.0"),
    ("llama", #""tie_word_embeddings": 1"#, "tie_word_embeddings", "true or false"),
    (
      "gemma2", #""use_bidirectional_attention": true"#, "use_bidirectional_attention",
      "false; anything else is not supported"
    ),
    (
      "gemma3_text", #""layer_types": ["full_attention"]"#, "layer_types",
      "'sliding_attention' or 'full_attention' for each of 7 layers"
    ),
    (
      "phi3",
      #""rope_scaling": {"type": "longrope", "short_factor": [1], "original_max_position_embeddings": 32}"#,
      "rope_scaling.short_factor", "4 numbers, one for each pair of dimensions"
    ),
    (
      "phi3", #""partial_rotary_factor": 0.4"#, "head_dim",
      "rotary positions over an even part of a head, not 3"
    ),
  ]

  @Test(arguments: refused)
  func `What is not computed is refused by its key`(
    type: String, settings: String, key: String, expected: String
  ) {
    let found = problem { try design(type, settings) }
    #expect(found?.summary == "The value of '\(key)' makes no sense.")
    #expect(found?.expected == expected)
  }

  @Test func `A kind of scaling that is not computed is named`() {
    let found = problem { try design("qwen2", #""rope_scaling": {"type": "yarn", "factor": 4}"#) }
    #expect(
      found?.summary
        == "The model has rotary scaling of the kind 'yarn', which is not supported.")
    #expect(found?.place.file == "config.json")
    let factor = problem { try design("llama", #""rope_scaling": {"rope_type": "linear"}"#) }
    #expect(factor?.summary == "The configuration says nothing of 'rope_scaling.factor'.")
  }

  @Test func `An unknown architecture is named with those that are known`() {
    let found = problem { try Architecture.named("llamo", in: .huggingFace) }
    #expect(found?.summary == "The architecture 'llamo' is not known.")
    #expect(
      found?.expected
        == "one of gpt2, gpt_neox, llama, mistral, phi3, qwen2, gemma2, olmo2, gemma3_text, gemma3, qwen3"
    )
    #expect(found?.remedy?.hasSuffix("The nearest is 'llama'.") == true)
    #expect(problem { try Architecture.named("mistral", in: .gguf) } != nil)
  }
}
