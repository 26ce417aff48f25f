import Diagnostics

/// How a model's template turns a conversation into a prompt.
///
/// Templates are Jinja programs. They are not run but recognized, whatever their spelling: ChatML as
/// SmolLM2, Qwen2 and Qwen2.5 write it. A template that does anything else is refused.
public struct ChatTemplate: Sendable, Equatable {
  /// What the template has the system say where the conversation does not begin with it.
  public let defaultSystemMessage: String?

  /// Recognizes a template.
  ///
  /// - Parameter text: The template, as in the GGUF metadata or in `tokenizer_config.json`.
  /// - Throws: `Problem` for a template that is none of those known.
  public init(_ text: String) throws {
    guard let program = TemplateProgram(text) else { throw Problem.unknownTemplate(text) }
    for shape in Self.shapes {
      if case .yes(let message) = program.matches(shape) {
        defaultSystemMessage = message
        return
      }
    }
    throw Problem.unknownTemplate(text)
  }

  /// Turns a conversation into a prompt.
  ///
  /// - Parameters:
  ///   - messages: The conversation. Without any turn no default system message is added.
  ///   - addingGenerationPrompt: Whether the prompt ends where the model's answer begins.
  /// - Returns: The prompt, as `apply_chat_template` renders it. It spells out its special tokens:
  ///   encode it without adding any.
  public func render(_ messages: [ChatMessage], addingGenerationPrompt: Bool) -> String {
    var turns = messages
    if let defaultSystemMessage, let first = messages.first, first.role != .system {
      turns.insert(ChatMessage(.system, defaultSystemMessage), at: 0)
    }
    let text = turns.map { "<|im_start|>\($0.role.rawValue)\n\($0.content)<|im_end|>\n" }.joined()
    return addingGenerationPrompt ? text + "<|im_start|>assistant\n" : text
  }

  private static let turn =
    "{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}"
  private static let opening =
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
  private static let defaultTurn =
    "{{ '<|im_start|>system\n\(TemplateProgram.hole)<|im_end|>\n' }}"

  /// The templates known, in one of their spellings.
  private static let shapes: [TemplateProgram] = [
    "{% for message in messages %}\(turn){% endfor %}\(opening)",
    // SmolLM2 and Qwen2.
    """
    {% for message in messages %}\
    {% if loop.first and messages[0].role != 'system' %}\(defaultTurn){% endif %}\
    \(turn){% endfor %}\(opening)
    """,
    // Qwen2.5, which writes the first system turn apart from the others.
    """
    {% if tools %}{% anything %}{% else %}\
    {% if messages[0].role == 'system' %}\
    {{ '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n' }}\
    {% else %}\(defaultTurn){% endif %}{% endif %}\
    {% for message in messages %}\
    {% if (message.role == 'user') or (message.role == 'system' and not loop.first) \
    or (message.role == 'assistant' and not message.tool_calls) %}\(turn)\
    {% elif message.role == 'assistant' %}{% anything %}\
    {% elif message.role == 'tool' %}{% anything %}{% endif %}{% endfor %}\(opening)
    """,
  ].compactMap(TemplateProgram.init)
}
