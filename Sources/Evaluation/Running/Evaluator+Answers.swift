import Diagnostics
public import Tokenization
public import Transformer

extension Evaluator {
  /// Lets the model write an answer to each question, and looks for the expected one in it.
  ///
  /// - Parameters:
  ///   - questions: The questions.
  ///   - tokenizer: The model's.
  ///   - recipe: When to stop.
  ///   - stopTexts: Texts that end an answer and are no part of it, such as the head of the next question;
  ///     none of them empty.
  /// - Returns: The answers, in order.
  /// - Throws: `Problem` if a prompt has no token or too many for the model, or of the tokenizer.
  public func answers(
    to questions: [AnswerQuestion], tokenizer: Tokenizer, _ recipe: GenerationRecipe,
    stopTexts: [String] = []
  ) throws -> [GivenAnswer] {
    precondition(stopTexts.allSatisfy { !$0.isEmpty }, "an empty text ends nothing")
    let prompts = try questions.map { try tokenizer.openTokens($0.prompt).map(\.id) }
    let found = try generations(of: prompts, recipe) { _, tokens in
      tokenizer.decode(tokens, skippingSpecialTokens: true).end(before: stopTexts) != nil
    }
    return zip(questions, found).map { question, generation in
      let text = tokenizer.decode(generation.tokens, skippingSpecialTokens: true)
      return GivenAnswer(
        text: String(text[..<(text.end(before: stopTexts) ?? text.endIndex)]),
        expected: question.expected, generation: generation)
    }
  }
}

extension String {
  /// Where the first of some texts begins; `nil` if none is there.
  fileprivate func end(before texts: [String]) -> Index? {
    texts.compactMap { firstRange(of: $0)?.lowerBound }.min()
  }
}
