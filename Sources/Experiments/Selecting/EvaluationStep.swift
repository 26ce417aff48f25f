import Artifacts
import Diagnostics
import Execution
import JSONTree
import Transformer

/// The losses of a model, as it is or with trained adapters, on examples that it was not trained on.
struct EvaluationStep: Step {
  static let kind = "evaluation"
  static let version = 1

  let model: SelectionModel
  /// What was trained; `nil` for the model as it is.
  let adapters: AdapterStep?
  let test: SelectionPool
  /// The name of the data set, for people.
  let testName: String

  var identity: String { "\(adapters?.identity ?? model.name) · on \(testName)" }

  var needs: [any Step] { model.needs + (adapters.map { [$0] } ?? []) }

  var inputs: [StepInput] {
    model.inputs + [StepInput("examples", test.digest)]
      + (adapters.map { [StepInput("adapters", $0.key)] } ?? [])
  }

  var cost: Double { 0.4 * model.cost(of: test.examples) }

  func run(_ context: StepContext) throws -> [UInt8] {
    let loaded = try model.model.loaded(context)
    var weights = try loaded.model().weights
    if let adapters, let result = context.results.last {
      let trained = try AdapterStep.read(
        result, in: context.store, adapters.lora, of: weights.design)
      weights = AdaptedWeights(weights, lora: adapters.lora, adapters: trained.state.values)
    }
    let decoder = Decoder(weights: weights, maxLength: model.maxLength)
    let texts = try model.tokenize(test.examples, loaded)
    let losses = texts.map { text -> TestLoss in
      let scored = text.scored.first ?? 0..<0
      let scores = decoder.scores(inStep: [text.tokens], scored: [scored])[0]
      return TestLoss(sum: scores.losses.reduce(0, +), tokens: scores.losses.count)
    }
    return TestLoss.bytes(losses)
  }
}

/// The loss of one example.
struct TestLoss: Sendable, Equatable {
  /// Over its response tokens, in nats.
  var sum: Double
  /// The response tokens; 0 where none fits the window.
  var tokens: Int

  /// In nats a token; `nil` where nothing is scored or the loss is not finite.
  var mean: Double? { tokens > 0 && sum.isFinite ? sum / Double(tokens) : nil }

  /// As text to store; equal losses give equal bytes.
  static func bytes(_ losses: [TestLoss]) -> [UInt8] {
    let value: JSONValue = .array(losses.map { [.finite($0.sum), .integer($0.tokens)] })
    return Array(value.text(.canonical).utf8)
  }

  /// Reads what `bytes` gave; `nil` for anything else.
  static func read(_ bytes: [UInt8]) -> [TestLoss]? {
    guard let root = try? JSONDocument(bytes).root.value else { return nil }
    return root.array?.map { TestLoss(sum: $0[0]?.double ?? .nan, tokens: $0[1]?.integer ?? 0) }
  }
}
