import Tensors

/// Trains adapters, or all weights, on examples of which some tokens are scored.
///
/// The gradient of a batch is made of a number of partial sums that the recipe fixes; each is computed by
/// one thread with products on that thread alone (`NumericEnvironment.useOneThreadPerProduct`), and they
/// are added in order. So the bits do not depend on the number of threads. Examples go through the
/// decoder a few at a time, so that a batch costs time, not memory: gradients are always accumulated.
public struct FineTuner<Target: TrainingTarget>: Sendable {
  /// The trained parameters, their moments and the number of updates.
  public typealias State = FineTuningState<Target.Key, Target.Element>

  /// What is trained.
  public let target: Target
  /// The recipe.
  public let recipe: FineTuningRecipe
  /// The learning rate of each update.
  public let schedule: LearningRateSchedule
  /// What is trained, its moments and the number of updates so far.
  ///
  /// They are changed in place; whoever holds a copy during `step` makes it copy them first.
  public private(set) var state: State
  private let examples: [TrainingExample]
  private let threads: Int
  private let tables: RotaryTables<Target.Element>
  private var lanes: [FineTuningLane<Target>]
  /// The parameters, the largest first, so that threads end at about the same time.
  private let order: [Int]

  /// Creates a tuner.
  ///
  /// - Parameters:
  ///   - target: What is trained.
  ///   - recipe: How.
  ///   - examples: The examples, at least one, each with at least one scored token.
  ///   - state: What to go on from: a target's initial state, or that of an earlier run of the same
  ///     recipe, target and examples.
  ///   - threads: The threads to work with, at least 1.
  public init(
    target: Target, recipe: FineTuningRecipe, examples: [TrainingExample], state: State,
    threads: Int
  ) {
    recipe.check()
    precondition(threads >= 1, "\(threads) threads")
    precondition(!examples.isEmpty, "no example")
    for (index, example) in examples.enumerated() {
      precondition(example.predictions > 0, "example \(index) has no scored token")
    }
    self.target = target
    self.recipe = recipe
    self.examples = examples
    self.state = state
    self.threads = threads
    schedule = recipe.schedule(examples: examples.count)
    tables = RotaryTables(
      design: target.design, maxLength: examples.reduce(0) { max($0, $1.tokens.count) })
    lanes = (0..<recipe.partialGradients).map { _ in FineTuningLane(target) }
    let sizes = state.values.matrices.map(\.values.count)
    order = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    precondition(
      lanes[0].accumulator.sums.parameters == state.values.parameters, "a state of another target")
  }

  /// The epochs that are done.
  public var epoch: Int { state.step / recipe.stepsPerEpoch(examples: examples.count) }

  /// Whether all updates are done.
  public var isFinished: Bool { state.step >= schedule.steps }

  /// Does the updates up to the end of the epoch that is under way.
  ///
  /// - Parameter report: Told of each update.
  /// - Returns: Whether every loss and gradient was finite; where one was not, training stopped there.
  public mutating func finishEpoch(_ report: (StepRecord) -> Void = { _ in }) -> Bool {
    let epoch = epoch
    while !isFinished, self.epoch == epoch {
      let record = step()
      report(record)
      guard record.isFinite else { return false }
    }
    return true
  }

  /// Does the next update on the batch that the recipe chooses.
  ///
  /// - Returns: Loss and gradient before the update. If they are not finite, nothing is updated, and the
  ///   next update will be of the same batch.
  @discardableResult
  public mutating func step() -> StepRecord {
    step(on: recipe.batch(atStep: state.step + 1, examples: examples.count))
  }

  /// Does the next update on a batch of the caller's choice.
  ///
  /// - Parameter batch: Indices of examples, at least one.
  /// - Returns: Loss and gradient before the update. If they are not finite, nothing is updated.
  @discardableResult
  public mutating func step(on batch: [Int]) -> StepRecord { step(on: batch, shares: nil) }

  /// Does the next update on a batch whose examples weigh as the caller says, as where domains are
  /// weighted.
  ///
  /// - Parameters:
  ///   - batch: Indices of examples, at least one.
  ///   - shares: The weight of each example's mean loss in that of the batch, at least 0; `nil` for
  ///     what the recipe says.
  /// - Returns: Loss and gradient before the update. If they are not finite, nothing is updated.
  @discardableResult
  public mutating func step(on batch: [Int], shares: [Double]?) -> StepRecord {
    let next = state.step + 1
    let loss = accumulateGradient(of: batch, shares: shares, step: next)
    var updates = order.map { ParameterUpdate(index: $0, target: target, from: &state, &lanes) }
    changeEach(&updates, threads: threads) { $0.collect() }
    let norm = updates.reduce(0) { $0 + $1.squares }.squareRoot()
    let record = StepRecord(
      step: next, loss: loss, gradientNorm: norm, learningRate: schedule.rate(atStep: next),
      tokens: batch.reduce(0) { $0 + examples[$1].tokens.count })
    if record.isFinite {
      state.step = next
      let rule: AdamW<Target.Element> = recipe.rule(schedule, step: next, gradientNorm: norm)
      changeEach(&updates, threads: threads) { $0.apply(rule) }
    } else {
      changeEach(&updates, threads: threads) { $0.discard() }
    }
    for index in updates.indices { updates[index].putBack(into: &state, &lanes) }
    return record
  }

  /// Leaves the gradient of a batch in the lanes, and returns its loss.
  private mutating func accumulateGradient(
    of batch: [Int], shares: [Double]?, step: Int
  ) -> Double {
    precondition(!batch.isEmpty, "a batch of no example")
    let passes =
      shares.map { ExamplePass.passes(of: batch, shares: $0, among: examples, recipe) }
      ?? ExamplePass.passes(of: batch, among: examples, recipe)
    for (lane, passes) in passes.enumerated() { lanes[lane].passes = passes }
    // Gone before the update, so that nobody else holds what is trained and it changes in place.
    let job = FineTuningJob(
      target: target, values: state.values, tables: tables, step: step, seed: recipe.seed,
      retention: recipe.retention)
    changeEach(&lanes, threads: threads) { $0.run(job) }
    return lanes.reduce(0) { $0 + $1.loss }
  }
}
