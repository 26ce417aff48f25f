import Diagnostics
import Foundation
import TestSupport
import Testing
import Transformer

@testable import Architectures
@testable import Checkpoints

/// Configurations that contradict their tensors.
@Suite struct TensorCheckTests {
  static let changes:
    [(name: String, text: String, other: String, summary: String, expected: String, found: String)] =
      [
        (
          "llama", #""num_hidden_layers": 2"#, #""num_hidden_layers": 3"#,
          "Tensor 'model.layers.2.input_layernorm.weight' is missing.", "shape [12]",
          "no such tensor"
        ),
        (
          "llama", #""num_hidden_layers": 2"#, #""num_hidden_layers": 1"#,
          "Tensor 'model.layers.1.input_layernorm.weight' has no place in the architecture Llama.",
          "only tensors that the computation uses", "shape [12]"
        ),
        (
          "llama", #""num_key_value_heads": 2"#, #""num_key_value_heads": 1"#,
          "Tensor 'model.layers.0.self_attn.k_proj.weight' does not have the shape that the configuration"
            + " implies.", "shape [6, 12], which follows from 'num_key_value_heads' and 'head_dim'",
          "shape [12, 12]"
        ),
        (
          "llama", #""intermediate_size": 14"#, #""intermediate_size": 24"#,
          "Tensor 'model.layers.0.mlp.gate_proj.weight' does not have the shape that the configuration"
            + " implies.", "shape [24, 12], which follows from 'intermediate_size'",
          "shape [14, 12]"
        ),
        (
          "gpt2", #""vocab_size": 19"#, #""vocab_size": 20"#,
          "Tensor 'transformer.wte.weight' does not have the shape that the configuration implies.",
          "shape [20, 12], which follows from 'vocab_size'", "shape [19, 12]"
        ),
        (
          "gpt2", #""n_inner": null"#, #""n_inner": 50"#,
          "Tensor 'transformer.h.0.mlp.c_fc.weight' does not have the shape that the configuration"
            + " implies.", "shape [12, 50], which follows from 'n_inner'", "shape [12, 48]"
        ),
        (
          "llama", #""attention_bias": false"#, #""attention_bias": true"#,
          "Tensor 'model.layers.0.self_attn.q_proj.bias' is missing.", "shape [12]",
          "no such tensor"
        ),
        (
          "qwen3", #""model_type": "qwen3""#, #""model_type": "llama""#,
          "Tensor 'model.layers.0.self_attn.k_norm.weight' has no place in the architecture Llama.",
          "only tensors that the computation uses", "shape [8]"
        ),
        (
          "llama", #""model_type": "llama""#, #""model_type": "gemma3_text""#,
          "Tensor 'model.layers.0.self_attn.q_norm.weight' is missing.", "shape [6]",
          "no such tensor"
        ),
      ]

  @Test(arguments: changes)
  func `What does not fit is named with both shapes`(
    name: String, text: String, other: String, summary: String, expected: String, found: String
  ) {
    let problem = problem { try changed(name, text, to: other) }
    #expect(problem?.summary == summary)
    #expect(problem?.expected == expected)
    #expect(problem?.found == found)
    #expect(problem?.remedy != nil && problem?.place.file != nil)
  }

  @Test func `A stored copy of a tied embedding does no harm`() throws {
    try changed("llama", #""tie_word_embeddings": false"#, to: #""tie_word_embeddings": true"#) {
      #expect($0.design.tiesEmbeddings)
    }
  }

  @Test func `Weights that are no numbers to read are refused before they are needed`() throws {
    let folder = try TemporaryDirectory()
    try FileManager.default.copyItem(
      atPath: Fixture.path("llama", "config.json"), toPath: folder.file("config.json"))
    var bytes = try MappedFile(path: Fixture.path("llama", "model.safetensors")).copiedBytes()
    let range = try #require(bytes.firstRange(of: Array(#""F32""#.utf8)))
    bytes.replaceSubrange(range, with: Array(#""I32""#.utf8))
    try Data(bytes).write(to: URL(filePath: folder.file("model.safetensors")))
    let found = problem { try DecoderCheckpoint(ModelCheckpoint(path: folder.path)) }
    #expect(found?.summary == "Tensor 'lm_head.weight' of type I32 cannot be read as numbers.")
  }
}
