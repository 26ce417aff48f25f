import Diagnostics
public import Tokenization
public import Transformer

/// A question that a model answers by which of several texts it finds likeliest.
public struct ChoiceQuestion: Sendable, Equatable {
  /// The prompt and the choices as tokens.
  public let texts: Continuations
  /// The place of the right one among the choices.
  public let answer: Int

  /// Creates a question from tokens.
  ///
  /// - Parameters:
  ///   - texts: The prompt and the choices, at least one.
  ///   - answer: The place of the right one among the choices.
  public init(texts: Continuations, answer: Int) {
    precondition(texts.choices.indices.contains(answer), "no choice \(answer)")
    self.texts = texts
    self.answer = answer
  }

  /// Creates a question from texts.
  ///
  /// Prompt and choice are one text to the tokenizer. What all choices have before them are the tokens that
  /// lie in the prompt alone and are the same for all; a token that reaches from the prompt into a choice
  /// belongs to the choice.
  ///
  /// - Parameters:
  ///   - prompt: The text before all choices.
  ///   - choices: How it may go on, at least one.
  ///   - answer: The place of the right one among the choices.
  ///   - tokenizer: The model's.
  ///   - addingSpecialTokens: Whether the tokenizer puts its own tokens before the text; not where a chat
  ///     template has spelled them out.
  /// - Throws: `Problem` if there is no token before or of a choice, or of the tokenizer.
  public init(
    prompt: String, choices: [String], answer: Int, tokenizer: Tokenizer,
    addingSpecialTokens: Bool = true
  ) throws {
    let count = prompt.utf8.count
    let encodings = try choices.map {
      try tokenizer.openTokens(prompt + $0, addingSpecialTokens: addingSpecialTokens)
    }
    guard let first = encodings.first else { throw Problem.noChoice("\(answer)", choices: 0) }
    var shared = first.prefix { $0.end <= count }.map(\.id)
    for encoding in encodings {
      let own = zip(encoding, shared).prefix { $0.0.end <= count && $0.0.id == $0.1 }
      shared = Array(shared.prefix(own.count))
    }
    for (encoding, choice) in zip(encodings, choices) where encoding.count == shared.count {
      throw Problem.emptyChoice(choice)
    }
    guard !shared.isEmpty else { throw Problem.emptyPrompt(example: 0) }
    self.init(
      texts: Continuations(
        prefix: shared, choices: encodings.map { $0.dropFirst(shared.count).map(\.id) }),
      answer: answer)
  }

  /// The longest text, in tokens.
  public var length: Int { texts.prefix.count + (texts.choices.map(\.count).max() ?? 0) }
}
