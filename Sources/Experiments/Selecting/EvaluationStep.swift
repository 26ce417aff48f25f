import Artifacts
import Diagnostics
import Evaluation
import Execution
import JSONTree
import Transformer

/// The losses of a model, as it is or trained, on examples that it was not trained on, and whether its
/// answers are right.
struct EvaluationStep: Step {
  static let kind = "evaluation"
  static let version = 2

  /// What was trained.
  enum Trained: Sendable {
    /// Adapters beside the weights.
    case adapters(AdapterStep)
    /// All weights, which have read the examples already: they are not stored.
    case weights(TuningStep)

    var step: any Step {
      switch self {
      case .adapters(let step): step
      case .weights(let step): step
      }
    }
  }

  let examination: Examination
  /// What was trained; `nil` for the model as it is.
  let trained: Trained?

  var model: SelectionModel { examination.model }

  var identity: String { "\(trained?.step.identity ?? model.name) · on \(examination.testName)" }

  var needs: [any Step] { model.needs + (trained.map { [$0.step] } ?? []) }

  var inputs: [StepInput] {
    let source: [StepInput] =
      switch trained {
      case nil: []
      case .adapters(let step): [StepInput("adapters", step.key)]
      case .weights(let step): [StepInput("weights", step.key)]
      }
    return model.inputs + [StepInput("examples", examination.test.digest)] + source
      + (examination.answersJSON.map { [StepInput("answers", $0)] } ?? [])
  }

  var cost: Double { if case .weights = trained { 1 } else { examination.cost } }

  func run(_ context: StepContext) throws -> [UInt8] {
    let loaded = try model.model.loaded(context)
    switch trained {
    case .weights:
      guard let result = context.results.last,
        let found = TuningStep.results(of: examination, in: try context.store.bytes(of: result))
      else { throw Problem.damagedResult(identity) }
      return TestResult.bytes(found)
    case .adapters(let step):
      let base = try loaded.model().weights
      guard let result = context.results.last else { preconditionFailure("no adapters") }
      let state = try AdapterStep.read(result, in: context.store, step.lora, of: base.design).state
      let adapted = AdaptedWeights(base, lora: step.lora, adapters: state.values)
      // Adapters beside the weights would be multiplied anew for every token that is written.
      return TestResult.bytes(
        try examination(adapted, answering: { adapted.merged() }, loaded, context))
    case nil:
      let base = try loaded.model().weights
      return TestResult.bytes(try examination(base, answering: { base }, loaded, context))
    }
  }
}

extension TrainingExample {
  /// The tokens up to the response; all where nothing of it is scored.
  var prompt: [Int32] {
    Array(tokens.prefix(scored.first.map { $0.lowerBound + 1 } ?? tokens.count))
  }
}
