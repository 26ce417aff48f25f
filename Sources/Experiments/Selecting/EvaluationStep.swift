import Architectures
import Artifacts
import Checkpoints
import Diagnostics
import Evaluation
import Execution
import JSONTree
import Tokenization
import Transformer

/// The losses of a model, as it is or with trained adapters, on examples that it was not trained on, and
/// whether the answers that it writes are right.
struct EvaluationStep: Step {
  static let kind = "evaluation"
  static let version = 2

  let model: SelectionModel
  /// What was trained; `nil` for the model as it is.
  let adapters: AdapterStep?
  let test: SelectionPool
  /// The name of the data set, for people.
  let testName: String
  /// How answers are judged; `nil` where none are written.
  let answers: ExperimentSpec.SelectionMeasure.Answers?

  var identity: String { "\(adapters?.identity ?? model.name) · on \(testName)" }

  var needs: [any Step] { model.needs + (adapters.map { [$0] } ?? []) }

  var inputs: [StepInput] {
    model.inputs + [StepInput("examples", test.digest)]
      + (adapters.map { [StepInput("adapters", $0.key)] } ?? [])
      + (answers.map { [StepInput("answers", $0.json)] } ?? [])
  }

  /// A token that is written costs about as much as five that are read.
  var cost: Double {
    0.4 * model.cost(of: test.examples)
      + 2 * Double(test.examples.count * (answers?.tokens ?? 0))
  }

  func run(_ context: StepContext) throws -> [UInt8] {
    let loaded = try model.model.loaded(context)
    let base = try loaded.model().weights
    var adapted: AdaptedWeights<Float>?
    if let adapters, let result = context.results.last {
      let trained = try AdapterStep.read(result, in: context.store, adapters.lora, of: base.design)
      adapted = AdaptedWeights(base, lora: adapters.lora, adapters: trained.state.values)
    }
    let decoder = Decoder<Float>(weights: adapted ?? base, maxLength: model.maxLength)
    let texts = try model.tokenize(test.examples, loaded)
    var results = texts.stacks(of: 16, tokens: SelectionModel.tokensPerPass).flatMap { stack in
      decoder.scores(
        stacked: texts[stack].map(\.tokens), scored: texts[stack].map { $0.scored.first ?? 0..<0 }
      ).map { TestResult(sum: $0.losses.reduce(0, +), tokens: $0.losses.count) }
    }
    if let answers {
      // Adapters beside the weights would be multiplied anew for every token.
      let writer: any DecoderWeights<Float> = adapted.map { $0.merged() } ?? base
      try judge(&results, answers, by: writer, prompts: texts.map(\.prompt), loaded, context)
    }
    return TestResult.bytes(results)
  }

  private func judge(
    _ results: inout [TestResult], _ answers: ExperimentSpec.SelectionMeasure.Answers,
    by weights: any DecoderWeights<Float>, prompts: [[Int32]], _ loaded: LoadedModel,
    _ context: StepContext
  ) throws {
    let window = min(model.maxLength + answers.tokens, loaded.decoder.contextLength)
    let decoder = Decoder<Float>(weights: weights, maxLength: window)
    let ends = loaded.checkpoint.configuration.eosTokenIDs.map { Int32($0) }
    let recipe = GenerationRecipe(maxNewTokens: answers.tokens, stopTokens: Set(ends))
    let expected = try test.examples.map { example in
      try locating(Place(example: example.index)) { try answers.form.expected(example.output) }
    }
    for start in stride(from: 0, to: test.examples.count, by: recipe.inStep) {
      if context.isInterrupted { throw StepInterrupted() }
      let group = start..<min(start + recipe.inStep, test.examples.count)
      for (index, generation) in zip(group, decoder.greedy(Array(prompts[group]), recipe)) {
        let text = loaded.tokenizer.decode(generation.tokens, skippingSpecialTokens: true)
        results[index].isRight = expected[index].isRight(text)
      }
      context.tell("\(group.upperBound) of \(test.examples.count) answers")
    }
  }
}

extension TrainingExample {
  /// The tokens up to the response; all where nothing of it is scored.
  var prompt: [Int32] {
    Array(tokens.prefix(scored.first.map { $0.lowerBound + 1 } ?? tokens.count))
  }
}

/// What a model makes of one test example.
struct TestResult: Sendable, Equatable {
  /// Over its response tokens, in nats.
  var sum: Double
  /// The response tokens; 0 where none fits the window.
  var tokens: Int
  /// Whether the answer that it wrote is right; `nil` where it wrote none.
  var isRight: Bool?

  /// In nats a token; `nil` where nothing is scored or the loss is not finite.
  var mean: Double? { tokens > 0 && sum.isFinite ? sum / Double(tokens) : nil }

  /// As text to store; equal results give equal bytes.
  static func bytes(_ results: [TestResult]) -> [UInt8] {
    let value: JSONValue = .array(
      results.map { result in
        let answer: [JSONValue] = result.isRight.map { [.bool($0)] } ?? []
        return .array([.finite(result.sum), .integer(result.tokens)] + answer)
      })
    return Array(value.text(.canonical).utf8)
  }

  /// Reads what `bytes` gave; `nil` for anything else.
  static func read(_ bytes: [UInt8]) -> [TestResult]? {
    guard let root = try? JSONDocument(bytes).root.value else { return nil }
    return root.array?.map {
      TestResult(
        sum: $0[0]?.double ?? .nan, tokens: $0[1]?.integer ?? 0, isRight: $0[2]?.bool)
    }
  }
}
