public import LinearAlgebra

/// Trains all weights of a decoder from batches of tokens.
///
/// The gradient of a batch is made of a number of partial sums that the recipe fixes; each is computed
/// by one thread with products on that thread alone (`NumericEnvironment.useOneThreadPerProduct`), and
/// they are added in order. So weights do not depend on the number of threads, to the last bit.
public struct Trainer<Element: BLASScalar>: Sendable {
  /// The recipe.
  public let recipe: TrainingRecipe
  /// Weights, moments and the number of updates so far.
  ///
  /// They are changed in place; whoever holds a copy during `step` makes it copy them first.
  public private(set) var state: TrainingState<Element>
  private let threads: Int
  private var lanes: [TrainingLane<Element>]
  private var tables: (positions: Int, tables: RotaryTables<Element>)
  /// The parameters, the largest first, so that threads end at about the same time.
  private let order: [Int]

  /// Creates a trainer.
  ///
  /// - Parameters:
  ///   - design: The figure to train.
  ///   - recipe: How.
  ///   - state: What to go on from; the recipe's seed decides the weights if `nil`.
  ///   - threads: The threads to work with, at least 1.
  public init(
    design: DecoderDesign, recipe: TrainingRecipe, state: TrainingState<Element>? = nil,
    threads: Int
  ) {
    precondition(threads >= 1, "\(threads) threads")
    precondition(state.map { $0.weights.design == design } ?? true, "a state of another design")
    self.recipe = recipe
    self.threads = threads
    self.state =
      state ?? TrainingState(Initialization.weights(of: design, seed: recipe.seed))
    tables = (0, RotaryTables(design: design, maxLength: 0))
    lanes = (0..<recipe.partialGradients).map { _ in TrainingLane(design) }
    let sizes = design.parameters.map { $0.shape.reduce(1, *) }
    order = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
  }

  /// Does one update.
  ///
  /// The loss is the mean of −ln p over every token of the batch but the first of each sequence.
  ///
  /// - Parameter sequences: The batch; at least one sequence has two tokens or more, and all token ids
  ///   are below the vocabulary's size.
  /// - Returns: Loss and gradient before the update. If they are not finite, nothing is updated.
  @discardableResult
  public mutating func step(_ sequences: [[Int32]]) -> StepRecord {
    let loss = accumulateGradient(of: sequences)
    var updates = order.map {
      ParameterUpdate(state.firstMoments.parameters[$0], index: $0, from: &state, &lanes)
    }
    changeEach(&updates, threads: threads) { $0.collect() }
    let norm = updates.reduce(0) { $0 + $1.squares }.squareRoot()
    let record = StepRecord(
      step: state.step + 1, loss: loss, gradientNorm: norm,
      learningRate: recipe.learningRate(atStep: state.step + 1),
      tokens: sequences.reduce(0) { $0 + $1.count })
    if record.isFinite {
      state.step += 1
      let rule = AdamW<Element>(recipe, step: state.step, gradientNorm: norm)
      changeEach(&updates, threads: threads) { $0.apply(rule) }
    } else {
      changeEach(&updates, threads: threads) { $0.discard() }
    }
    for index in updates.indices { updates[index].putBack(into: &state, &lanes) }
    return record
  }

  /// Leaves the gradient of a batch in the lanes, and returns its loss.
  private mutating func accumulateGradient(of sequences: [[Int32]]) -> Double {
    let passes = StackedSequences.passes(of: sequences, recipe)
    let predictions = passes.joined().reduce(0) { $0 + $1.predictions }
    precondition(predictions > 0, "a batch of \(sequences.count) sequences predicts no token")
    for (lane, passes) in passes.enumerated() { lanes[lane].passes = passes }
    prepareTables(for: sequences.map(\.count).max() ?? 0)
    // Gone before the update, so that nobody else holds the weights and they change in place.
    let decoder = Decoder(weights: state.weights, tables: tables.tables)
    changeEach(&lanes, threads: threads) { $0.run(decoder, predictions: predictions) }
    return lanes.reduce(0) { $0 + $1.totalLoss } / Double(predictions)
  }

  private mutating func prepareTables(for positions: Int) {
    guard tables.positions < positions else { return }
    tables = (positions, RotaryTables(design: state.weights.design, maxLength: positions))
  }
}
