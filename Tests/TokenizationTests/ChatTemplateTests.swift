import Diagnostics
import JSONTree
import TestSupport
import Testing

@testable import Tokenization

@Suite struct ChatTemplateTests {
  @Test func `Prompts are those of transformers`() throws {
    let fixture = try Fixture.json("chat.json")
    let templates = try #require(fixture["templates"]?.array).compactMap(\.string)
    let cases = try #require(fixture["cases"]?.array)
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

  @Test func `The default system message comes from the template`() throws {
    let templates = try #require(Fixture.json("chat.json")["templates"]?.array)
    let messages = try templates.compactMap(\.string).map {
      try ChatTemplate($0).defaultSystemMessage
    }
    #expect(
      messages == [
        "You are a helpful AI assistant named SmolLM, trained by Hugging Face",
        "You are a helpful assistant.", "Say '\"yes\"'", nil, nil, "You are Qwen. You are helpful.",
      ])
  }

  @Test(arguments: [
    "", "{{ messages }}", "{% for message in messages %}", "{{ 'open", "{% if", "{# open",
    "{{ '\\x41' }}", "<|im_start|>", "{% for m in messages %}[INST]{{ m.content }}{% endfor %}",
  ])
  func `Another template is a problem`(text: String) throws {
    let found = try #require(problem { try ChatTemplate(text) })
    #expect(found.summary == "The model's chat template is not known.")
    #expect(found.expected == "ChatML as SmolLM2, Qwen2 and Qwen2.5 write it")
  }

  @Test func `A known template with a step more is a problem`() throws {
    let templates = try #require(Fixture.json("chat.json")["templates"]?.array)
    for template in templates.compactMap(\.string) {
      #expect(problem { try ChatTemplate(template + "{{ '<think>' }}") } != nil)
      #expect(problem { try ChatTemplate("{% set x = 1 %}" + template) } != nil)
      let trimmed = template.replacing("message.content", with: "message.content | trim")
        .replacing("message['content']", with: "message['content'] | trim")
      #expect(problem { try ChatTemplate(trimmed) } != nil)
    }
  }
}
