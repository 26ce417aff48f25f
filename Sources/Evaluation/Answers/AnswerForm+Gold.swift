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
    case .bbh:
      let kind = ExpectedAnswer.Kind(ofTarget: gold)
      guard let text = kind.first(in: gold[...]) else {
        throw Problem.noAnswer(gold, expected: "an option, a word, a number or brackets")
      }
      return ExpectedAnswer(form: self, kind: kind, text: text)
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
}
