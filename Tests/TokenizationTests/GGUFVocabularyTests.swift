import Diagnostics
import TestSupport
import Testing

@testable import Tokenization

/// The letters a and b, the space, ` a`, a control and a user-defined token.
private let small = GGUFVocabulary(
  tokens: ["<s>", "a", "b", "Ġ", "Ġa", "ab", "<tool x>", "Ċ"],
  merges: ["Ġ a", "a b"], tokenTypes: [3, 1, 1, 1, 1, 1, 4, 1], preTokenizer: "gpt-2",
  beginning: 0, end: 0, unknown: 0)

private func summary(_ change: (inout GGUFVocabulary) -> Void) -> String? {
  var vocabulary = small
  change(&vocabulary)
  let found = problem { try Tokenizer(vocabulary) }
  #expect(found == nil || found?.remedy != nil)
  return found?.summary
}

@Suite struct GGUFVocabularyTests {
  @Test func `Control and user-defined tokens are found, only the former are special`() throws {
    let tokenizer = try Tokenizer(small)
    let encoding = try tokenizer.encode("<s>ab a<tool x>b", addingSpecialTokens: true)
    #expect(encoding.ids == [0, 5, 4, 6, 2])
    #expect(tokenizer.decode(encoding.ids) == "<s>ab a<tool x>b")
    #expect(tokenizer.decode(encoding.ids, skippingSpecialTokens: true) == "ab a<tool x>b")
    #expect(tokenizer.specialTokens == [.init(text: "<s>", id: 0)])
  }

  @Test func `A beginning is added where the file asks for it`() throws {
    var vocabulary = small
    vocabulary.addsBeginning = true
    let tokenizer = try Tokenizer(vocabulary)
    #expect(try tokenizer.encode("a", addingSpecialTokens: true).ids == [0, 1])
    #expect(try tokenizer.encode("a", addingSpecialTokens: false).ids == [1])
  }

  @Test(
    arguments: [
      "llama-bpe", "llama3", "llama-v3", "qwen2", "smollm", "gpt-2", "gpt2", "phi-2", "olmo",
      "dbrx", "tekken", "deepseek-r1-qwen",
    ])
  func `Known names are accepted`(name: String) {
    #expect(summary { $0.preTokenizer = name } == nil)
  }

  @Test func `An end is added where the file asks for it`() throws {
    var vocabulary = small
    vocabulary.addsEnd = true
    let tokenizer = try Tokenizer(vocabulary)
    #expect(try tokenizer.encode("a", addingSpecialTokens: true).ids == [1, 0])
  }

  @Test func `Llama 3 begins each text unless the file says otherwise`() throws {
    var vocabulary = small
    vocabulary.preTokenizer = "llama-bpe"
    #expect(try Tokenizer(vocabulary).encode("a", addingSpecialTokens: true).ids == [0, 1])
    vocabulary.addsBeginning = false
    #expect(try Tokenizer(vocabulary).encode("a", addingSpecialTokens: true).ids == [1])
  }

  @Test func `Only Llama takes a word that is a token whole`() throws {
    var vocabulary = small
    vocabulary.tokens.append("ba")
    vocabulary.tokenTypes.append(1)
    #expect(try Tokenizer(vocabulary).encode("ba", addingSpecialTokens: false).ids == [2, 1])
    vocabulary.preTokenizer = "llama-bpe"
    #expect(try Tokenizer(vocabulary).encode("ba", addingSpecialTokens: false).ids == [8])
  }

  @Test func `Metadata that do not fit together are a problem`() {
    #expect(
      summary { $0.preTokenizer = "default" }
        == "The pre-tokenizer 'default' of the GGUF file is not known.")
    #expect(summary { $0.merges = [] } == "The GGUF file has no 'tokenizer.ggml.merges'.")
    #expect(summary { $0.tokens = [] } == "The GGUF file has no 'tokenizer.ggml.tokens'.")
    #expect(
      summary { $0.tokenTypes.removeLast() }
        == "The arrays of the GGUF vocabulary differ in length.")
    #expect(
      summary { $0.tokenTypes[2] = 7 }
        == "The token 2 of the GGUF vocabulary is of a type that is not known.")
    #expect(summary { $0.tokens[2] = "a" } == "The token 'a' stands twice in the vocabulary.")
    #expect(
      summary { $0.merges[1] = "a x" } == "A merge names 'x', which is not in the vocabulary.")
    #expect(summary { $0.merges[1] = "ab" } == "The merge 'ab' is not a pair of tokens.")
    #expect(
      summary { $0.beginning = 8 }
        == "'tokenizer.ggml.bos_token_id' of the GGUF file names no token.")
    #expect(
      summary { $0.end = -1 } == "'tokenizer.ggml.eos_token_id' of the GGUF file names no token.")
    #expect(
      summary { $0.unknown = 8 }
        == "'tokenizer.ggml.unknown_token_id' of the GGUF file names no token.")
    #expect(
      summary {
        $0.beginning = nil
        $0.addsBeginning = true
      } == "The GGUF file asks for a token before each text and names none.")
    #expect(
      summary {
        $0.end = nil
        $0.addsEnd = true
      } == "The GGUF file asks for a token after each text and names none.")
  }

  @Test func `A kind that is not known is named with those that are`() {
    var vocabulary = small
    vocabulary.model = "t5"
    let found = problem { try Tokenizer(vocabulary) }
    #expect(found?.summary == "The vocabulary kind 't5' of the GGUF file is not known.")
    #expect(found?.expected == "one of gpt2, llama")
  }
}
