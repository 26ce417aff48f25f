import Diagnostics
import Dispatch
import JSONTree
import Synchronization
import TestSupport
import Testing

@testable import Tokenization

private func tokenizer(_ changes: (String, JSONValue?)...) throws -> Tokenizer {
  let file = changes.reduce(smallFile) { $0.changed($1.0, to: $1.1) }
  return try Tokenizer(tokenizerJSON: Array(file.text().utf8))
}

private func ids(_ text: String, _ tokenizer: Tokenizer) throws -> [Int32] {
  try tokenizer.encode(text, addingSpecialTokens: false).ids
}

@Suite struct EncodingTests {
  @Test func `Merges go by rank, then from the left`() throws {
    let small = try tokenizer()
    #expect(try ids("abcd", small) == [8, 4])
    #expect(try ids("aba ab", small) == [7, 1, 6, 7])
    #expect(try ids("acd", small) == [1, 10])
  }

  @Test func `Special tokens are added on demand and found always`() throws {
    let small = try tokenizer()
    #expect(try small.encode("ab", addingSpecialTokens: true).ids == [0, 7])
    #expect(try small.encode("ab<s>", addingSpecialTokens: false).ids == [7, 0])
  }

  @Test func `The last of two merges of one pair holds`() throws {
    let small = try tokenizer(("/model/merges/4", ["a", "b"]))
    #expect(try ids("abcd", small) == [7, 10])
  }

  @Test func `Merges may be lines, and a version line is none`() throws {
    let merges: JSONValue = ["#version: 0.2", "a b", "ab c", "Ġ a", "c d"]
    #expect(try ids("abcd", tokenizer(("/model/merges", merges))) == [8, 4])
  }

  @Test func `A word of any length merges as short ones do`() throws {
    let small = try tokenizer()
    for count in [1, 15, 16, 17, 5000] {
      let word = String(repeating: "abcd", count: count)
      let expected = [[Int32]](repeating: [8, 4], count: count).flatMap { $0 }
      #expect(try ids(word, small) == expected, "\(count) times")
      #expect(try small.encode(word, addingSpecialTokens: false).ranges[1] == 3..<4)
    }
  }

  @Test func `Many threads may share one tokenizer`() throws {
    let shared = try Tokenizer(tokenizerJSON: Fixture.bytes("llama.json"))
    let lines = Array(try Fixture.corpus().prefix(500))
    let expected = try lines.map { try shared.encode($0, addingSpecialTokens: true) }
    let different = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for (line, expected) in zip(lines, expected) {
        let encoding = try? shared.encode(line, addingSpecialTokens: true)
        if encoding != expected { different.withLock { $0 += 1 } }
      }
    }
    #expect(different.withLock { $0 } == 0)
  }

  @Test func `A pattern that backtracks without end is a problem`() throws {
    let hopeless = try tokenizer(
      ("/pre_tokenizer/pretokenizers/0/pattern", ["Regex": #"(?:a|a|aa)+\z(?<=b)"#]))
    #expect(
      problem {
        try hopeless.encode(String(repeating: "a", count: 64), addingSpecialTokens: false)
      }?
      .summary == "A regular expression of the tokenizer gave up on a text.")
  }
}

@Suite struct RangeTests {
  @Test func `Tokens that share a character all have its range`() throws {
    let family = try Tokenizer(tokenizerJSON: Fixture.bytes("gpt2.json"))
    let encoding = try family.encode("a\u{13000}b", addingSpecialTokens: false)
    #expect(encoding.ids.count > 3)
    #expect(encoding.ranges.first == 0..<1)
    #expect(encoding.ranges.dropFirst().dropLast().allSatisfy { $0 == 1..<5 })
    #expect(encoding.ranges.last == 5..<6)
  }

  @Test func `Broken UTF-8 is counted and ranges stay those of the given bytes`() throws {
    let text: [UInt8] = [0x61, 0xFF, 0x62, 0xE2, 0x82, 0x63, 0xED, 0xA0, 0x80, 0x64]
    let encoding = try tokenizer().encode(text, addingSpecialTokens: false)
    #expect(encoding.replacements == 5)
    let letters = zip(encoding.ids, encoding.ranges).filter { $0.0 != 0 }
    #expect(letters.map(\.0) == [1, 2, 3, 4])
    #expect(letters.map(\.1) == [0..<1, 2..<3, 5..<6, 9..<10])
    let replaced = zip(encoding.ids, encoding.ranges).filter { $0.0 == 0 }.map(\.1)
    #expect(Set(replaced) == [1..<2, 3..<5, 6..<7, 7..<8, 8..<9])
  }

  @Test func `A normalized character has the range of its cluster`() throws {
    let family = try Tokenizer(tokenizerJSON: Fixture.bytes("qwen2.json"))
    let text = "xe\u{301}\u{327}y"
    let encoding = try family.encode(text, addingSpecialTokens: false)
    #expect(family.decode(encoding.ids) == text)
    #expect(Array(family.decode(encoding.ids).utf8) == Array("x\u{229}\u{301}y".utf8))
    let inside = encoding.ranges.filter { $0.upperBound > 1 && $0.lowerBound < 6 }
    #expect(inside.allSatisfy { $0.lowerBound <= 1 && $0.upperBound >= 6 })
    #expect(encoding.ranges.last?.upperBound == 7)
  }

  @Test func `What the tokenizer adds has an empty range`() throws {
    let suffix: JSONValue = ["SpecialToken": ["id": "<s>", "type_id": 0]]
    let both = try tokenizer(("/post_processor/single/2", suffix))
    let encoding = try both.encode("ab", addingSpecialTokens: true)
    #expect(encoding.ids == [0, 7, 0])
    #expect(encoding.ranges == [0..<0, 0..<2, 2..<2])
    let spaced = try tokenizer(("/pre_tokenizer/pretokenizers/3/add_prefix_space", true))
    #expect(try spaced.encode("b", addingSpecialTokens: false).ranges == [0..<0, 0..<1])
    #expect(try spaced.encode("a,b", addingSpecialTokens: false).ranges.first == 0..<1)
  }

  @Test func `A token that takes white space has its range`() throws {
    let encoding = try tokenizer().encode("ab  <mask> \n<s>", addingSpecialTokens: false)
    #expect(encoding.ids == [7, 11, 0])
    #expect(encoding.ranges == [0..<2, 2..<12, 12..<15])
  }
}

@Suite struct DecodingTests {
  @Test func `Special tokens can be left out`() throws {
    let small = try tokenizer()
    #expect(small.decode([0, 9, 2]) == "<s> ab")
    #expect(small.decode([0, 9, 2], skippingSpecialTokens: true) == " ab")
    #expect(small.specialTokens == [.init(text: "<s>", id: 0)])
  }

  @Test func `Numbers without a token have no text`() throws {
    #expect(try tokenizer().decode([-1, 1, 12, .max, .min]) == "a")
  }

  @Test func `Half a character becomes the replacement character`() throws {
    let family = try Tokenizer(tokenizerJSON: Fixture.bytes("gpt2.json"))
    let ids = try family.encode("\u{13000}", addingSpecialTokens: false).ids
    #expect(family.decode(ids) == "\u{13000}")
    #expect(family.decode(ids.dropLast()) == "\u{FFFD}")
  }

  @Test func `Tokens are known by their exact bytes`() throws {
    let small = try tokenizer(
      ("/model/vocab/é", 11), ("/model/vocab/e\u{301}", 12), ("/added_tokens/1/id", 13))
    #expect(small.identifier(of: "é") == 11)
    #expect(small.identifier(of: "e\u{301}") == 12)
    #expect(small.identifier(of: "\u{120}a") == 9)
    #expect(small.identifier(of: " a") == nil)
    #expect(small.vocabularySize == 14)
  }
}
