import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct ModelCheckpointTests {
  @Test(arguments: ["llama", "llama-sharded", "llama.gguf"])
  func `The same model has the same configuration`(path: String) throws {
    #expect(
      try ModelCheckpoint(path: fixture(path)).configuration
        == ModelConfiguration(
          architecture: "llama", layerCount: 2, hiddenSize: 16, headCount: 2,
          keyValueHeadCount: 1, headSize: 8, intermediateSize: 20, vocabularySize: 24,
          contextLength: 64, bosTokenID: 1, eosTokenIDs: [2]))
  }

  @Test func `The files that define the weights are listed`() throws {
    let single = try ModelCheckpoint(path: fixture("llama"))
    #expect(
      single.digestedFiles == [fixture("llama/config.json"), fixture("llama/model.safetensors")])
    let sharded = try ModelCheckpoint(path: fixture("llama-sharded"))
    #expect(
      sharded.digestedFiles
        == [fixture("llama-sharded/config.json")]
        + (1...3).map { fixture("llama-sharded/model-0000\($0)-of-00003.safetensors") })
    let gguf = try ModelCheckpoint(path: fixture("llama.gguf"))
    #expect(gguf.digestedFiles == [fixture("llama.gguf")])
  }

  @Test func `The vocabulary is found where it is`() throws {
    let single = try ModelCheckpoint(path: fixture("llama/model.safetensors"))
    #expect(single.vocabulary == .file(fixture("llama/tokenizer.json")))
    #expect(try ModelCheckpoint(path: fixture("llama-sharded")).vocabulary == nil)
    let expected = VocabularyMetadata(
      model: "gpt2", pre: "smollm", tokens: (0..<23).map { "t\($0)" } + ["é"],
      merges: ["t 0", "t 1"], tokenTypes: [3, 3, 3] + [Int](repeating: 1, count: 21),
      scores: (0..<24).map { -Float($0) }, bosTokenID: 1, eosTokenID: 2, unknownTokenID: 0,
      paddingTokenID: 2, addsBeginning: false, addsEnd: nil, addsSpacePrefix: false,
      chatTemplate: "{{ messages }}")
    #expect(
      try ModelCheckpoint(path: fixture("llama.gguf")).vocabulary == .embedded(expected))
  }

  static let vocabularies: [(key: String, value: GGUFValue, expected: String)] = [
    ("ggml.tokens", .array([.uint8(1)]), "an array of strings"),
    ("ggml.tokens", .string("a"), "an array of strings"),
    ("ggml.merges", .array([.bool(true)]), "an array of strings"),
    ("ggml.token_type", .array([.int32(1)]), "one element for each of 2 tokens"),
    ("ggml.scores", .array([.string("a"), .string("b")]), "an array of numbers"),
    ("ggml.unknown_token_id", .uint32(2), "the number of one of 2 tokens"),
    ("ggml.padding_token_id", .int32(-1), "the number of one of 2 tokens"),
    ("ggml.add_bos_token", .uint8(1), "true or false"),
    ("chat_template", .array([]), "a string"),
  ]

  @Test(arguments: vocabularies)
  func `A damaged vocabulary names its key`(key: String, value: GGUFValue, expected: String) throws
  {
    var builder = GGUFBuilder()
    builder.entries = [
      ("tokenizer.ggml.model", .string("gpt2")),
      ("tokenizer.ggml.tokens", .array([.string("a"), .string("b")])),
    ].filter { $0.0 != "tokenizer.\(key)" }
    builder.entries.append(("tokenizer.\(key)", value))
    let file = try GGUF(.guarded(builder.build()))
    let found = problem { try VocabularyMetadata(file) }
    #expect(found?.summary == "The value of 'tokenizer.\(key)' makes no sense.")
    #expect(found?.expected == expected)
  }

  @Test func `What is no model says what would be one`() throws {
    try withTemporaryFolder { folder in
      #expect(
        problem { try ModelCheckpoint(path: folder) }?.summary
          == "There is no model in '\(folder)'.")
      try write(Array("hello".utf8), to: "\(folder)/a.txt")
      let text = problem { try ModelCheckpoint(path: "\(folder)/a.txt") }
      #expect(text?.summary == "There is no model in '\(folder)/a.txt'.")
      #expect(text?.expected?.hasPrefix("a GGUF file, a .safetensors file, or a folder") == true)
      try write(Array("hello".utf8), to: "\(folder)/a.gguf")
      let damaged = problem { try ModelCheckpoint(path: "\(folder)/a.gguf") }
      #expect(damaged?.summary == "This is not a GGUF file.")
      let missing = problem { try ModelCheckpoint(path: "\(folder)/b.gguf") }
      #expect(missing?.summary == "There is no file '\(folder)/b.gguf'.")
    }
  }

  @Test func `Weights without configuration ask for it`() throws {
    try withTemporaryFolder { folder in
      try write(fixtureBytes("llama/model.safetensors"), to: "\(folder)/model.safetensors")
      let found = problem { try ModelCheckpoint(path: folder) }
      #expect(found?.summary == "There is no file '\(folder)/config.json'.")
      #expect(found?.remedy == "Put the model's config.json there.")
    }
  }

  @Test func `A GGUF file is known by its first bytes`() throws {
    try withTemporaryFolder { folder in
      try write(fixtureBytes("llama.gguf"), to: "\(folder)/weights")
      #expect(try ModelCheckpoint(path: "\(folder)/weights").configuration.layerCount == 2)
    }
  }

  @Test func `One of several parts asks for all`() {
    var builder = GGUFBuilder()
    builder.entries = [("split.count", .uint16(3))]
    let found = problem { try ModelCheckpoint(GGUF(.guarded(builder.build()))) }
    #expect(found?.summary == "This file is one of 3 parts of a model.")
  }
}
