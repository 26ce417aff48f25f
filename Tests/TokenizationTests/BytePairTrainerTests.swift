import Diagnostics
import JSONTree
import TestSupport
import Testing

@testable import Tokenization

private func trained(_ texts: [String], size: Int, minimum: Int = 2) throws -> TrainedTokenizer {
  try BytePairTrainer(vocabularySize: size, minimumCount: minimum).train(
    texts.map { Array($0.utf8) })
}

private func lines(_ tokenizer: TrainedTokenizer) -> [String] {
  tokenizer.merges.map { "\($0.left) \($0.right)" }
}

@Suite struct BytePairTrainerTests {
  @Test(arguments: 0..<3) func `Merges and tokens are those of Hugging Face`(index: Int) throws {
    let fixture = try Fixture.json("training.json")
    let expected = try #require(fixture["cases"]?[index])
    let special = try #require(expected["special"]?.array).compactMap(\.string)
    let trainer = try BytePairTrainer(
      vocabularySize: try #require(expected["size"]?.integer), specialTokens: special,
      minimumCount: try #require(expected["minimum"]?.integer))
    let trained = try trainer.train(Fixture.corpus())
    #expect(lines(trained) == expected["merges"]?.array?.compactMap(\.string))
    #expect(trained.vocabularySize == expected["count"]?.integer)
    let tokenizer = try trained.tokenizer()
    #expect(tokenizer.vocabularySize == trained.vocabularySize)
    #expect(tokenizer.specialTokens.map(\.text) == special)
    for (text, ids) in zip(fixture["texts"]?.array ?? [], expected["ids"]?.array ?? []) {
      let text = try #require(text.string)
      let found = try tokenizer.encode(text, addingSpecialTokens: true)
      #expect(found.ids.map(Int.init) == ids.array?.compactMap(\.integer), "\(text)")
      #expect(tokenizer.decode(found.ids).utf8.elementsEqual(text.utf8))
    }
  }

  @Test func `The most frequent pair merges first`() throws {
    #expect(lines(try trained(["bc bc bc ab ab"], size: 258)) == ["b c", "a b"])
  }

  @Test func `Of equally frequent pairs the least ids merge first`() throws {
    // Each pair occurs twice. Ids follow the spellings: a, b, c, then Ġ.
    #expect(lines(try trained(["cb", "ba", "cb", "ba"], size: 258)) == ["b a", "c b"])
    #expect(lines(try trained(["ac", "ab", "ac", "ab"], size: 258)) == ["a b", "a c"])
    #expect(lines(try trained([" a", "ab", " a", "ab"], size: 258)) == ["a b", "Ġ a"])
  }

  @Test func `Neighbours of one kind merge from the left`() throws {
    #expect(lines(try trained(["aaaaa"], size: 300, minimum: 1)) == ["a a", "aa a", "aa aaa"])
  }

  @Test func `The order of texts does not matter, nor that they are read at once`() throws {
    let corpus = Array(try Fixture.corpus().prefix(800))
    let trainer = try BytePairTrainer(vocabularySize: 500, specialTokens: ["<|end|>"])
    let forwards = try trainer.train(corpus)
    #expect(forwards.merges.count == 500 - 257)
    #expect(try trainer.train(corpus.reversed()).tokenizerJSON() == forwards.tokenizerJSON())
    #expect(try trainer.train(corpus).tokenizerJSON() == forwards.tokenizerJSON())
  }

  @Test func `Too rare pairs are left apart`() throws {
    #expect(try trained(["ab cd"], size: 300).merges.isEmpty)
    #expect(try trained(["ab cd"], size: 300).vocabularySize == 256)
    #expect(try trained([], size: 300).vocabularySize == 256)
  }

  @Test func `Incremental counts agree with counting again after each merge`() throws {
    let corpus = Array(try Fixture.corpus().prefix(150))
    let trainer = try BytePairTrainer(vocabularySize: 340)
    #expect(try lines(trainer.train(corpus)) == (try naiveMerges(corpus, count: 84)))
  }

  /// The same by counting all pairs of all words anew for each merge.
  private func naiveMerges(_ corpus: [[UInt8]], count: Int) throws -> [String] {
    let base = try TrainedTokenizer.bytes()
    var tokenizer = base
    let splitter = try SplitStep(pattern: PreTokenizer.byteLevelPattern)
    var words: [[Int32]] = []
    for text in corpus {
      var replacements = 0
      let bytes = AlignedText(repairing: text, replacements: &replacements).bytes
      var pieces: [Range<Int>] = []
      try splitter.split(bytes, 0..<bytes.count, into: &pieces)
      words += pieces.map { $0.map { base.byteTokens[Int(bytes[$0])] } }
    }
    for _ in 0..<count {
      var counts: [TokenPair: Int] = [:]
      for word in words {
        for (left, right) in zip(word, word.dropFirst()) {
          counts[TokenPair(left: left, right: right), default: 0] += 1
        }
      }
      let best = counts.min {
        ($1.value, $0.key.left, $0.key.right) < ($0.value, $1.key.left, $1.key.right)
      }
      let pair = try #require(best).key
      let token = tokenizer.append(pair)
      words = words.map { merged($0, pair, token) }
    }
    return lines(tokenizer)
  }

  private func merged(_ word: [Int32], _ pair: TokenPair, _ token: Int32) -> [Int32] {
    var result: [Int32] = []
    var index = 0
    while index < word.count {
      if index + 1 < word.count, word[index] == pair.left, word[index + 1] == pair.right {
        result.append(token)
        index += 2
      } else {
        result.append(word[index])
        index += 1
      }
    }
    return result
  }

  @Test func `A tokenizer of bytes turns any text into its bytes and back`() throws {
    let bytes = try TrainedTokenizer.bytes(specialTokens: ["<|end|>"])
    #expect(bytes.vocabularySize == 257 && bytes.merges.isEmpty)
    let tokenizer = try bytes.tokenizer()
    #expect(tokenizer.identifier(of: "<|end|>") == 0)
    for line in try Fixture.corpus().prefix(400) {
      let encoding = try tokenizer.encode(line, addingSpecialTokens: false)
      let text = String(decoding: line, as: UTF8.self)
      #expect(tokenizer.decode(encoding.ids).utf8.elementsEqual(text.utf8))
      if !text.contains("<|end|>") { #expect(encoding.ids.count == text.utf8.count) }
    }
  }

  @Test func `Settings that cannot be met are a problem`() {
    func summary(_ size: Int, _ special: [String] = [], minimum: Int = 2) -> String? {
      problem {
        try BytePairTrainer(vocabularySize: size, specialTokens: special, minimumCount: minimum)
      }?.summary
    }
    #expect(summary(255) == "A vocabulary of 255 tokens cannot be learned.")
    #expect(summary(257, ["<a>", "<b>"]) == "A vocabulary of 257 tokens cannot be learned.")
    #expect(summary(300, minimum: 0) == "Pairs cannot be asked to occur 0 times.")
    #expect(summary(300, [""]) == "A special token is empty.")
    let twice = "is given twice, or spells a byte."
    #expect(summary(300, ["<a>", "<a>"]) == "The special token '<a>' \(twice)")
    #expect(summary(300, ["a"]) == "The special token 'a' \(twice)")
  }
}
