import JSONTree
import Testing

@testable import Tokenization

/// One case of characters.json, and what it says about each text.
private struct Case {
  let tokenizer: Tokenizer
  let name: String
  let ids: [JSONValue]
  let ranges: [JSONValue]?
  let decoded: [JSONValue]

  init(_ value: JSONValue, base: JSONValue) throws {
    var file = base
    let change = try #require(value["change"])
    for member in change.members ?? [] where member.key != "model" {
      file[member.key] = member.value
    }
    var model = try #require(file["model"])
    for member in change["model"]?.members ?? [] { model[member.key] = member.value }
    file["model"] = model
    tokenizer = try Tokenizer(tokenizerJSON: Array(file.text().utf8))
    name = try #require(value["name"]?.string)
    ids = try #require(value["ids"]?.array)
    ranges = value["ranges"]?.array
    decoded = try #require(value["decoded"]?.array)
  }
}

@Suite struct CharactersTests {
  private static func cases() throws -> (texts: [String], cases: [Case], base: JSONValue) {
    let fixture = try Fixture.json("characters.json")
    let base = try #require(fixture["base"])
    let cases = try #require(fixture["cases"]?.array).map { try Case($0, base: base) }
    return (try #require(fixture["texts"]?.array).compactMap(\.string), cases, base)
  }

  @Test func `Characters that fall back to bytes give the tokens of Hugging Face`() throws {
    let (texts, cases, _) = try Self.cases()
    #expect(cases.count == 16 && texts.count > 60)
    for fixture in cases {
      for (index, text) in texts.enumerated() {
        let encoding = try fixture.tokenizer.encode(text, addingSpecialTokens: true)
        let name: Comment = "\(fixture.name): \(text.debugDescription)"
        let ids = encoding.ids.map { JSONValue.integer(Int($0)) }
        #expect(JSONValue.array(ids) == fixture.ids[index], name)
        if let ranges = fixture.ranges {
          let found = encoding.ranges.map {
            JSONValue.array([.integer($0.lowerBound), .integer($0.upperBound)])
          }
          #expect(JSONValue.array(found) == ranges[index], name)
        }
        let decoded = fixture.tokenizer.decode(encoding.ids.dropFirst())
        #expect(decoded.utf8.elementsEqual(try #require(fixture.decoded[index].string).utf8), name)
      }
    }
  }

  @Test(arguments: ["llama-bpe", "dbrx", "qwen2", "tekken"])
  func `Words are cut by the rules that a GGUF file names`(name: String) throws {
    let fixture = try Fixture.json("characters.json")
    let texts = try #require(fixture["texts"]?.array).compactMap(\.string)
    let expected = try #require(fixture["words"]?[name]?.array)
    let preTokenizer = try GGUFFamily(named: name).preTokenizer()
    for (text, expected) in zip(texts, expected) {
      let (marked, words) = try preTokenizer.words(
        of: AlignedText(copying: text), 0..<text.utf8.count)
      let found = words.map { JSONValue.string(String(decoding: marked.bytes[$0], as: UTF8.self)) }
      #expect(JSONValue.array(found) == .array(expected.array ?? []), "\(text.debugDescription)")
    }
  }

  @Test func `Merges may be lines with one space`() throws {
    var (texts, cases, base) = try Self.cases()
    var model = try #require(base["model"])
    model["merges"] = .array(
      try #require(model["merges"]?.array).map {
        .string($0.array?.compactMap(\.string).joined(separator: " ") ?? "")
      })
    base["model"] = model
    let tokenizer = try Tokenizer(tokenizerJSON: Array(base.text().utf8))
    texts.removeAll { $0.utf8.count > 100 }
    let llama = try #require(cases.first?.tokenizer)
    for text in texts {
      #expect(
        try tokenizer.encode(text, addingSpecialTokens: true)
          == llama.encode(text, addingSpecialTokens: true))
    }
  }

  @Test func `Words that are cut apart merge as the whole text does`() throws {
    let (texts, cases, _) = try Self.cases()
    let tokenizer = try #require(cases.first { $0.name == "gemma" }?.tokenizer)
    guard case .wordEnds = tokenizer.preTokenizer.steps.last else {
      Issue.record("Words are not cut apart")
      return
    }
    for text in texts {
      let (marked, range) = try tokenizer.normalizer.apply(
        AlignedText(copying: text), 0..<text.utf8.count)
      var whole = WordSymbols()
      var apart: [Int32] = []
      var symbols = WordSymbols()
      tokenizer.model.encode(range, of: marked.bytes, into: &whole)
      for word in try tokenizer.preTokenizer.words(of: marked, range).1 {
        tokenizer.model.encode(word, of: marked.bytes, into: &symbols)
        apart += symbols.ids
      }
      #expect(whole.ids == apart, "\(text.debugDescription)")
    }
  }
}

extension AlignedText {
  /// A text that is its own origin.
  fileprivate init(copying text: String) {
    var replacements = 0
    self.init(repairing: Array(text.utf8), replacements: &replacements)
  }
}
