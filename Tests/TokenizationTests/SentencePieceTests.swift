import Diagnostics
import JSONTree
import TestSupport
import Testing

@testable import Tokenization

/// The vocabulary like Llama's or Gemma's that Tests/Oracles/tokenization_sentencepiece.py trained.
private func vocabulary(_ name: String) throws -> GGUFVocabulary {
  let model = try #require(try Fixture.json("sentencepiece.json")["models"]?[name])
  return GGUFVocabulary(
    model: "llama", tokens: try #require(model["tokens"]?.array).compactMap(\.string),
    scores: try #require(model["scores"]?.array).compactMap { $0.double.map(Float.init) },
    tokenTypes: try #require(model["types"]?.array).compactMap(\.integer),
    beginning: model["beginning"]?.integer, end: model["end"]?.integer,
    unknown: model["unknown"]?.integer, addsBeginning: false,
    addsSpacePrefix: model["addsSpacePrefix"]?.bool)
}

/// The letters and the mark, with scores that do not follow the ids.
private let small = GGUFVocabulary(
  model: "llama",
  tokens: ["<unk>", "<s>", "</s>", "<0x41>", "▁", "a", "b", "c", "ab", "bc", "▁a", "  ", "abc"],
  scores: [0, 0, 0, 0, -9, -9, -9, -9, -2, -1, -3, 0, -4],
  tokenTypes: [2, 3, 3, 6, 1, 1, 1, 1, 1, 1, 1, 4, 1], beginning: 1, end: 2, unknown: 0)

private func summary(_ change: (inout GGUFVocabulary) -> Void) -> String? {
  var vocabulary = small
  change(&vocabulary)
  let found = problem { try Tokenizer(vocabulary) }
  #expect(found == nil || found?.remedy != nil)
  return found?.summary
}

private func ids(_ text: String, _ vocabulary: GGUFVocabulary) throws -> [Int32] {
  try Tokenizer(vocabulary).encode(text, addingSpecialTokens: false).ids
}

@Suite struct SentencePieceTests {
  @Test(arguments: ["llama", "gemma"])
  func `A vocabulary with scores gives the tokens of SentencePiece`(name: String) throws {
    let fixture = try Fixture.json("sentencepiece.json")
    let texts = try #require(fixture["texts"]?.array).compactMap(\.string)
    let expected = try #require(fixture["models"]?[name]?["ids"]?.array)
    try #require(texts.count == expected.count && texts.count > 400)
    let tokenizer = try Tokenizer(vocabulary(name))
    for (text, expected) in zip(texts, expected) {
      let encoding = try tokenizer.encode(text, addingSpecialTokens: false)
      let ids = encoding.ids.map(Int.init)
      #expect(ids == expected.array?.compactMap(\.integer), "\(text.debugDescription)")
      expectCovering(encoding.ranges, text)
      // A mark in the text is a space to SentencePiece.
      let marked = text.split(separator: "▁", omittingEmptySubsequences: false)
      #expect(tokenizer.decode(encoding.ids).utf8.elementsEqual(marked.joined(separator: " ").utf8))
    }
  }

  /// Ranges follow one another without a gap, but for characters of several tokens.
  private func expectCovering(_ ranges: [Range<Int>], _ text: String) {
    var end = 0
    for range in ranges {
      #expect(range.lowerBound <= end && range.upperBound >= end, "\(text.debugDescription)")
      end = range.upperBound
    }
    #expect(end == text.utf8.count, "\(text.debugDescription)")
  }

  @Test func `The highest score merges first, the leftmost among equals`() throws {
    #expect(try ids("abc", small) == [10, 9])
    var equal = small
    equal.scores[8] = -1
    equal.scores[10] = -1
    #expect(try ids("abc", equal) == [10, 9])
    equal.scores[10] = -5
    #expect(try ids("abc", equal) == [4, 12])
  }

  @Test func `A character without a token becomes its bytes, or the unknown token`() throws {
    #expect(try ids("A", small) == [4, 3])
    #expect(try ids("éé", small) == [4, 0])
    let encoding = try Tokenizer(small).encode("éAa", addingSpecialTokens: false)
    #expect(encoding.ids == [4, 0, 3, 5])
    #expect(encoding.ranges == [0..<0, 0..<2, 2..<3, 3..<4])
  }

  @Test func `Each stretch between control tokens begins like a text`() throws {
    let tokenizer = try Tokenizer(small)
    let encoding = try tokenizer.encode("a</s>a a", addingSpecialTokens: true)
    #expect(encoding.ids == [1, 10, 2, 10, 10])
    #expect(encoding.ranges == [0..<0, 0..<1, 1..<5, 5..<6, 6..<8])
    #expect(tokenizer.specialTokens.map(\.text) == ["<s>", "</s>"])
    #expect(tokenizer.decode(encoding.ids, skippingSpecialTokens: true) == "a a a")
  }

  @Test func `Runs of spaces that are tokens are found before anything merges`() throws {
    var gemma = small
    gemma.addsSpacePrefix = false
    #expect(try ids("a   a", gemma) == [5, 11, 10])
    #expect(try Tokenizer(gemma).identifier(of: "▁▁") == 11)
    #expect(try Tokenizer(gemma).decode([5, 11, 10]) == "a   a")
  }

  @Test func `Phi-3's marks take the white space on their right`() throws {
    var phi = small
    phi.tokens += ["<|placeholder1|>", "<|assistant|>"]
    phi.tokenTypes += [3, 3]
    phi.scores += [0, 0]
    #expect(try ids("<|assistant|>\n a<s> a", phi) == [14, 10, 1, 11, 5])
  }

  @Test func `Metadata that do not fit together are a problem`() {
    #expect(summary { $0.scores = [] } == "The GGUF file has no 'tokenizer.ggml.scores'.")
    #expect(
      summary { $0.scores.removeLast() } == "The arrays of the GGUF vocabulary differ in length.")
    #expect(
      summary { $0.scores[5] = .nan }
        == "The score of the token 5 of the GGUF vocabulary is no number.")
    #expect(summary { $0.tokens[5] = "b" } == "The token 'b' stands twice in the vocabulary.")
    #expect(
      summary { $0.beginning = nil }
        == "The GGUF file asks for a token before each text and names none.")
    #expect(summary { $0.addsBeginning = nil } == nil)
  }

  // Searching all pairs again after each merge would take hours.
  @Test(.timeLimit(.minutes(1))) func `A word of a million letters is a matter of seconds`() throws
  {
    let tokenizer = try Tokenizer(small)
    let word = [UInt8](String(repeating: "abcbc", count: 200_000).utf8)
    let encoding = try tokenizer.encode(word, addingSpecialTokens: false)
    #expect(encoding.ids == [10, 9, 9] + (1..<200_000).flatMap { _ -> [Int32] in [12, 9] })
    #expect(encoding.ranges.last == 999_998..<1_000_000)
  }
}
