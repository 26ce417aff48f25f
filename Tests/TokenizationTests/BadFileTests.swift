import Diagnostics
import JSONTree
import TestSupport
import Testing

@testable import Tokenization

private let word = "/pre_tokenizer/pretokenizers"

private func load(_ file: JSONValue) -> Problem? {
  problem { try Tokenizer(tokenizerJSON: Array(file.text().utf8), file: "tokenizer.json") }
}

@Suite struct BadFileTests {
  /// What is changed, to what (`null` in Swift removes it), and the problem with its pointer.
  static let cases: [(String, JSONValue?, String, String)] = [
    ("/model", nil, "The member 'model' is missing.", ""),
    ("/model/type", nil, "The member 'type' is missing.", "/model"),
    ("/model/type", "Unigram", "The model 'Unigram' is not supported.", "/model/type"),
    ("/model/type", "WordPiece", "The model 'WordPiece' is not supported.", "/model/type"),
    ("/model/vocab", nil, "The member 'vocab' is missing.", "/model"),
    ("/model/merges", nil, "The member 'merges' is missing.", "/model"),
    ("/model/merges", [:], "A value of the tokenizer is of the wrong kind.", "/model/merges"),
    (
      "/model/merges/1", ["ab", "x"], "A merge names 'x', which is not in the vocabulary.",
      "/model/merges/1"
    ),
    (
      "/model/merges/0", ["b", "b"], "A merge names 'bb', which is not in the vocabulary.",
      "/model/merges/0"
    ),
    ("/model/merges/0", "a b c", "The merge 'a b c' is not a pair of tokens.", "/model/merges/0"),
    ("/model/merges/0", "ab", "The merge 'ab' is not a pair of tokens.", "/model/merges/0"),
    ("/model/merges/2", ["a"], "The merge '[\"a\"]' is not a pair of tokens.", "/model/merges/2"),
    ("/model/merges/2", 7, "A value of the tokenizer is of the wrong kind.", "/model/merges/2"),
    ("/model/vocab/b", 1, "The token 'b' has the id of another token.", "/model/vocab/b"),
    ("/model/vocab/b", -2, "A value of the tokenizer is of the wrong kind.", "/model/vocab/b"),
    ("/model/vocab/b", 2e9, "A value of the tokenizer is of the wrong kind.", "/model/vocab/b"),
    ("/model/vocab/b", "2", "A value of the tokenizer is of the wrong kind.", "/model/vocab/b"),
    (
      "/model/unk_token", "<unk>", "The unknown token '<unk>' is not in the vocabulary.",
      "/model/unk_token"
    ),
    ("/model/dropout", 0.1, "The setting 'dropout' is not supported.", "/model/dropout"),
    (
      "/model/byte_fallback", true, "The setting 'byte_fallback' is not supported.",
      "/model/byte_fallback"
    ),
    (
      "/model/end_of_word_suffix", "</w>", "The setting 'end_of_word_suffix' is not supported.",
      "/model/end_of_word_suffix"
    ),
    ("/model/ignore_mergs", true, "The member 'ignore_mergs' is not known.", "/model/ignore_mergs"),
    ("/truncation", ["max_length": 5], "The setting 'truncation' is not supported.", "/truncation"),
    ("/padding", [:], "The setting 'padding' is not supported.", "/padding"),
    (
      "/normalizer/normalizers/0/type", "Lowercase", "The normalizer 'Lowercase' is not supported.",
      "/normalizer/normalizers/0"
    ),
    ("/pre_tokenizer", nil, "The decoder does not fit the pre-tokenizer.", "/decoder"),
    (
      "/pre_tokenizer", ["type": "Metaspace"], "The member 'replacement' is missing.",
      "/pre_tokenizer"
    ),
    (
      "/pre_tokenizer", ["type": "Metaspace", "replacement": "▁▁"],
      "A value of the tokenizer is of the wrong kind.", "/pre_tokenizer/replacement"
    ),
    (
      "/pre_tokenizer", ["type": "Metaspace", "replacement": "▁", "prepend_scheme": "last"],
      "The prepend scheme 'last' is not supported.", "/pre_tokenizer/prepend_scheme"
    ),
    (
      word + "/3", ["type": "Whitespace"], "The pre-tokenizer 'Whitespace' is not supported.",
      word + "/3"
    ),
    (
      word + "/2", ["type": "Punctuation"], "The pre-tokenizer 'Punctuation' is not supported.",
      word + "/2"
    ),
    (
      word + "/4", ["type": "Digits", "individual_digits": true],
      "The pre-tokenizer turns text into bytes before its last step.", word + "/3"
    ),
    (
      word + "/2", ["type": "ByteLevel"],
      "The pre-tokenizer turns text into bytes before its last step.", word + "/2"
    ),
    (
      word + "/0/behavior", "Joined", "The behavior 'Joined' is not supported.",
      word + "/0/behavior"
    ),
    (
      word + "/0/pattern", ["Regex": "(a"], "The regular expression '(a' is malformed.",
      word + "/0/pattern/Regex"
    ),
    (
      word + "/0/pattern", ["Glob": "*"], "The member 'Glob' is not known.",
      word + "/0/pattern/Glob"
    ),
    (
      word + "/2/individual_digits", 1, "A value of the tokenizer is of the wrong kind.",
      word + "/2/individual_digits"
    ),
    ("/decoder", nil, "The member 'decoder' is missing.", ""),
    ("/decoder/type", "WordPiece", "The decoder 'WordPiece' is not supported.", "/decoder"),
    ("/decoder", ["type": "Fuse"], "The decoder does not fit the pre-tokenizer.", "/decoder"),
    (
      "/decoder", ["type": "Strip", "content": "", "start": 1, "stop": 0],
      "A value of the tokenizer is of the wrong kind.", "/decoder/content"
    ),
    (
      "/post_processor/type", "BertProcessing",
      "The post-processor 'BertProcessing' is not supported.", "/post_processor"
    ),
    (
      "/post_processor/single/1/Sequence/id", "B",
      "The template for single texts does not hold the text once.",
      "/post_processor/single/1/Sequence"
    ),
    (
      "/post_processor/single", [], "The template for single texts does not hold the text once.",
      "/post_processor/single"
    ),
    (
      "/post_processor/special_tokens/<s>/ids/0", 11, "No token has the id 11.",
      "/post_processor/special_tokens/<s>/ids/0"
    ),
    (
      "/post_processor/special_tokens/<s>/ids/0", 12,
      "A value of the tokenizer is of the wrong kind.", "/post_processor/special_tokens/<s>/ids/0"
    ),
    ("/added_tokens/0/id", 3, "The added token '<s>' has an id out of order.", "/added_tokens/0"),
    (
      "/added_tokens/1/id", 12, "The added token '<mask>' has an id out of order.",
      "/added_tokens/1"
    ),
    (
      "/added_tokens/1/content", "<s>", "The token '<s>' stands twice in the vocabulary.",
      "/added_tokens/1"
    ),
    ("/added_tokens/1/content", "", "An added token is empty.", "/added_tokens/1"),
    ("/added_tokens/1/lstrip", nil, "The member 'lstrip' is missing.", "/added_tokens/1"),
  ]

  @Test(arguments: cases)
  func `A bad file says what and where`(
    pointer: String, value: JSONValue?, summary: String, place: String
  ) throws {
    var file = smallFile.changed(pointer, to: value)
    if summary == "No token has the id 11." { file = file.changed("/model/vocab/e", to: 12) }
    if summary == "No token has the id 11." { file = file.changed("/added_tokens", to: []) }
    let found = try #require(load(file))
    #expect(found.summary == summary)
    #expect(found.place.pointer == place)
    #expect(found.place.file == "tokenizer.json" && found.place.line != nil)
    #expect(found.remedy != nil)
  }

  @Test func `A second template is a problem`() throws {
    let template = try #require(smallFile["post_processor"])
    let file = smallFile.changed(
      "/post_processor", to: ["type": "Sequence", "processors": [template, template]])
    #expect(load(file)?.summary == "The post-processor has a second template.")
  }

  @Test func `A truncated file is malformed JSON, wherever it ends`() {
    let bytes = Array(smallFile.text().utf8)
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(problem { try Tokenizer(tokenizerJSON: Array(bytes[..<count])) } != nil)
    }
  }

  @Test func `A problem reads well`() throws {
    let file = smallFile.changed("/added_tokens/1/id", to: 12)
    #expect(
      load(file)?.description == """
        The added token '<mask>' has an id out of order.
          at: tokenizer.json:1:176, /added_tokens/1
          expected: 11, the model's own or the next free one
          found: 12
          to fix it: Download the tokenizer again.
        """)
  }
}

@Suite struct MutationTests {
  /// The small file, and one whose tokens are characters that fall back to bytes.
  private static let files: [JSONValue] = [smallFile, smallCharacters]

  @Test(arguments: files) func `No change of a file crashes`(file: JSONValue) {
    var generator = SplitMix(state: 7)
    let bytes = Array(file.text().utf8)
    var loaded = 0
    for _ in 0..<8_000 {
      if encodes(mutated(bytes, &generator)) { loaded += 1 }
    }
    #expect(loaded > 200 && loaded < 7_000)
  }

  @Test(arguments: files) func `No change of a value crashes`(original: JSONValue) {
    var generator = SplitMix(state: 8)
    let values: [JSONValue] = [
      nil, true, 0, -1, 11, 12, 1e300, 9_007_199_254_740_993, "", "a", "a b", "Sequence", "\u{0}",
      [], [[]], [:], ["type": "Sequence"], ["a", "b"],
    ]
    var loaded = 0
    for _ in 0..<4_000 {
      var file = original
      for _ in 0..<Int.random(in: 1...2, using: &generator) {
        file = replaced(file, by: values.randomElement(using: &generator) ?? nil, &generator)
      }
      if encodes(Array(file.text().utf8)) { loaded += 1 }
    }
    #expect(loaded > 100 && loaded < 3_500)
  }

  /// Whether the file loads; if so it must also encode and decode.
  private func encodes(_ file: [UInt8]) -> Bool {
    guard let tokenizer = try? Tokenizer(tokenizerJSON: file) else { return false }
    let text = Array("<s>ab cd  <mask> 12-x,,é\u{301} abcdabcd<mask>".utf8) + [0xFF]
    if let encoding = try? tokenizer.encode(text, addingSpecialTokens: true) {
      _ = tokenizer.decode(encoding.ids)
    }
    return true
  }

  private func mutated(_ bytes: [UInt8], _ generator: inout SplitMix) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, place + Int.random(in: 0...12, using: &generator))
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes[place] = "0123456789\"\\{}[],:eE.-".utf8.randomElement(using: &generator) ?? 0
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
      default: bytes.swapAt(place, max(0, end - 1))
      }
    }
    return bytes
  }

  /// `value` with one value somewhere in it replaced.
  private func replaced(
    _ value: JSONValue, by other: JSONValue, _ generator: inout SplitMix
  ) -> JSONValue {
    switch value {
    case .array(var elements) where !elements.isEmpty && Bool.random(using: &generator):
      let index = Int.random(in: elements.indices, using: &generator)
      elements[index] = replaced(elements[index], by: other, &generator)
      return .array(elements)
    case .object(var members) where Int.random(in: 0..<8, using: &generator) > 0:
      guard let index = members.indices.randomElement(using: &generator) else { return other }
      members[index].value = replaced(members[index].value, by: other, &generator)
      return .object(members)
    default: return other
    }
  }
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
