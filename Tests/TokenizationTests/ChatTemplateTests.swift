import Diagnostics
import JSONTree
import TestSupport
import Testing

@testable import Tokenization

/// What Tests/Oracles/chat_templates.py wrote.
struct ChatFixture {
  let json: JSONValue
  let conversations: [[ChatMessage]]
  let tokens: [String: String]

  init() throws {
    json = try Fixture.json("chat-templates.json")
    conversations = try #require(json["conversations"]?.array).map { turns in
      try #require(turns.array).map { turn in
        let role = try #require(ChatMessage.Role(rawValue: turn[0]?.string ?? ""))
        return ChatMessage(role, try #require(turn[1]?.string))
      }
    }
    let members = try #require(json["tokens"]?.members)
    tokens = Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.string ?? "") })
  }

  /// Compares the prompts of each conversation, without and with the beginning of an answer; `nil` stands
  /// for a conversation that is refused.
  func compare(_ template: ChatTemplate, with expected: JSONValue?, _ name: String) throws {
    let expected = try #require(expected?.array)
    #expect(expected.count == 2 * conversations.count)
    for (index, prompt) in expected.enumerated() {
      let turns = conversations[index / 2]
      let found = try? template.render(turns, addingGenerationPrompt: index % 2 == 1)
      // By bytes: equality of strings would forgive a normalized text.
      let isSame = found.map { Array($0.utf8) } == prompt.string.map { Array($0.utf8) }
      #expect(isSame, "\(name), \(turns): \(found ?? "refused") is not \(prompt)")
    }
  }
}

@Suite struct ChatTemplateTests {
  @Test func `Prompts are those of transformers`() throws {
    let fixture = try ChatFixture()
    for entry in try #require(fixture.json["templates"]?.array) {
      let text = try #require(entry[0]?.string)
      let template = try ChatTemplate(text, tokens: fixture.tokens)
      try fixture.compare(template, with: entry[1], String(text.prefix(40)))
    }
  }

  @Test func `What ends an answer is what stands after it`() throws {
    let tokens = ["bos_token": "<s>", "eos_token": "</s>"]
    let ends = [
      "chatml": "<|im_end|>\n", "gemma": "<end_of_turn>\n", "gemma-2": "<end_of_turn>\n",
      "llama-2": " </s>", "llama-3": "<|eot_id|>", "llama-3.1": "<|eot_id|>", "mistral": "</s>",
      "mistral-nemo": "</s>", "mistral-v1": "</s>", "mistral-v1-system": "</s>",
      "olmo-2": "</s>", "phi-3": "<|end|>\n</s>", "tulu": "</s>\n", "zephyr": "</s>\n",
    ]
    #expect(Set(ends.keys) == Set(ChatTemplate.known))
    for (name, end) in ends {
      #expect(try ChatTemplate.named(name, tokens: tokens).endOfAnswer() == end, "\(name)")
    }
    let mute = try ChatTemplate(
      "{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}")
    let problem = try #require(throws: Problem.self) { try mute.endOfAnswer() }
    #expect(problem.summary == "The chat template leaves out what the assistant answers.")
  }

  @Test func `Prompts of ChatML are those of transformers, with and without a default`() throws {
    let older = try Fixture.json("chat.json")
    let templates = try #require(older["templates"]?.array).compactMap(\.string)
    let cases = try #require(older["cases"]?.array)
    #expect(cases.count == templates.count * 14)
    for entry in cases {
      let index = try #require(entry["template"]?.integer)
      let turns = try #require(entry["turns"]?.array).map { turn in
        let role = try #require(ChatMessage.Role(rawValue: turn[0]?.string ?? ""))
        return ChatMessage(role, try #require(turn[1]?.string))
      }
      let adds = try #require(entry["addsPrompt"]?.bool as Bool?)
      let text = try ChatTemplate(templates[index]).render(turns, addingGenerationPrompt: adds)
      #expect(text == entry["text"]?.string, "template \(index): \(turns)")
    }
  }

  @Test func `Built-in templates give the published formats`() throws {
    let fixture = try ChatFixture()
    let formats = try #require(fixture.json["formats"]?.array)
    #expect(formats.compactMap { $0[0]?.string }.sorted() == ChatTemplate.known.sorted())
    for entry in formats {
      let name = try #require(entry[0]?.string)
      let template = try ChatTemplate.named(name, tokens: fixture.tokens)
      try fixture.compare(template, with: entry[1], name)
    }
  }

  @Test func `Each built-in template is recognized by its prompts`() throws {
    for name in ChatTemplate.known {
      for tokens in [["bos_token": "<s>", "eos_token": "</s>"], ["eos_token": "<|end|>"]] {
        #expect(try ChatTemplate.named(name, tokens: tokens).recognizedName == name)
      }
    }
    let turn = "{% for m in messages %}{{ '<' + m.role + '>' + m.content }}{% endfor %}"
    #expect(try ChatTemplate(turn).recognizedName == nil)
  }

  @Test func `A default system message does not hide which template it is`() throws {
    let templates = try #require(Fixture.json("chat.json")["templates"]?.array)
    for template in templates.compactMap(\.string) {
      #expect(try ChatTemplate(template).recognizedName == "chatml")
    }
  }

  @Test func `Templates say whether they take a system message`() throws {
    let refusing = ChatTemplate.known.filter { name in
      (try? ChatTemplate.named(name).takesSystemMessage) == false
    }
    #expect(refusing == ["gemma-2", "mistral-v1"])
  }

  @Test func `A token that the model does not have is not written`() throws {
    let turns = [ChatMessage(.user, "a"), ChatMessage(.assistant, "b")]
    let template = try ChatTemplate.named("tulu")
    #expect(
      try template.render(turns, addingGenerationPrompt: false) == "<|user|>\na\n<|assistant|>\nb\n"
    )
  }

  @Test func `No day enters a prompt`() throws {
    let dated = """
      {% if strftime_now is defined %}{{ strftime_now('%d') }}{% else %}26 Jul{% endif %}
      {{ messages[0].content }}
      """
    let turns = [ChatMessage(.user, "Hi")]
    #expect(try ChatTemplate(dated).render(turns, addingGenerationPrompt: false) == "26 JulHi")
  }
}
