import Architectures
import Artifacts
import Diagnostics
import Execution
import JSONTree
import Transformer

/// Trains all weights on some examples of a pool and has what comes of it read the tests.
///
/// The weights themselves are not kept: the result is as small as the losses of the test examples. While it
/// trains, a draft holds weights and moments, twelve bytes a parameter, so that a run that was stopped or
/// killed goes on; it goes with the end of the training.
struct TuningStep: Step {
  static let kind = "tuning"
  static let version = 1

  let model: SelectionModel
  let pool: SelectionPool
  let rows: AdapterStep.Rows
  let recipe: FineTuningRecipe
  /// What it is for, such as `less for sums`.
  let purpose: String
  /// The tests, at least one.
  let examinations: [Examination]
  /// The seconds between drafts of the training; one of them takes seconds to write.
  var draftInterval = 600.0

  /// Creates a step that keeps one partial sum of gradients in place of several, whatever the recipe says:
  /// each is as large as the model.
  init(
    model: SelectionModel, pool: SelectionPool, rows: AdapterStep.Rows, recipe: FineTuningRecipe,
    purpose: String, examinations: [Examination]
  ) {
    (self.model, self.pool, self.rows) = (model, pool, rows)
    (self.purpose, self.examinations) = (purpose, examinations)
    var recipe = recipe
    recipe.partialGradients = 1
    self.recipe = recipe
  }

  var identity: String { "\(model.name) · all weights · \(purpose) · seed \(recipe.seed)" }

  var needs: [any Step] { model.needs + rows.needs }

  var inputs: [StepInput] {
    model.inputs + [
      rows.input, StepInput("pool", pool.digest), StepInput("training", recipe.json),
      StepInput("tests", .array(examinations.map(\.json))),
    ]
  }

  var cost: Double {
    // Updating every weight costs about what a pass over a hundred tokens does.
    let updates = rows.share * Double(pool.examples.count) / Double(recipe.batchSize)
    return Double(recipe.epochs)
      * (1.5 * rows.share * model.cost(of: pool.examples) + 100 * updates)
      + examinations.reduce(0) { $0 + $1.cost }
  }

  func run(_ context: StepContext) throws -> [UInt8] {
    let loaded = try model.model.loaded(context)
    let examples = try rows.places(in: pool, seed: recipe.seed, context, identity)
      .map { pool.examples[$0] }
    let texts = try model.tokenize(examples, endingResponses: pool.endsResponses, loaded)
      .filter { $0.predictions > 0 }
    guard !texts.isEmpty else { throw Problem.nothingScored(examples.count, of: "to train on") }
    let base = try loaded.model().weights
    let target = WeightTarget<Float>(base.design)
    var log = TrainingLog(tokensPerStep: 0, parameters: base.design.parameters.count)
    var state: FineTuningState<Parameter, Float>?
    if let draft = try context.store.draft(for: context.key).flatMap({
      TrainingDraft(bytes: $0, design: base.design)
    }) {
      (state, log) = (FineTuningState(draft.state), draft.log)
    }
    var tuner = FineTuner(
      target: target, recipe: recipe, examples: texts,
      state: try state ?? target.initialState(try resident(base, loaded)), threads: 1)
    state = nil
    try train(&tuner, &log, context)
    let weights = target.weights(tuner.state.values)
    let results = try examinations.map { examination in
      JSONMember(
        examination.name,
        try JSONDocument(
          TestResult.bytes(try examination(weights, answering: { weights }, loaded, context))
        ).root.value)
    }
    let value: JSONValue = [
      "tests": .object(results), "losses": .array(log.losses.map { .number($0) }),
    ]
    return Array(value.text(.canonical).utf8)
  }

  private func train(
    _ tuner: inout FineTuner<WeightTarget<Float>>, _ log: inout TrainingLog,
    _ context: StepContext
  ) throws {
    var drafts = DraftKeeper(context, every: draftInterval)
    while !tuner.isFinished {
      try drafts.keepIfDue {
        let state = TrainingState(tuner.state, of: tuner.target.design)
        return TrainingDraft(state: state, log: log).bytes
      }
      let record = tuner.step()
      guard record.isFinite else { throw Problem.diverged(identity, atStep: record.step) }
      log.append(loss: record.loss, learningRate: record.learningRate)
      context.tell("update \(record.step) of \(tuner.schedule.steps)")
    }
  }

  private func resident(
    _ weights: any DecoderWeights<Float>, _ loaded: LoadedModel
  ) throws -> ResidentWeights<Float> {
    try weights as? ResidentWeights<Float> ?? ResidentWeights(loaded.decoder)
  }

  /// What a step stored of one test; `nil` where it holds nothing of it.
  static func results(of examination: Examination, in bytes: [UInt8]) -> [TestResult]? {
    guard let root = try? JSONDocument(bytes).root.value,
      let found = root["tests"]?[examination.name]
    else { return nil }
    return TestResult.read(Array(found.text(.canonical).utf8))
  }
}

extension Examination {
  fileprivate var json: JSONValue {
    .object(["examples": .string(test.digest.hex), "answers": answersJSON])
  }

  /// Names it among the tests of a training.
  fileprivate var name: String { Digest(of: json).hex }
}

extension FineTuningState where Key == Parameter, Element == Float {
  fileprivate init(_ state: TrainingState<Float>) {
    var values = ParameterValues<Float>(zeros: state.weights.design)
    for parameter in values.parameters { values[parameter] = state.weights[parameter] }
    self.init(values)
    (firstMoments, secondMoments, step) = (state.firstMoments, state.secondMoments, state.step)
  }
}

extension TrainingState where Element == Float {
  fileprivate init(_ state: FineTuningState<Parameter, Float>, of design: DecoderDesign) {
    self.init(ResidentWeights(design) { state.values[$0] })
    (firstMoments, secondMoments, step) = (state.firstMoments, state.secondMoments, state.step)
  }
}
