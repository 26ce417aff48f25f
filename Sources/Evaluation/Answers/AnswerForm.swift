/// How the answers of a data set are written, and how they are found in what a model writes.
public enum AnswerForm: String, Sendable, Hashable, CaseIterable {
  /// Grade-school mathematics (Cobbe et al., arXiv 2110.14168): a worked solution that ends with `#### 42`.
  ///
  /// In a generation the first number after the first `####`, else after the first "the answer is", else
  /// the last number of all.
  case gsm8k
  /// BIG-Bench Hard (Suzgun et al., arXiv 2210.09261): an option `(A)`, Yes or No, True or False, a number,
  /// brackets or words, as the target has it.
  ///
  /// In a generation what follows the first "the answer is" in its line, else the whole; read as the
  /// target's kind of answer. Upper and lower case do not differ, a full stop at the end does not count.
  case bbh
  /// A worked solution that says "The final answer is 42", or "the answer is 42", and whose answer may be
  /// anything that a target of BIG-Bench Hard may be.
  ///
  /// In a generation what follows the first such words in its line, else the whole; read as the solution's
  /// kind of answer.
  case finalAnswer
  /// A letter, alone or in brackets, that stands for one of several choices.
  ///
  /// In a generation the first such letter after "the answer is", else the first of all.
  case option
  /// The whole text without white space around it.
  case exact
}

/// The answer to a question in normal form, and what it looks like.
public struct ExpectedAnswer: Sendable, Hashable {
  /// What an answer looks like.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A number, in normal form.
    case number
    /// The upper-case letter of an option, without brackets.
    case option
    /// One lower-case word of a pair: yes and no, true and false, valid and invalid.
    case verdict
    /// Opening and closing brackets, without spaces.
    case brackets
    /// Lower-case words with one space between them, without commas.
    case words
    /// A text as it stands.
    case text
  }

  /// How the answers of the data set are written.
  public let form: AnswerForm
  /// What the answer looks like.
  public let kind: Kind
  /// The answer, in the normal form of its kind.
  public let text: String

  init(form: AnswerForm, kind: Kind, text: String) {
    (self.form, self.kind, self.text) = (form, kind, text)
  }

  /// Whether what a model wrote has this answer.
  public func isRight(_ generation: String) -> Bool { answer(in: generation) == text }

  /// The answer that a model gives, in normal form; `nil` where it gives none of this kind.
  public func answer(in generation: String) -> String? {
    let marked = AnswerText.after("the answer is", in: generation)
    switch form {
    case .gsm8k:
      for text in [AnswerText.after("####", in: generation), marked].compactMap({ $0 }) {
        if let number = DecimalNumbers.all(in: text).first { return number }
      }
      return DecimalNumbers.all(in: generation).last
    case .bbh: return kind.first(in: marked.map(AnswerText.line) ?? generation[...])
    case .finalAnswer: return kind.first(in: AnswerText.final(in: generation) ?? generation[...])
    case .option: return kind.first(in: marked ?? generation[...])
    case .exact: return String(AnswerText.trimmed(generation[...]))
    }
  }
}
