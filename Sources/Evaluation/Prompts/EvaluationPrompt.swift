/// What a model is asked, and what it would answer.
public struct EvaluationPrompt: Sendable, Hashable {
  /// The text that the model goes on from.
  public var prompt: String
  /// How it would go on; with the prompt an example to learn from.
  public var response: String

  /// Creates a prompt.
  public init(prompt: String, response: String) {
    self.prompt = prompt
    self.response = response
  }
}

/// How a question is put.
public enum PromptStyle: String, Sendable, Hashable, CaseIterable {
  /// The question, a line break, then the response.
  case bare
  /// As a page of questions and answers, for models that were not taught to answer.
  case plain
  /// A turn of a user and one of an assistant under the plain-text tags of Tulu, as LESS has its prompts
  /// (Xia et al., arXiv 2402.04333).
  case tulu

  /// A user's turn and the head of the assistant's.
  static func turn(_ request: String) -> String { "<|user|>\n\(request)\n<|assistant|>\n" }
}
