import Checkpoints
import Diagnostics
import JSONTree
import TestSupport
import Testing
import Tokenization

@testable import Experiments

@Suite struct ChatTemplateSourceTests {
  private static let turns = "{{ bos_token }}{% for m in messages %}[{{ m.content }}]{% endfor %}"

  /// The prompt of a model whose folder holds `files`, or the problem.
  private func prompt(
    _ files: [String: String], replacedBy replacement: String? = nil,
    _ prompt: ExperimentSpec.Spectra.Prompt = .chat
  ) throws -> String {
    let folder = try TemporaryDirectory()
    for (name, text) in files { try folder.write(text, to: name) }
    let source = ChatTemplateSource(
      .folder(of: folder.file("tokenizer.json")),
      replacedBy: replacement.map { ChatTemplate.isPath($0) ? folder.file($0) : $0 })
    return try source.template(for: prompt)
      .render([ChatMessage(.user, "Hi")], addingGenerationPrompt: false)
  }

  private func configuration(_ value: JSONValue, _ tokens: [JSONMember] = []) -> String {
    JSONValue.object(tokens + [JSONMember("chat_template", value)]).text()
  }

  @Test func `A folder's template is a file, else a text, else the default of a list`() throws {
    let text = configuration(.string(Self.turns), [JSONMember("bos_token", "<s>")])
    #expect(try prompt(["tokenizer_config.json": text]) == "<s>[Hi]")
    #expect(
      try prompt([
        "tokenizer_config.json": text, "chat_template.jinja": "{{ messages[0].content }}!",
      ])
        == "Hi!")
    let list: JSONValue = [
      ["name": "tool_use", "template": "tools"],
      ["name": "default", "template": .string(Self.turns)],
    ]
    #expect(try prompt(["tokenizer_config.json": configuration(list)]) == "[Hi]")
  }

  @Test func `Special tokens are texts or objects, of either file`() throws {
    let object = configuration(.string(Self.turns), [JSONMember("bos_token", ["content": "<a>"])])
    #expect(try prompt(["tokenizer_config.json": object]) == "<a>[Hi]")
    let nothing = configuration(.string(Self.turns), [JSONMember("bos_token", nil)])
    let map = #"{"bos_token": {"content": "<b>"}}"#
    #expect(
      try prompt(["tokenizer_config.json": nothing, "special_tokens_map.json": map]) == "[Hi]")
    let plain = configuration(.string(Self.turns))
    #expect(
      try prompt(["tokenizer_config.json": plain, "special_tokens_map.json": map]) == "<b>[Hi]")
  }

  @Test func `A template takes the place of the model's own`() throws {
    let files = [
      "tokenizer_config.json": configuration("{{ broken", [JSONMember("eos_token", "</s>")]),
      "mine.jinja": "{{ messages[0].content }}{{ eos_token }}",
    ]
    #expect(try prompt(files, replacedBy: "zephyr") == "<|user|>\nHi</s>\n")
    #expect(try prompt(files, replacedBy: "mine.jinja") == "Hi</s>")
    #expect(try prompt(files, replacedBy: "mine.jinja", .template("tulu")) == "<|user|>\nHi\n")
    #expect(
      problem { try prompt(files) }?.summary
        == "A tag that opens in line 1 of the chat template does not end.")
    #expect(
      problem { try prompt(files, replacedBy: "none.jinja") }?.place.file?.hasSuffix("none.jinja")
        == true)
    #expect(
      problem { try prompt(files, replacedBy: "tullu") }?.remedy == "Did you mean 'tulu'?")
  }

  @Test func `What is wrong with a folder's template is said in words`() throws {
    let none = problem { try prompt([:]) }
    #expect(none?.summary == "The model has no chat template.")
    #expect(none?.remedy?.contains("chatml, gemma") == true)
    let unnamed = problem {
      try prompt(["tokenizer_config.json": configuration([["name": "rag", "template": "x"]])])
    }
    #expect(unnamed?.summary == "None of the model's chat templates is named 'default'.")
    #expect(unnamed?.found == "'rag'")
    let number = problem { try prompt(["tokenizer_config.json": configuration(3)]) }
    #expect(number?.expected == "a text, or a list of named texts")
    #expect(number?.place.file?.hasSuffix("tokenizer_config.json") == true)
  }

  @Test func `The schema names the built-in templates`() throws {
    let path = Fixtures.root + "/Templates/experiment.schema.json"
    let schema = try JSONDocument(Fixtures.bytes(path)).root.value
    let names = schema["$defs"]?["chatTemplate"]?["enum"]?.array?.compactMap(\.string)
    #expect(names == ChatTemplate.known)
  }
}
