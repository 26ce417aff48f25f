import Artifacts
import DataMixing
import Diagnostics
import Execution
import JSONTree
import Statistics
import Tensors
import Transformer

/// Trains adapters as a proxy whose domains weigh more or less as it goes, and says what they weighed on
/// average: DoReMi or DoGE by their own rules, with the rows of the starting mixture and as many updates as
/// the training on it has.
///
/// Each update draws as many rows of each domain, whose mean losses weigh as the domains do; the published
/// runs train small models from scratch on a stream of text.
struct ProxyStep: Step {
  static let kind = "proxy"
  static let version = 2

  /// Whose rule it is.
  enum Rule: Sendable {
    /// By excess losses over a model trained on the starting mixture.
    case doremi(reference: AdapterStep)
    /// By alignment with gradients of the reference examples.
    case doge(reference: SelectionPool)
  }

  let model: SelectionModel
  let mixture: MixtureStep
  let rule: Rule
  let lora: LoRADesign
  let recipe: FineTuningRecipe
  /// The seconds between drafts of the training.
  var draftInterval = 60.0

  private var ruleName: String { if case .doremi = rule { "DoReMi" } else { "DoGE" } }

  var identity: String { "\(model.name) · proxy of \(ruleName) · seed \(recipe.seed)" }

  var needs: [any Step] {
    var needs: [any Step] = model.needs + [mixture]
    if case .doremi(let reference) = rule { needs.append(reference) }
    return needs
  }

  var inputs: [StepInput] {
    let rule =
      switch rule {
      case .doremi(let reference): StepInput("referenceModel", reference.key)
      case .doge(let reference): StepInput("reference", reference.digest)
      }
    return model.inputs + [
      StepInput("rule", .string(ruleName)), rule, StepInput("mixture", mixture.key),
      StepInput("adapter", lora.json), StepInput("training", recipe.json),
    ]
  }

  /// Twice a training: losses or gradients of the domains, then the update.
  var cost: Double {
    2.4 * mixture.share * Double(recipe.epochs) * model.cost(of: mixture.pool.examples)
  }

  func run(_ context: StepContext) throws -> [UInt8] {
    let loaded = try model.model.loaded(context)
    let base = try loaded.model().weights
    let first = model.needs.count
    let start = try mixture.result(context.results[first], in: context.store)
    let batches = try ProxyBatches(
      start, of: mixture.pool, recipe: recipe,
      tokenizing: {
        try model.tokenize($0, endingResponses: mixture.pool.endsResponses, loaded)
      })
    let target = AdapterTarget(base, lora: lora)
    var weighing = try weighing(batches, base, loaded, context)
    let draft = try ProxyDraft(
      context.store.draft(for: context.key), lora, of: base.design, domains: batches.domains.count)
    var history = draft?.history ?? []
    try weighing.resume(after: history)
    var tuner = FineTuner(
      target: target, recipe: recipe, examples: batches.texts,
      state: draft?.state ?? target.initialState(seed: recipe.seed), threads: 1)
    var drafts = DraftKeeper(context, every: draftInterval)
    while !tuner.isFinished {
      try drafts.keepIfDue {
        ProxyDraft(state: tuner.state, history: history).bytes(lora, of: base.design)
      }
      let step = tuner.state.step + 1
      let batch = batches.batch(atStep: step)
      let adapted = AdaptedWeights(base, lora: lora, adapters: tuner.state.values)
      let weights = try weighing.weights(
        batch, model: adapted, rate: tuner.schedule.rate(atStep: step))
      let record = tuner.step(on: batch.flatMap { $0 }, shares: batches.shares(of: batch, weights))
      guard record.isFinite else { throw Problem.diverged(identity, atStep: step) }
      history.append(weights)
      context.tell("update \(step) of \(tuner.schedule.steps)")
    }
    let value: JSONValue = [
      "weights": .array(weighing.mix.weights.map { .number($0) }),
      "history": .array(history.map { .array($0.map { .number($0) }) }),
    ]
    return Array(value.text(.canonical).utf8)
  }

  private func weighing(
    _ batches: ProxyBatches, _ base: any DecoderWeights<Float>, _ loaded: LoadedModel,
    _ context: StepContext
  ) throws -> any ProxyWeighing {
    switch rule {
    case .doremi(let reference):
      guard let result = context.results.last else { preconditionFailure("no reference model") }
      let trained = try AdapterStep.read(
        result, in: context.store, reference.lora, of: base.design)
      return ExcessWeighing(
        batches,
        reference: AdaptedWeights(base, lora: reference.lora, adapters: trained.state.values))
    case .doge(let reference):
      let texts = try model.tokenize(reference, loaded).filter { $0.predictions > 0 }
      guard !texts.isEmpty else {
        throw Problem.nothingScored(reference.examples.count, of: "of the reference")
      }
      return AlignmentWeighing(batches, reference: texts, recipe: recipe)
    }
  }

  /// The weights that a proxy ended with.
  ///
  /// - Throws: `Problem` if the result is damaged, or the store does not work.
  static func weights(_ result: Digest, in store: Store) throws -> [Double] {
    guard let root = try? JSONDocument(store.bytes(of: result)).root.value,
      let weights = root["weights"]?.array?.compactMap(\.double), !weights.isEmpty
    else { throw Problem.damagedResult(result.short) }
    return weights
  }
}

/// The rows of a proxy training, a few of each domain for each update.
struct ProxyBatches: Sendable {
  /// The rows that have a scored token.
  let texts: [TrainingExample]
  /// For each domain where its rows are among ``texts``.
  let domains: [[Int]]
  private let names: [String]
  private let each: Int
  private let seed: UInt64

  /// - Throws: `Problem` where no row has a scored token.
  init(
    _ mixture: Mixture, of pool: SelectionPool, recipe: FineTuningRecipe,
    tokenizing: ([Example]) throws -> [TrainingExample]
  ) throws {
    var (texts, domains): ([TrainingExample], [[Int]]) = ([], [])
    for (rows, set) in zip(mixture.rows, pool.sets) {
      let own = try tokenizing(rows.map { pool.examples[set.range.lowerBound + $0] })
        .filter { $0.predictions > 0 }
      domains.append(Array(texts.count..<texts.count + own.count))
      texts += own
    }
    guard !texts.isEmpty else { throw Problem.nothingScored(mixture.total, of: "to train on") }
    (self.texts, self.domains, names) = (texts, domains, pool.sets.map(\.name))
    each = max(1, recipe.batchSize / max(1, domains.count { !$0.isEmpty }))
    seed = recipe.seed
  }

  /// Rows of each domain, as many of each that has any.
  func batch(atStep step: Int) -> [[Int]] {
    zip(domains, names).map { rows, name in
      guard !rows.isEmpty else { return [] }
      var generator = SeededGenerator(
        Seed("proxy", String(seed), name).adding([Double(step)]))
      return (0..<each).map { _ in rows[generator.integer(below: rows.count)] }
    }
  }

  /// What each row of a batch weighs: the domain's weight by its part of the domain's tokens.
  func shares(of batch: [[Int]], _ weights: [Double]) -> [Double] {
    zip(batch, weights).flatMap { rows, weight in
      let tokens = rows.reduce(0) { $0 + texts[$1].predictions }
      return rows.map { weight * Double(texts[$0].predictions) / Double(tokens) }
    }
  }
}

/// How a proxy weighs its domains.
protocol ProxyWeighing {
  /// The weights of the next update, one for each domain.
  ///
  /// - Parameters:
  ///   - batch: Rows of each domain.
  ///   - model: The proxy as it is.
  ///   - rate: The learning rate of the update.
  /// - Returns: At least 0, adding up to 1.
  /// - Throws: `Problem` where a loss or a gradient is not finite.
  mutating func weights(
    _ batch: [[Int]], model: AdaptedWeights<Float>, rate: Double
  ) throws -> [Double]

  /// Goes on after updates whose weights are known, as if they had been taken now.
  mutating func resume(after history: [[Double]]) throws

  /// The mean over updates.
  var mix: Mix { get }
}

/// DoReMi.
struct ExcessWeighing: ProxyWeighing {
  private let batches: ProxyBatches
  private let reference: Decoder<Float>
  private let tables: RotaryTables<Float>
  private var known: [Int: [Double]] = [:]
  private var rule: DoReMi

  init(_ batches: ProxyBatches, reference: AdaptedWeights<Float>) {
    self.batches = batches
    tables = RotaryTables(
      design: reference.design, maxLength: batches.texts.map(\.tokens.count).max() ?? 1)
    self.reference = Decoder(weights: reference, tables: tables)
    rule = DoReMi(domains: batches.domains.count)
  }

  var mix: Mix { rule.mix }

  mutating func weights(
    _ batch: [[Int]], model: AdaptedWeights<Float>, rate: Double
  ) throws -> [Double] {
    let proxy = Decoder(weights: model, tables: tables)
    var excess: [Double?] = []
    for rows in batch {
      remember(rows)
      excess.append(
        DoReMi.excess(
          proxy: losses(rows, proxy).flatMap(\.losses),
          reference: rows.flatMap { known[$0] ?? [] }))
    }
    try rule.update(excess: excess)
    return rule.weights
  }

  mutating func resume(after history: [[Double]]) {
    // In the batches that they were first met in: what is beside a text decides its last bits.
    for step in history.indices {
      for rows in batches.batch(atStep: step + 1) { remember(rows) }
    }
    rule.resume(after: history)
  }

  /// Takes the losses of rows under the reference model that are not known yet.
  private mutating func remember(_ rows: [Int]) {
    for (row, found) in losses(Set(rows).filter { known[$0] == nil }.sorted(), reference) {
      known[row] = found
    }
  }

  /// The losses of the tokens of each row.
  private func losses(
    _ rows: [Int], _ decoder: Decoder<Float>
  ) -> [(row: Int, losses: [Double])] {
    zip(rows, rows.map { batches.texts[$0] }.scores(by: decoder)).map { ($0, $1.losses) }
  }
}

/// DoGE, with the reference examples as its target.
struct AlignmentWeighing: ProxyWeighing {
  private let batches: ProxyBatches
  private let reference: [TrainingExample]
  private let recipe: FineTuningRecipe
  private var rule: DoGE

  init(_ batches: ProxyBatches, reference: [TrainingExample], recipe: FineTuningRecipe) {
    (self.batches, self.reference, self.recipe) = (batches, reference, recipe)
    rule = DoGE(domains: batches.domains.count)
  }

  var mix: Mix { rule.mix }

  mutating func weights(
    _ batch: [[Int]], model: AdaptedWeights<Float>, rate: Double
  ) throws -> [Double] {
    var generator = SeededGenerator(
      Seed("proxy reference", String(recipe.seed)).adding([Double(rule.steps)]))
    let queries = (0..<min(recipe.batchSize, reference.count)).map { _ in
      reference[generator.integer(below: reference.count)]
    }
    let longest = (batches.texts + reference).map(\.tokens.count).max() ?? 1
    let tables = RotaryTables<Float>(design: model.design, maxLength: longest)
    let target = gradient(of: queries, model, tables)
    let rows = batch.map { gradient(of: $0.map { batches.texts[$0] }, model, tables) }
    try rule.update(
      gradients: Matrix(rows: rows.count, columns: target.count, values: rows.flatMap { $0 }),
      targets: Matrix(rows: 1, columns: target.count, values: target), rate: rate)
    return rule.weights
  }

  mutating func resume(after history: [[Double]]) { rule.resume(after: history) }

  /// The gradient of the mean loss over all tokens of some texts, clipped as in training; zeros of none.
  private func gradient(
    of texts: [TrainingExample], _ model: AdaptedWeights<Float>, _ tables: RotaryTables<Float>
  ) -> [Double] {
    let tokens = texts.reduce(0) { $0 + $1.predictions }
    let parameters = model.lora.parameters(of: model.design)
    var sum = [Double](
      repeating: 0, count: parameters.reduce(0) { $0 + $1.shape.reduce(1, *) })
    for stack in texts.stacks(of: 8, tokens: SelectionModel.tokensPerPass) {
      let gradients = model.gradients(stacked: Array(texts[stack]), tables: tables)
      for (text, found) in zip(texts[stack], gradients) {
        let share = Double(text.predictions) / Double(tokens)
        var place = 0
        for (parameter, _) in parameters {
          for value in found.gradient[parameter] {
            sum[place] += share * Double(value)
            place += 1
          }
        }
      }
    }
    let norm = innerProduct(sum, sum).squareRoot()
    guard let clip = recipe.gradientClip, norm > clip else { return sum }
    return sum.map { $0 * clip / norm }
  }
}
