import Diagnostics

/// A row of MMLU (Hendrycks et al., arXiv 2009.03300): a question and its choices.
public struct SubjectQuestion: Sendable, Hashable {
  /// The subject as its file is named, such as `abstract_algebra`.
  public let subject: String
  /// The question.
  public let question: String
  /// The choices, for the letters from A.
  public let choices: [String]
  /// The place of the right one among the choices.
  public let answer: Int

  /// Creates a question from a row.
  ///
  /// - Parameters:
  ///   - subject: The subject, words joined by underscores or spaces; empty for none.
  ///   - question: The question.
  ///   - choices: The choices, mostly four.
  ///   - answer: The letter of the right one.
  /// - Throws: `Problem` if there is no choice of that letter.
  public init(subject: String, question: String, choices: [String], answer: String) throws {
    guard let place = choices.indices.first(where: { choiceLetter($0) == answer }) else {
      throw Problem.noChoice(answer, choices: choices.count)
    }
    self.subject = subject
    self.question = question
    self.choices = choices
    self.answer = place
  }

  /// The question as a model is asked; it answers with a space and a letter.
  ///
  /// - Parameters:
  ///   - style: `tulu` as LESS has it, whose assistant begins with `The answer is:`; `plain` and `bare` as
  ///     MMLU's authors have it, which ends with `Answer:`.
  ///   - shots: Questions with their answers that stand before it, of the same subject.
  /// - Returns: The prompt, and the letter after a space.
  public func prompt(
    _ style: PromptStyle, shots: [SubjectQuestion] = []
  ) -> EvaluationPrompt {
    // The authors' code puts a space before each word of the subject, hence two of them.
    let words = subject.split { $0 == "_" || $0 == " " }.map { " " + $0 }.joined()
    let head =
      words.isEmpty
      ? "" : "The following are multiple choice questions (with answers) about \(words).\n\n"
    let request = head + shots.map { "\($0.body)\($0.response)\n\n" }.joined() + body
    return EvaluationPrompt(
      prompt: style == .tulu ? PromptStyle.turn(request) + "The answer is:" : request,
      response: response)
  }

  /// The responses of all choices, in their order.
  public var responses: [String] { choices.indices.map { " " + choiceLetter($0) } }

  private var response: String { " " + choiceLetter(answer) }

  private var body: String {
    question + "\n"
      + choices.enumerated().map { "\(choiceLetter($0)). \($1)\n" }.joined() + "Answer:"
  }
}

/// A, B, … of a choice, by its place from 0.
public func choiceLetter(_ place: Int) -> String {
  place < 26 ? String(UnicodeScalar(UInt8(ascii: "A") + UInt8(place))) : String(place + 1)
}
