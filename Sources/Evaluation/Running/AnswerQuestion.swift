public import Transformer

/// A question whose answer is looked for in what a model writes.
public struct AnswerQuestion: Sendable, Hashable {
  /// The text that the model goes on from.
  public var prompt: String
  /// The answer.
  public var expected: ExpectedAnswer

  /// Creates a question.
  public init(prompt: String, expected: ExpectedAnswer) {
    self.prompt = prompt
    self.expected = expected
  }
}

/// What a model answered.
public struct GivenAnswer: Sendable, Hashable {
  /// What it wrote, up to where it was stopped.
  public let text: String
  /// The answer in it, in normal form; `nil` where there is none of the expected kind.
  public let answer: String?
  /// Whether it is the expected one.
  public let isRight: Bool
  /// The number of tokens that it wrote.
  public let tokens: Int
  /// Why it wrote no more.
  public let stop: Generation.Stop

  init(text: String, expected: ExpectedAnswer, generation: Generation) {
    self.text = text
    answer = expected.answer(in: text)
    isRight = answer == expected.text
    tokens = generation.tokens.count
    stop = generation.stop
  }
}
