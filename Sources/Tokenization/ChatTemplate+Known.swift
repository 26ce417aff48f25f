import Diagnostics

extension ChatTemplate {
  /// The names of the built-in templates.
  public static let known = [
    "chatml", "gemma", "gemma-2", "llama-2", "llama-3", "llama-3.1", "mistral", "mistral-nemo",
    "mistral-v1", "mistral-v1-system", "olmo-2", "phi-3", "tulu", "zephyr",
  ]

  /// A built-in template, written by us, whose prompts are those of the published one of that name.
  ///
  /// | Name | Prompts of | System message |
  /// |---|---|---|
  /// | `chatml` | SmolLM2, Qwen2 and Qwen2.5, without a default system message | a turn |
  /// | `gemma` | Gemma 3 | begins the first user turn |
  /// | `gemma-2` | Gemma 1 and 2 | refused |
  /// | `llama-2` | Llama 2 Chat | `<<SYS>>` in the first user turn |
  /// | `llama-3` | Llama 3 | a turn |
  /// | `llama-3.1` | Llama 3.1, 3.2 and 3.3, with their two dates | a turn, always there |
  /// | `mistral-v1` | Mistral 7B Instruct 0.2 as first published | refused |
  /// | `mistral-v1-system` | Mistral 7B Instruct 0.2 as last published | begins the first user turn |
  /// | `mistral` | Mistral 7B Instruct 0.3 | begins the last user turn |
  /// | `mistral-nemo` | Mistral Nemo | begins the last user turn |
  /// | `olmo-2` | OLMo 2 Instruct | a turn |
  /// | `phi-3` | Phi-3.5 mini and Phi-3 as last published | a turn |
  /// | `tulu` | LESS (arXiv 2402.04333), with the beginning of text that its tokenizers add | a turn |
  /// | `zephyr` | Zephyr | a turn |
  ///
  /// - Parameters:
  ///   - name: One of ``known``.
  ///   - tokens: What `bos_token` and `eos_token` stand for in the model; one that is missing is not
  ///     written.
  /// - Returns: The template.
  /// - Throws: `Problem` with the nearest spelling for another name.
  public static func named(_ name: String, tokens: [String: String] = [:]) throws -> ChatTemplate {
    guard let text = builtIn[name] else { throw Problem.unknownChatTemplate(name) }
    return try ChatTemplate(text, tokens: tokens)
  }

  /// The name of the built-in template that gives the same prompts, apart from a default system message
  /// where the conversation has none; `nil` if none does.
  public var recognizedName: String? {
    let prompts = probes(of: self)
    return Self.known.first { name in
      guard let other = try? Self.named(name, tokens: tokens) else { return false }
      return other.takesSystemMessage == takesSystemMessage && probes(of: other) == prompts
    }
  }

  /// Prompts that tell the built-in templates apart, as bytes.
  private func probes(of template: ChatTemplate) -> [[UInt8]?] {
    let system = ChatMessage(.system, " Be brief. ")
    let turns = [
      ChatMessage(.user, "Hi! "), ChatMessage(.assistant, "Yes."), ChatMessage(.user, "Why?"),
    ]
    return [turns, Array(turns.dropLast())].flatMap { turns in
      let messages = template.takesSystemMessage ? [system] + turns : turns
      return [false, true].map { adds in
        (try? template.render(messages, addingGenerationPrompt: adds)).map { Array($0.utf8) }
      }
    }
  }
}
