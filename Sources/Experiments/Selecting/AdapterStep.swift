import Artifacts
import DataSelection
import Diagnostics
import Execution
import JSONTree
import LinearAlgebra
import Statistics
import Transformer

/// Trains adapters on some examples of a pool: a draw, a choice or a mixture.
///
/// A warmup has one step an epoch, each going on from the one before, because every epoch's adapters and
/// moments are read later; what trains on a selection has one step for all epochs.
struct AdapterStep: Step {
  static let kind = "adapters"
  static let version = 1

  /// Which examples of the pool are trained on.
  enum Rows: Sendable {
    /// The first ⌊part · n⌋ of an order that the seed draws, at least 1.
    case drawn(part: Double)
    /// Those that a ranking chose.
    case chosen(RankingStep)
    /// Those of a mixture, any of them several times.
    case mixed(MixtureStep)
    /// All.
    case all
  }

  let model: SelectionModel
  let pool: SelectionPool
  let rows: Rows
  let lora: LoRADesign
  /// How all epochs together are trained.
  let recipe: FineTuningRecipe
  /// The last epoch of this step, from 1.
  let epoch: Int
  /// What it is for, such as `warmup` or `less for sums`.
  let purpose: String
  /// Trainings on mixtures that may turn out to have the same rows: the result is then theirs.
  var twins: [AdapterStep] = []
  /// The seconds between drafts of the training.
  var draftInterval = 60.0

  /// Whether it ends before the training does.
  var isPart: Bool { if case .drawn = rows { true } else { false } }

  /// The step of the epoch before.
  var previous: AdapterStep? {
    guard isPart, epoch > 1 else { return nil }
    return AdapterStep(
      model: model, pool: pool, rows: rows, lora: lora, recipe: recipe, epoch: epoch - 1,
      purpose: purpose)
  }

  var identity: String {
    let name = "\(model.name) · \(purpose) · seed \(recipe.seed)"
    return isPart ? "\(name) · epoch \(epoch)" : name
  }

  var needs: [any Step] {
    model.needs + (previous.map { [$0] } ?? [])
      + twins.flatMap { $0.rows.needs + [$0] } + rows.needs
  }

  var inputs: [StepInput] {
    model.inputs + [
      rows.input, StepInput("pool", pool.digest), StepInput("adapter", lora.json),
      StepInput("training", recipe.json), StepInput("epoch", .integer(epoch)),
    ]
  }

  /// A pass forward and backward for every example and epoch.
  var cost: Double {
    1.2 * rows.share * Double(isPart ? 1 : epoch) * model.cost(of: pool.examples)
  }

  func run(_ context: StepContext) throws -> [UInt8] {
    if let found = try twin(context) { return found }
    let loaded = try model.model.loaded(context)
    let examples = try rows.places(in: pool, seed: recipe.seed, context, identity)
      .map { pool.examples[$0] }
    let texts = try model.tokenize(examples, endingResponses: pool.endsResponses, loaded)
      .filter { $0.predictions > 0 }
    guard !texts.isEmpty else { throw Problem.nothingScored(examples.count, of: "to train on") }
    let target = AdapterTarget(try loaded.model().weights, lora: lora)
    var artifact = try begin(context, target)
    var tuner = FineTuner(
      target: target, recipe: recipe, examples: texts, state: artifact.state, threads: 1)
    artifact = AdapterArtifact(state: tuner.state, log: artifact.log)
    var drafts = DraftKeeper(context, every: draftInterval)
    while !tuner.isFinished, tuner.epoch < epoch {
      try drafts.keepIfDue {
        artifact.state = tuner.state
        return artifact.bytes(lora, of: target.design, keepsMoments: true)
      }
      let record = tuner.step()
      guard record.isFinite else { throw Problem.diverged(identity, atStep: record.step) }
      artifact.log.append(.init(loss: record.loss, learningRate: record.learningRate))
      context.tell("update \(record.step) of \(tuner.schedule.steps)")
    }
    artifact.state = tuner.state
    return artifact.bytes(lora, of: target.design, keepsMoments: isPart)
  }

  /// What a twin with the same rows was trained to; `nil` where there is none.
  private func twin(_ context: StepContext) throws -> [UInt8]? {
    guard case .mixed(let mixture) = rows else { return nil }
    let own = try mixture.result(context.results.last, in: context.store).rows
    for (index, twin) in twins.enumerated() {
      guard case .mixed(let other) = twin.rows else { continue }
      let place = model.needs.count + 2 * index
      if try other.result(context.results[place], in: context.store).rows == own {
        return try context.store.bytes(of: context.results[place + 1])
      }
    }
    return nil
  }

  /// The draft that was kept, the epoch before, or adapters that change nothing yet.
  private func begin(
    _ context: StepContext, _ target: AdapterTarget<Float>
  ) throws -> AdapterArtifact {
    if let draft = try context.store.draft(for: context.key),
      let artifact = AdapterArtifact(bytes: draft, lora, of: target.design)
    {
      return artifact
    }
    guard previous != nil else {
      return AdapterArtifact(state: target.initialState(seed: recipe.seed))
    }
    return try Self.read(
      context.results[model.needs.count], in: context.store, lora, of: target.design)
  }

  /// Reads the result of a step.
  ///
  /// - Throws: `Problem` if it is damaged, or the store does not work.
  static func read(
    _ result: Digest, in store: Store, _ lora: LoRADesign, of design: DecoderDesign
  ) throws -> AdapterArtifact {
    guard let artifact = AdapterArtifact(bytes: try store.bytes(of: result), lora, of: design)
    else { throw Problem.damagedResult(result.short) }
    return artifact
  }

  /// The mean learning rate of each epoch up to this one, as recorded in the step's result.
  ///
  /// - Throws: `Problem` if the result is damaged, or the store does not work.
  func weights(recordedIn result: Digest, of store: Store, _ identity: String) throws -> [Double] {
    guard let notes = AdapterArtifact.notes(inBytes: try store.bytes(of: result)),
      !notes.isEmpty, notes.count.isMultiple(of: epoch)
    else { throw Problem.damagedResult(identity) }
    let steps = notes.count / epoch
    return checkpointWeights(
      learningRates: (0..<epoch).map { part in
        notes[part * steps..<(part + 1) * steps].map(\.learningRate)
      })
  }
}

extension AdapterStep.Rows {
  /// The steps that decide which they are.
  var needs: [any Step] {
    switch self {
    case .chosen(let ranking): [ranking]
    case .mixed(let mixture): [mixture]
    case .drawn, .all: []
    }
  }

  /// What decides which they are.
  var input: StepInput {
    switch self {
    case .drawn(let part): StepInput("part", .number(part))
    case .chosen(let ranking): StepInput("ranking", ranking.key)
    case .mixed(let mixture): StepInput("mixture", mixture.key)
    case .all: StepInput("part", .number(1))
    }
  }

  /// The part of the pool.
  var share: Double {
    switch self {
    case .drawn(let part): part
    case .chosen(let ranking): ranking.share
    case .mixed(let mixture): mixture.share
    case .all: 1
    }
  }

  /// Their places in a pool.
  ///
  /// - Parameters:
  ///   - pool: The pool.
  ///   - seed: What is drawn by.
  ///   - context: That of a step whose last need is the ranking or the mixture, where one decides.
  ///   - identity: The step's, for people.
  /// - Returns: The places, in the order of the rows.
  /// - Throws: `Problem` if the ranking or the mixture is damaged.
  func places(
    in pool: SelectionPool, seed: UInt64, _ context: StepContext, _ identity: String
  ) throws -> [Int] {
    switch self {
    case .all: return Array(pool.examples.indices)
    case .drawn(let part):
      let count = max(1, Int((part * Double(pool.examples.count)).rounded(.down)))
      let order = randomOrder(of: pool.examples.count, seed: Seed("warmup", String(seed)))
      return Array(order.prefix(count))
    case .chosen:
      guard let digest = context.results.last,
        let ranking = Ranking(bytes: try context.store.bytes(of: digest))
      else { throw Problem.damagedResult(identity) }
      return ranking.chosen
    case .mixed(let mixture):
      return try mixture.result(context.results.last, in: context.store).places(in: pool)
    }
  }
}

extension Problem {
  static func diverged(_ identity: String, atStep step: Int) -> Problem {
    Problem(
      "The training '\(identity)' has no finite loss at update \(step).",
      expected: "finite losses and gradients", remedy: "Lower 'learningRate'.")
  }

  /// No response of some examples fits the window.
  static func nothingScored(_ count: Int, of what: String) -> Problem {
    Problem(
      "None of the \(count) examples \(what) has a response within the window.",
      expected: "at least one scored token",
      remedy: "Raise 'maxLength' in /measure, or leave out examples with long requests.")
  }
}

extension LoRADesign {
  var json: JSONValue {
    let projections = Projection.allCases.filter(projections.contains)
    return [
      "rank": .integer(rank), "alpha": .number(alpha), "dropout": .number(dropout),
      "projections": .strings(projections.map { "\($0)" }),
    ]
  }
}

extension FineTuningRecipe {
  /// The recipe as a step trains by it: on one thread, beside other steps, with short texts stacked.
  var stacked: FineTuningRecipe {
    var recipe = self
    (recipe.partialGradients, recipe.examplesPerPass) = (1, 16)
    recipe.tokensPerPass = SelectionModel.tokensPerPass
    return recipe
  }

  /// All that decides a training but the threads.
  var json: JSONValue {
    let more: KeyValuePairs<String, JSONValue?> = [
      "beta1": .number(beta1), "beta2": .number(beta2), "epsilon": .number(epsilon),
      "clip": gradientClip.map { .number($0) }, "mean": .word(mean),
      "seed": .integer(Int(seed)), "parts": .integer(partialGradients),
      "examplesPerPass": .integer(examplesPerPass),
      "tokensPerPass": tokensPerPass.map { .integer($0) },
    ]
    return .object(
      (specified.members ?? [])
        + more.compactMap { key, value in
          value.map { JSONMember(key, $0) }
        })
  }
}
