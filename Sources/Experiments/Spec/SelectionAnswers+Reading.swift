import Diagnostics
import Evaluation
import JSONTree

extension Reader<ExperimentSpec.SelectionMeasure.Answers> {
  /// What a specification calls the form of answers.
  private struct Form: RawRepresentable, CaseIterable {
    let rawValue: String

    static var allCases: [Form] {
      (AnswerForm.allCases.map(\.rawValue) + ["choices"]).map { Form(rawValue: $0) }
    }

    /// That of answers that are written; `nil` for choices.
    var written: AnswerForm? { AnswerForm(rawValue: rawValue) }
  }

  static var answers: Reader {
    .object("the answers") { object in
      let form: Form? = object.required("form", .choice)
      let tokens = object.optional("tokens", .integer(from: 1, to: 4096), default: 256)
      let column = object.optional("choices", .text, default: "choices")
      let rule = object.optional("by", .choice, default: ChoiceScores.Rule.sum)
      guard let form, let tokens, let column, let rule else { return nil }
      if let written = form.written {
        for key in ["choices", "by"] where object.has(key) {
          object.report(
            .withoutEffect(key, because: "answers are written, not chosen"), at: key)
        }
        return .written(written, tokens: tokens)
      }
      if object.has("tokens") {
        object.report(
          .withoutEffect("tokens", because: "answers are chosen, not written"), at: "tokens")
      }
      return .choices(column: column, by: rule)
    }
  }
}
