import Artifacts
import Evaluation
import Execution
import JSONTree
import Transformer

/// What a model makes of test examples: losses, and whether its answers are right.
struct Examination: Sendable {
  let model: SelectionModel
  let test: SelectionPool
  /// The name of the data set, for people.
  let testName: String
  /// How answers are judged; `nil` where none are asked for.
  let answers: ExperimentSpec.SelectionMeasure.Answers?

  /// Answers cost what `AnswerJudge` says, losses a pass forward.
  var cost: Double {
    0.4 * model.cost(of: test.examples) + (answers?.cost(of: test.examples.count) ?? 0)
  }

  /// What decides how answers are judged, besides requests and responses; `nil` where none are asked for.
  var answersJSON: JSONValue? {
    guard let answers else { return nil }
    let more: JSONMember
    switch answers {
    case .written: more = JSONMember("ofCutRequests", "none")
    case .choices(let column, _):
      let choices = test.examples.map { example in
        example.columns.first { $0.key == column }?.value ?? .null
      }
      more = JSONMember("values", .string(Digest(of: .array(choices)).hex))
    }
    return .object((answers.json.members ?? []) + [more])
  }

  /// Reads the examples.
  ///
  /// - Parameters:
  ///   - weights: The weights that read.
  ///   - answering: The same weights as they answer best; asked for where they do.
  ///   - loaded: The model, for its tokenizer.
  ///   - context: The step's context.
  /// - Returns: A result an example, in their order.
  /// - Throws: `Problem` if an example has no answer that can be checked; `StepInterrupted`.
  func callAsFunction(
    _ weights: any DecoderWeights<Float>, answering: () -> any DecoderWeights<Float>,
    _ loaded: LoadedModel, _ context: StepContext
  ) throws -> [TestResult] {
    let decoder = Decoder<Float>(weights: weights, maxLength: model.maxLength)
    let texts = try model.tokenize(test, loaded)
    var results = texts.scores(by: decoder).map {
      TestResult(sum: $0.losses.reduce(0, +), tokens: $0.losses.count)
    }
    if let answers {
      let judge = AnswerJudge(model: model, test: test, loaded: loaded, weights: answering())
      // Of a request that fills the window no answer is asked, as no loss is taken.
      let prompts = texts.map { $0.predictions > 0 ? $0.prompt : nil }
      try judge(answers, prompts: prompts, &results, context)
    }
    return results
  }
}
