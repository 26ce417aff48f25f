/// A question of GSM8K (Cobbe et al., arXiv 2110.14168).
public struct GradeSchoolQuestion: Sendable, Hashable {
  /// The question.
  public var question: String
  /// The worked solution, with the calculator's annotations `<<48/2=24>>`, and `#### 24` at its end.
  public var answer: String

  /// Creates a question.
  public init(question: String, answer: String) {
    self.question = question
    self.answer = answer
  }

  /// The solution without the calculator's annotations.
  public var solution: String { Self.withoutAnnotations(answer) }

  /// The question as a model is asked.
  ///
  /// - Parameters:
  ///   - style: How it is put.
  ///   - shots: Other questions with their solutions that stand before it, in their order.
  /// - Returns: The prompt and, for learning, the solution.
  public func prompt(_ style: PromptStyle, shots: [GradeSchoolQuestion] = []) -> EvaluationPrompt {
    let before = shots.map { "\($0.lead) \($0.solution)\n\n" }.joined()
    switch style {
    case .bare:
      let before = shots.map { "\($0.question)\n\($0.solution)\n\n" }.joined()
      return EvaluationPrompt(prompt: before + question + "\n", response: solution)
    case .plain: return EvaluationPrompt(prompt: before + lead, response: " " + solution)
    case .tulu:
      let request = shots.isEmpty ? question : before + "Question: \(question)"
      return EvaluationPrompt(prompt: PromptStyle.turn(request), response: solution)
    }
  }

  private var lead: String { "Question: \(question)\nAnswer:" }

  /// A text without what stands between `<<` and `>>`.
  static func withoutAnnotations(_ text: String) -> String {
    var (rest, kept) = (text[...], "")
    while let start = rest.firstRange(of: "<<"),
      let end = rest[start.upperBound...].firstRange(of: ">>")
    {
      kept += rest[..<start.lowerBound]
      rest = rest[end.upperBound...]
    }
    return kept + rest
  }
}
