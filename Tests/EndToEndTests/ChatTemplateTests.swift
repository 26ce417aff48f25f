import JSONTree
import TestSupport
import Testing

@Suite struct ChatTemplateTests {
  @Test func `A template makes prompts longer and leaves responses as they are`() throws {
    let tool = try Tool()
    func lengths(_ arguments: [String]) throws -> [(tokens: Int, response: Int)] {
      let ending = try tool.run(
        ["spectra", "--model", "tiny-llama", "--data", "examples.json", "--limit", "2"] + arguments)
      #expect(ending.status == 0, "\(ending.errors)")
      return try ending.output.split(separator: "\n").map { line in
        let value = try JSONDocument(Array(line.utf8)).root.value
        return (value["tokens"]?.integer ?? 0, value["responseTokens"]?.integer ?? 0)
      }
    }
    let plain = try lengths([])
    try tool.folder.write("Q: {{ messages[-1].content }}\nA: ", to: "qa.jinja")
    for template in ["tulu", "gemma-2", "qa.jinja"] {
      let chat = try lengths(["--template", template])
      #expect(chat.count == plain.count && !plain.isEmpty)
      for (chat, plain) in zip(chat, plain) {
        #expect(chat.tokens > plain.tokens)
        #expect(abs(chat.response - plain.response) <= 1, "a merge across the border at most")
      }
    }
  }

  @Test(arguments: [
    ("tullu", "Did you mean 'tulu'?"), ("none.jinja", "none.jinja"),
    ("bad.jinja", "at: bad.jinja"),
    ("bad.jinja", "Line 2 of the chat template has the filter 'trimm'"),
  ])
  func `What is wrong with a template is said in words`(template: String, words: String) throws {
    let tool = try Tool()
    try tool.folder.write("\n{{ messages[0].content | trimm }}", to: "bad.jinja")
    let ending = try tool(
      "spectra", "--model", "tiny-llama", "--data", "examples.json", "--template", template)
    #expect(ending.status == 1)
    #expect(ending.errors.contains(words), "\(ending.errors)")
  }
}
