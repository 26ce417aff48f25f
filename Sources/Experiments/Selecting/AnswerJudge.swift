import Architectures
import Checkpoints
import Diagnostics
import Evaluation
import Execution
import JSONTree
import Tokenization
import Transformer

/// Judges the answers of a model, as it is or trained, to test examples.
struct AnswerJudge {
  let model: SelectionModel
  let test: SelectionPool
  let loaded: LoadedModel
  /// The weights that answer.
  let weights: any DecoderWeights<Float>

  /// Sets `isRight` of each result.
  ///
  /// - Parameters:
  ///   - answers: How answers are judged.
  ///   - prompts: The tokens of each example up to the response; `nil` for one whose written answer is not
  ///     asked for.
  ///   - results: Of each example.
  ///   - context: The step's context.
  /// - Throws: `Problem` if an example has no answer that can be checked; `StepInterrupted`.
  func callAsFunction(
    _ answers: ExperimentSpec.SelectionMeasure.Answers, prompts: [[Int32]?],
    _ results: inout [TestResult], _ context: StepContext
  ) throws {
    switch answers {
    case .written(let form, let tokens):
      try judge(&results, prompts, writing: form, tokens: tokens, context)
    case .choices(let column, let rule): try judge(&results, choices: column, rule, context)
    }
  }

  // MARK: Written answers

  private func judge(
    _ results: inout [TestResult], _ prompts: [[Int32]?], writing form: AnswerForm, tokens: Int,
    _ context: StepContext
  ) throws {
    let window = min(model.maxLength + tokens, loaded.decoder.contextLength)
    let decoder = Decoder<Float>(weights: weights, maxLength: window)
    let ends = loaded.checkpoint.configuration.eosTokenIDs.map { Int32($0) }
    let recipe = GenerationRecipe(maxNewTokens: tokens, stopTokens: Set(ends))
    let expected = try test.examples.map { example in
      try locating(Place(example: example.index)) { try form.expected(example.output) }
    }
    let asked = prompts.enumerated().compactMap { index, prompt in
      prompt.map { (index: index, prompt: $0) }
    }
    for start in stride(from: 0, to: asked.count, by: recipe.inStep) {
      if context.isInterrupted { throw StepInterrupted() }
      let group = asked[start..<min(start + recipe.inStep, asked.count)]
      let generations = decoder.greedy(group.map(\.prompt), recipe)
      for (index, generation) in zip(group.map(\.index), generations) {
        let text = loaded.tokenizer.decode(generation.tokens, skippingSpecialTokens: true)
        results[index].isRight = expected[index].isRight(text)
      }
      context.tell("\(group.endIndex) of \(asked.count) answers")
    }
  }

  // MARK: Choices

  /// An example whose texts do not fit the window is not judged.
  private func judge(
    _ results: inout [TestResult], choices column: String, _ rule: ChoiceScores.Rule,
    _ context: StepContext
  ) throws {
    let decoder = Decoder<Float>(weights: weights, maxLength: model.maxLength)
    for (index, example) in test.examples.enumerated() {
      if context.isInterrupted { throw StepInterrupted() }
      let question = try locating(Place(example: example.index)) {
        try self.question(example, choices: column)
      }
      if question.length <= model.maxLength {
        let losses = decoder.losses(of: [question.texts])[0]
        let scores = ChoiceScores(
          logLikelihoods: losses.map { -$0.reduce(0, +) }, tokens: losses.map(\.count),
          answer: question.answer)
        results[index].isRight = scores.isRight(rule)
      }
      if index % 16 == 15 { context.tell("\(index + 1) of \(test.examples.count) answers") }
    }
  }

  private func question(_ example: Example, choices column: String) throws -> ChoiceQuestion {
    let (choices, answer) = try example.choices(inColumn: column)
    return try ChoiceQuestion(
      prompt: try loaded.lead(of: example, prompt: model.prompt), choices: choices, answer: answer,
      tokenizer: loaded.tokenizer, addingSpecialTokens: model.prompt == .plain)
  }
}

extension Example {
  /// The texts that a model chooses among, and the place of the right one: those of the column where the
  /// response is one of them, or their letters where it is the letter of one.
  ///
  /// - Throws: `Problem` if the column is no list of texts, or the response none of them.
  func choices(inColumn column: String) throws -> (texts: [String], answer: Int) {
    let value = columns.first { $0.key == column }?.value
    guard let elements = value?.array, !elements.isEmpty else {
      throw Problem.noChoices(column, found: value)
    }
    let texts = elements.compactMap(\.string)
    guard texts.count == elements.count else { throw Problem.noChoices(column, found: value) }
    func trimmed(_ text: String) -> Substring {
      text.drop(while: \.isWhitespace).trimmingSuffix(while: \.isWhitespace)
    }
    let response = trimmed(output)
    if let place = texts.firstIndex(where: { trimmed($0) == response }) { return (texts, place) }
    let letters = texts.indices.map(choiceLetter)
    guard let place = letters.firstIndex(where: { $0 == response }) else {
      throw Problem.responseNotChosen(output, among: texts.count, column)
    }
    return (letters, place)
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
    var rest = self
    while let last = rest.last, isTrimmed(last) { rest.removeLast() }
    return rest
  }
}

extension ExperimentSpec.SelectionMeasure.Answers {
  /// A token that is written costs about as much as five that are read.
  func cost(of examples: Int) -> Double {
    switch self {
    case .written(_, let tokens): 2 * Double(examples * tokens)
    case .choices: 20 * Double(examples)
    }
  }
}

extension Problem {
  fileprivate static func noChoices(_ column: String, found: JSONValue?) -> Problem {
    Problem(
      "A test example has no choices in the column '\(column)'.", expected: "an array of texts",
      found: found.map { String($0.text().prefix(60)) } ?? "no such column",
      remedy: "Name the column by 'choices' of 'answers', or leave the example out.")
  }

  fileprivate static func responseNotChosen(
    _ response: String, among count: Int, _ column: String
  ) -> Problem {
    Problem(
      "The response of a test example is none of its choices.",
      expected: "one of the \(count) texts in '\(column)', or a letter from 'A' to "
        + "'\(choiceLetter(count - 1))'",
      found: "'\(response.prefix(60))'", remedy: "Correct the row, or leave it out.")
  }
}
