import Diagnostics

/// The worked examples of one task of BIG-Bench Hard (Suzgun et al., arXiv 2210.09261).
public struct HardTaskPrompts: Sendable, Hashable {
  /// What the task is.
  public let description: String
  /// The three worked examples: a question with its `Q: `, and what follows `A:`.
  public let examples: [EvaluationPrompt]

  /// Reads a task's file of chain-of-thought prompts.
  ///
  /// What stands above a line of dashes is a note to those who collect texts and is left out. Of the pieces
  /// between blank lines the last three are the worked examples, all before them the description.
  ///
  /// - Parameter text: The content of the file.
  /// - Throws: `Problem` if there are no three worked examples.
  public init(_ text: String) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let dashes = lines.firstIndex { $0.count >= 5 && $0.allSatisfy { $0 == "-" } }
    let pieces = lines[(dashes.map { $0 + 1 } ?? 0)...]
      .split { $0.allSatisfy(\.isWhitespace) }.map { $0.joined(separator: "\n") }
    let worked = pieces.suffix(3).compactMap(Self.worked)
    guard worked.count == 3 else { throw Problem.unpromptedExamples(worked.count) }
    examples = worked
    description = pieces.dropLast(3).joined(separator: "\n\n")
  }

  private static func worked(_ piece: String) -> EvaluationPrompt? {
    guard piece.hasPrefix("Q:"), let answer = piece.firstRange(of: "\nA:") else { return nil }
    return EvaluationPrompt(
      prompt: String(piece[..<answer.lowerBound]), response: String(piece[answer.upperBound...]))
  }

  /// A question of the task as a model is asked, after worked examples.
  ///
  /// - Parameters:
  ///   - input: The question as the data set has it.
  ///   - target: Its answer.
  ///   - style: How it is put; `bare` is as `plain`.
  ///   - shots: How many of the worked examples stand before it, from 0 to 3.
  /// - Returns: The prompt, up to `A:`, and the answer.
  public func prompt(
    _ input: String, target: String, _ style: PromptStyle, shots: Int = 3
  ) -> EvaluationPrompt {
    precondition((0...examples.count).contains(shots), "\(shots) of \(examples.count) examples")
    return prompt(
      "Q: \(input)", response: " \(target)", after: Array(examples.prefix(shots)), style)
  }

  /// The worked examples as LESS has them for targets: each after the two others, with its chain of
  /// thought as what is learned.
  public func targets(_ style: PromptStyle = .tulu) -> [EvaluationPrompt] {
    examples.indices.map { own in
      let others = examples.indices.filter { $0 != own }.map { examples[$0] }
      return prompt(examples[own].prompt, response: examples[own].response, after: others, style)
    }
  }

  private func prompt(
    _ question: String, response: String, after shots: [EvaluationPrompt], _ style: PromptStyle
  ) -> EvaluationPrompt {
    let worked = shots.map { "\($0.prompt)\nA:\($0.response)\n\n" }.joined()
    let request = (description.isEmpty ? "" : description + "\n\n") + worked + question
    let lead = style == .tulu ? PromptStyle.turn(request) : request + "\n"
    return EvaluationPrompt(prompt: lead + "A:", response: response)
  }
}
