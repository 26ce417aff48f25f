import JSONTree
import Testing

@testable import Tokenization

private let families = [
  ("gpt2", "gpt-2"), ("smollm", "smollm"), ("qwen2", "qwen2"), ("llama", "llama-bpe"),
]

@Suite struct OracleTests {
  @Test(arguments: families)
  func `A tokenizer file gives the tokens of Hugging Face`(family: String, name: String) throws {
    let tokenizer = try Tokenizer(tokenizerJSON: Fixture.bytes("\(family).json"))
    try compare(tokenizer, with: family)
  }

  @Test(arguments: families)
  func `The same vocabulary from GGUF gives the same tokens`(family: String, name: String) throws {
    let vocabulary = try Fixture.gguf(Fixture.json("\(family).json"), preTokenizer: name)
    try compare(Tokenizer(vocabulary), with: family)
  }

  private func compare(_ tokenizer: Tokenizer, with family: String) throws {
    let lines = try Fixture.corpus()
    let expectations = try Fixture.expectations(family)
    try #require(lines.count == expectations.count && lines.count > 5000)
    for (index, (line, expected)) in zip(lines, expectations).enumerated() {
      let encoding = try tokenizer.encode(line, addingSpecialTokens: true)
      let text = String(decoding: line, as: UTF8.self)
      #expect(encoding.ids == expected.ids, "line \(index): \(text.debugDescription)")
      #expect(encoding.replacements == expected.replacements, "line \(index)")
      if expected.checksum != 0 {
        #expect(
          Fixture.checksum(encoding.ranges) == expected.checksum,
          "line \(index): \(encoding.ranges)")
      }
      expectMonotone(encoding.ranges, in: line, "line \(index)")
    }
  }

  private func expectMonotone(_ ranges: [Range<Int>], in line: [UInt8], _ name: Comment) {
    for (range, next) in zip(ranges, ranges.dropFirst()) {
      #expect(range.lowerBound <= next.lowerBound && range.upperBound <= next.upperBound, name)
    }
    #expect(ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= line.count }, name)
  }

  @Test(arguments: families)
  func `Tokens turn back into the text`(family: String, name: String) throws {
    let tokenizer = try Tokenizer(tokenizerJSON: Fixture.bytes("\(family).json"))
    for (index, line) in try Fixture.corpus().enumerated() {
      let text = String(decoding: line, as: UTF8.self)
      let ids = try tokenizer.encode(line, addingSpecialTokens: false).ids
      let expected = try tokenizer.normalizer.apply(Array(text.utf8))
      #expect(Array(tokenizer.decode(ids).utf8) == expected, "line \(index): \(text)")
    }
  }

  @Test func `Other settings give the tokens of Hugging Face`() throws {
    let base = try Fixture.json("gpt2.json")
    let variants = try Fixture.json("variants.json")
    let texts = try #require(variants["texts"]?.array).compactMap(\.string)
    let cases = try #require(variants["cases"]?.array)
    #expect(cases.count > 40)
    for variant in cases {
      let change = try #require(variant["change"])
      let file = try changed(base, by: change).text()
      let tokenizer = try Tokenizer(tokenizerJSON: Array(file.utf8))
      let expected = try #require(variant["ids"]?.array)
      for (text, expected) in zip(texts, expected) {
        let ids = try tokenizer.encode(text, addingSpecialTokens: true).ids
        #expect(ids.map(Int.init) == expected.array?.compactMap(\.integer), "\(text): \(change)")
      }
    }
  }

  /// What `applied` of the oracle does.
  private func changed(_ base: JSONValue, by change: JSONValue) throws -> JSONValue {
    var file = base
    let missing = change["without"]?.array?.compactMap(\.string) ?? []
    var model = try #require(file["model"])
    model["vocab"] = .object(
      try #require(model["vocab"]?.members).filter { member in
        !missing.contains { member.key.contains($0) }
      })
    model["merges"] = .array(
      try #require(model["merges"]?.array).filter { merge in
        let token = merge.array?.compactMap(\.string).joined() ?? ""
        return !missing.contains { token.contains($0) }
      })
    for member in change["model"]?.members ?? [] { model[member.key] = member.value }
    for member in try #require(change.members) where !["model", "without"].contains(member.key) {
      file[member.key] = member.value
    }
    file["model"] = model
    file["added_tokens"] = numbered(file["added_tokens"]?.array ?? [], model["vocab"])
    return file
  }

  private func numbered(_ tokens: [JSONValue], _ vocabulary: JSONValue?) -> JSONValue {
    var taken = vocabulary?.members?.count ?? 0
    return .array(
      tokens.map { token in
        var token = token
        if let known = vocabulary?[token["content"]?.string ?? ""] {
          token["id"] = known
        } else {
          token["id"] = .integer(taken)
          taken += 1
        }
        return token
      })
  }
}

extension JSONValue {
  /// The member `key`; setting replaces or appends it.
  subscript(_ key: String) -> JSONValue? {
    get { members?.first { $0.key.utf8.elementsEqual(key.utf8) }?.value }
    set {
      guard var members, let newValue else { return }
      if let index = members.firstIndex(where: { $0.key.utf8.elementsEqual(key.utf8) }) {
        members[index].value = newValue
      } else {
        members.append(JSONMember(key, newValue))
      }
      self = .object(members)
    }
  }
}
