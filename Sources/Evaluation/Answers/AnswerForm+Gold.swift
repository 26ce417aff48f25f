import Diagnostics

extension AnswerForm {
  /// Reads the answer that a data set gives.
  ///
  /// - Parameter gold: The answer as it stands in the file.
  /// - Returns: The answer in normal form.
  /// - Throws: `Problem` if there is no answer of this form.
  public func expected(_ gold: String) throws -> ExpectedAnswer {
    switch self {
    case .gsm8k:
      guard let after = AnswerText.after("####", in: gold),
        let number = DecimalNumbers.all(in: after).first
      else { throw Problem.noAnswer(gold, expected: "a number after '####'") }
      return ExpectedAnswer(form: self, kind: .number, text: number)
    case .bbh: return try target(gold[...], of: gold)
    case .finalAnswer:
      guard let answer = AnswerText.final(in: gold) else {
        throw Problem.noAnswer(gold, expected: "an answer after 'The final answer is'")
      }
      return try target(answer, of: gold)
    case .option:
      let letters = gold.filter { !"(). \n\t".contains($0) }
      guard letters.count == 1, let letter = letters.first, letter.isASCII, letter.isLetter else {
        throw Problem.noAnswer(gold, expected: "one letter such as 'A' or '(A)'")
      }
      return ExpectedAnswer(form: self, kind: .option, text: letter.uppercased())
    case .exact:
      let text = String(AnswerText.trimmed(gold[...]))
      guard !text.isEmpty else { throw Problem.noAnswer(gold, expected: "some text") }
      return ExpectedAnswer(form: self, kind: .text, text: text)
    }
  }

  /// An answer as a target of BIG-Bench Hard has it.
  private func target(_ answer: Substring, of gold: String) throws -> ExpectedAnswer {
    let kind = ExpectedAnswer.Kind(ofTarget: String(answer))
    guard let text = kind.first(in: answer) else {
      throw Problem.noAnswer(gold, expected: "an option, a word, a number or brackets")
    }
    return ExpectedAnswer(form: self, kind: kind, text: text)
  }
}
