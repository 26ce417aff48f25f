import Diagnostics

/// How a model's template turns a conversation into a prompt.
///
/// A template is a program in Jinja. It is run by an interpreter of the part of the language that chat
/// templates use, compiled as transformers compiles them (`trim_blocks`, `lstrip_blocks`), so that a
/// prompt is what `apply_chat_template` gives for `messages` and `add_generation_prompt` alone: no tools,
/// no documents, no switch such as `enable_thinking`. One thing differs on purpose: `strftime_now` is not
/// defined, because a prompt must not change from day to day. Llama 3.2 then writes the date that its
/// template holds for that case, 26 Jul 2024, which is also what Llama 3.1 writes.
public struct ChatTemplate: Sendable {
  /// The template, as in the GGUF metadata or in `tokenizer_config.json`.
  public let text: String
  /// The tokens that it may write, such as `bos_token`, by their names.
  public let tokens: [String: String]
  /// Whether it takes a conversation that begins with a system message. Gemma 2 and the first Mistral
  /// refuse one.
  public private(set) var takesSystemMessage = false
  private let statements: [TemplateStatement]

  /// Reads a template and tries it on a short conversation.
  ///
  /// - Parameters:
  ///   - text: The template.
  ///   - tokens: What `bos_token`, `eos_token` and the like stand for. Tokens that the model does not
  ///     have are left out; they are undefined then, as in transformers.
  /// - Throws: `Problem` with the template's line for what is no Jinja or goes beyond what is supported, for
  ///   a template that fails or refuses the short conversation, and for one that leaves out its text.
  public init(_ text: String, tokens: [String: String] = [:]) throws {
    self.text = text
    self.tokens = tokens
    statements = try TemplateParser.statements(of: text)
    let user = ChatMessage(.user, "Hello")
    let system = ChatMessage(.system, "Be brief")
    takesSystemMessage = (try? render([system, user], addingGenerationPrompt: true)) != nil
    let alone = Result { try render([user], addingGenerationPrompt: true) }
    let prompt =
      takesSystemMessage && (try? alone.get()) == nil
      ? try render([system, user], addingGenerationPrompt: true) : try alone.get()
    guard prompt.scalars.firstIndex(of: user.content.scalars) != nil else {
      throw Problem.templateIgnoresUser()
    }
  }

  /// Turns a conversation into a prompt.
  ///
  /// - Parameters:
  ///   - messages: The conversation.
  ///   - addingGenerationPrompt: Whether the prompt ends where the model's answer begins.
  /// - Returns: The prompt, as `apply_chat_template` renders it. It spells out its special tokens:
  ///   encode it without adding any.
  /// - Throws: `Problem` where the template refuses the conversation, for example because turns do not
  ///   alternate, where it fails, and where it computes without end.
  public func render(_ messages: [ChatMessage], addingGenerationPrompt: Bool) throws -> String {
    var variables: [String: TemplateValue] = tokens.mapValues { .text($0) }
    variables["messages"] = .list(messages.map(\.value))
    variables["add_generation_prompt"] = .bool(addingGenerationPrompt)
    // Arguments of apply_chat_template that it always hands on.
    variables["tools"] = TemplateValue.none
    variables["documents"] = TemplateValue.none
    var evaluator = TemplateEvaluator(variables: variables, budget: Self.budget(for: messages))
    do {
      _ = try evaluator.run(statements)
    } catch let refusal as TemplateEvaluator.Refusal {
      throw Problem.templateRefuses(refusal.message)
    }
    return evaluator.output
  }

  /// What is written after an assistant's answer at the end of a conversation: mostly a token that ends
  /// the turn, and a line break. Empty where the template writes nothing.
  ///
  /// - Throws: `Problem` where the template refuses a question with its answer, or changes the answer.
  public func endOfAnswer() throws -> String {
    let (user, answer) = (ChatMessage(.user, "Hello"), ChatMessage(.assistant, "Fine"))
    let text = try render([user, answer], addingGenerationPrompt: false).scalars
    guard let last = text.parts(between: answer.content.scalars).last, last.count < text.count
    else {
      throw Problem.templateIgnoresAnswer()
    }
    return String(last)
  }

  /// Far more work than the known templates need, and less than a second for short conversations.
  private static func budget(for messages: [ChatMessage]) -> Int {
    let bytes = messages.reduce(0) { $0 + $1.content.utf8.count }
    return 10_000_000 + 100_000 * messages.count + 1000 * bytes
  }
}

extension ChatMessage {
  /// The message as a template sees it.
  fileprivate var value: TemplateValue {
    .mapping([
      TemplateValue.Member(key: "role", value: .text(role.rawValue)),
      TemplateValue.Member(key: "content", value: .text(content)),
    ])
  }
}
