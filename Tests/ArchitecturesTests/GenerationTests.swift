import Architectures
import Foundation
import JSONTree
import LinearAlgebra
import Tensors
import Testing
import Transformer

/// Greedy continuations against the transformers library; see Tests/Oracles/generation.py.
@Suite struct GenerationTests {
  private struct Case {
    let prompt: [Int32]
    let limit: Int
    let tokens: [Int32]
    let ended: Bool
    let lastLogits: [Double]

    init(_ record: JSONValue) throws {
      func integers(_ key: String) throws -> [Int32] {
        try #require(record[key]?.array).map { Int32(try #require($0.integer)) }
      }
      prompt = try integers("prompt")
      limit = try #require(record["limit"]?.integer)
      tokens = try integers("tokens")
      ended = record["ended"] == true
      lastLogits = try #require(record["lastLogits"]?.array).map { try #require($0.double) }
    }

    var expected: Generation { Generation(tokens: tokens, stop: ended ? .token(2) : .limit) }
  }

  private func cases(_ name: String) throws -> [Case] {
    let bytes = Array(try Data(contentsOf: URL(filePath: Fixture.path("generation.json"))))
    return try #require(JSONDocument(bytes).root.value[name]?.array).map { try Case($0) }
  }

  private func check<Element: BLASScalar>(
    _ name: String, _ weights: any DecoderWeights<Element>
  ) throws {
    let decoder = Decoder(weights: weights, maxLength: 32)
    for known in try cases(name) {
      let recipe = GenerationRecipe(maxNewTokens: known.limit, stopTokens: [2])
      #expect(decoder.greedy([known.prompt], recipe) == [known.expected], "\(known.prompt)")
    }
  }

  @Test(arguments: Fixture.names)
  func `Tokens are those of transformers`(name: String) throws {
    let fixture = try Fixture(name)
    try check(name, try ResidentWeights<Double>(fixture.checkpoint))
    try check(name, try ResidentWeights<Float>(fixture.checkpoint))
    try check(name, try StreamedWeights<Float>(fixture.checkpoint))
  }

  @Test(arguments: Fixture.names)
  func `All prompts at once give the same`(name: String) throws {
    let weights = try ResidentWeights<Double>(Fixture(name).checkpoint)
    let known = try cases(name)
    let limit = try #require(known.map(\.limit).min())
    let found = Decoder(weights: weights, maxLength: 32).greedy(
      known.map(\.prompt), GenerationRecipe(maxNewTokens: limit, stopTokens: [2], inStep: 2))
    for (found, known) in zip(found, known) {
      #expect(found.tokens == Array(known.tokens.prefix(limit)))
    }
  }

  @Test(arguments: Fixture.names)
  func `The logits of the last step are those of transformers`(name: String) throws {
    let decoder = Decoder(
      weights: try ResidentWeights<Double>(Fixture(name).checkpoint), maxLength: 32)
    let candidates = (0..<Int32(decoder.design.vocabularySize)).map { $0 }
    for known in try cases(name) {
      let text = known.prompt + (known.ended ? known.tokens : known.tokens.dropLast())
      let found = decoder.nextLogits(inStep: [text], among: [candidates])[0]
      // The library's norms, softmax and rotary tables are in single precision.
      #expect(relativeError(found, known.lastLogits) < 1e-5)
    }
  }
}
