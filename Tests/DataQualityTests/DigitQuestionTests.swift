import Foundation
import Testing
import Tokenization

@testable import DataQuality

@Suite struct DigitQuestionTests {
  /// A byte-level tokenizer with these merges, the merged tokens in place of rare ones.
  private func tokenizer(merges: [(String, String)]) throws -> Tokenizer {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
      .appendingPathComponent("EndToEndTests/Fixtures/tiny-llama/tokenizer.json")
    var text = try String(contentsOf: file, encoding: .utf8)
    for (index, merge) in merges.enumerated() {
      let rare = ["Ń", "ł", "Ł", "ŀ", "Ŀ", "ľ"][index]
      text = text.replacingOccurrences(of: "\"\(rare)\":", with: "\"\(merge.0)\(merge.1)\":")
    }
    let list = merges.map { "[\"\($0.0)\", \"\($0.1)\"]" }.joined(separator: ", ")
    text = text.replacingOccurrences(of: "\"merges\": []", with: "\"merges\": [\(list)]")
    return try Tokenizer(tokenizerJSON: Array(text.utf8), file: "tokenizer.json")
  }

  private func question(_ tokenizer: Tokenizer) throws -> TokenizedQuestion {
    try DigitQuestion.quality.tokens(request: "Why?", response: "So.", tokenizer: tokenizer)
  }

  @Test func `The question is Deita's, word for word`() {
    #expect(
      DigitQuestion.complexity.text(request: "Why?", response: "So.")
        == "You are a helpful assistant. Please identify the complexity score of the following user "
        + "query. \n##Query: Why?  \n##Complexity: ")
    #expect(
      DigitQuestion.quality.text(request: "Why?", response: "So.")
        == "You are a helpful assistant. Please identify the quality score of the Response "
        + "corresponding to the Question. \n #Question#:\nWhy?\n#Response#:\nSo. \n##Quality: ")
  }

  @Test func `Digits stand after the question and its space`() throws {
    let tokenizer = try tokenizer(merges: [])
    let found = try question(tokenizer)
    #expect(tokenizer.decode(found.tokens).hasSuffix("##Quality: "))
    #expect(found.digits.map { tokenizer.decode([$0]) } == ["1", "2", "3", "4", "5", "6"])
  }

  @Test func `Where words begin with their space, it belongs to the digit`() throws {
    let tokenizer = try tokenizer(merges: (1...6).map { ("Ġ", String($0)) })
    let found = try question(tokenizer)
    #expect(tokenizer.decode(found.tokens).hasSuffix("##Quality:"))
    #expect(found.digits.map { tokenizer.decode([$0]) } == [" 1", " 2", " 3", " 4", " 5", " 6"])
  }

  @Test func `A digit that stands after other tokens than its fellows is named`() throws {
    let tokenizer = try tokenizer(merges: [("Ġ", "3")])
    #expect(throws: DigitError(digit: "3")) { try question(tokenizer) }
  }
}
