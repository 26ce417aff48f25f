import Artifacts
import DataSelection
import Diagnostics
import Execution
import JSONTree
import Statistics
import Tensors
import Transformer

/// Ranks a pool by one selector, for one target where the selector asks for one, and chooses.
struct RankingStep: Step {
  static let kind = "ranking"
  static let version = 1

  typealias Variant = ExperimentSpec.SelectionMeasure.Variant
  typealias Scores = ExperimentSpec.SelectionMeasure.Scores

  let variant: Variant
  /// The model whose gradients or hidden states decide; one that only counts tokens otherwise.
  let model: SelectionModel
  let pool: SelectionPool
  /// The examples that are known of the target; `nil` where the selector asks for none.
  let target: RankingTarget?
  let policy: SelectionPolicy
  /// `nil` where the selector draws nothing.
  let seed: Int?
  /// What the selector reads.
  let evidence: Evidence
  /// What a selector by a score takes.
  let scores: Scores

  private var selector: ExperimentSpec.SelectionMeasure.Selector { variant.selector }

  /// What of models a selector reads.
  enum Evidence: Sendable {
    /// Texts alone.
    case texts
    /// Hidden states and losses, of the pool and of the target.
    case readings(pool: ReadingStep, target: ReadingStep?)
    /// Instruction-following difficulty.
    case difficulties(DifficultyStep)
    /// Scalars of the gradients' spectra.
    case spectra(SpectralStep)
    /// Gradients of pool and target at each checkpoint.
    case gradients(
      pool: [FeatureStep], target: [FeatureStep], rule: SubtaskRule, weights: CheckpointWeights)
  }

  /// What checkpoints weigh by: mean learning rates.
  enum CheckpointWeights: Sendable {
    /// Those of some epochs of a warmup, which the last of them has recorded.
    indirect case epochs([Int], last: AdapterStep)
    /// Those recorded with each.
    case external([ImportStep])

    var needs: [any Step] {
      switch self {
      case .epochs(_, let last): [last]
      case .external(let steps): steps
      }
    }
  }

  var identity: String {
    let name = selector.asksModel ? "\(model.name) · \(variant.label)" : variant.label
    let goal = target.map { " for \($0.name)" } ?? ""
    return "rank by \(name)\(goal)" + (seed.map { " · seed \($0)" } ?? "")
  }

  /// The part of the pool that is chosen.
  var share: Double {
    let count = pool.examples.count
    return Double((try? policy.size.count(of: count)) ?? count) / Double(max(count, 1))
  }

  var needs: [any Step] {
    switch evidence {
    case .texts: selector.asksModel ? model.needs : []
    case .readings(let pool, let target): [pool] + (target.map { [$0] } ?? [])
    case .difficulties(let step): [step]
    case .spectra(let step): [step]
    case .gradients(let pool, let target, _, let weights): pool + target + weights.needs
    }
  }

  var inputs: [StepInput] {
    var inputs: [StepInput] = [
      StepInput("selector", .word(selector)), StepInput("pool", pool.digest),
      StepInput("policy", policy.json),
    ]
    if let seed { inputs.append(StepInput("seed", .integer(seed))) }
    if let target {
      inputs.append(StepInput("target", target.pool.digest))
      inputs.append(StepInput("subtasks", .array(target.subtasks.map { .integer($0) })))
    }
    switch evidence {
    case .texts: if selector.asksModel { inputs += model.inputs }
    case .readings(let pool, let target):
      inputs.append(StepInput("readings", pool.key))
      if let target { inputs.append(StepInput("targetReadings", target.key)) }
      if selector == .perplexity { inputs.append(StepInput("take", .word(scores.perplexity))) }
    case .difficulties(let step):
      inputs.append(StepInput("difficulties", step.key))
      inputs.append(StepInput("form", .word(scores.difficulty)))
      inputs.append(StepInput("dropFrom1", .bool(scores.dropsUnhelped)))
    case .spectra(let step):
      inputs.append(StepInput("spectra", step.key))
      if let layers = variant.layers { inputs.append(StepInput("layers", layers.json)) }
    case .gradients(let pool, let target, let rule, let weights):
      inputs.append(StepInput("gradients", .array(pool.map { .string($0.key.hex) })))
      inputs.append(StepInput("targetGradients", .array(target.map { .string($0.key.hex) })))
      inputs.append(StepInput("rule", .word(rule)))
      if case .external(let steps) = weights {
        inputs.append(StepInput("checkpoints", .array(steps.map { .string($0.key.hex) })))
      }
    }
    return inputs
  }

  var cost: Double { Double(pool.examples.count) / 50 + 1 }

  func run(_ context: StepContext) throws -> [UInt8] {
    if let problem = target?.problem { throw problem }
    let (scores, order) = try ranked(context)
    let chosen = try policy.select(
      inOrder: order, sources: pool.sources, firstEqual: pool.firstEqual)
    return Ranking(scores: scores, order: order, chosen: chosen).bytes
  }

  private func ranked(_ context: StepContext) throws -> (scores: [Double], order: [Int]) {
    switch selector {
    case .random, .all:
      let order = randomOrder(
        of: pool.examples.count, seed: Seed("random selection", String(seed ?? 0)))
      return (places(order), order)
    case .bm25: return byScores(wordScores())
    case .dsir:
      let weights = ImportanceWeights(
        pool: pool.examples.map(\.wholeText), target: target?.pool.examples.map(\.wholeText) ?? [])
      return (weights.logWeights, weights.order(seed: Seed("dsir", String(seed ?? 0))))
    case .length:
      let loaded = try model.model.loaded(context)
      let texts = try model.tokenize(
        pool.examples, endingResponses: false, loaded)
      return byScores(lengthScores(responseTokens: texts.map(\.predictions)))
    case .loss:
      return byScores(ScoreEnd.highest.scores(try readings(context, 0).losses))
    case .perplexity:
      // The perplexity is the exponential of the loss: their orders are the same.
      return byScores(scores.perplexity.scores(try readings(context, 0).losses))
    case .ifd:
      return byScores(ScoreEnd.highest.scores(scores.difficulties(try values(context))))
    case .effectiveRank:
      return byScores(ScoreEnd.highest.scores(try means(of: .effectiveRank, context)))
    case .nuclearNorm:
      return byScores(ScoreEnd.lowest.scores(try means(of: .nuclearNorm, context)))
    case .rds:
      return byScores(try similarity(context, \.last).scores)
    case .rdsPlus:
      let queries = try similarity(context, \.weighted, eachAlone: true).queries
      let order = roundRobinOrder(queries)
      return (places(order), order)
    case .less: return byScores(try influences(context))
    }
  }

  private func byScores(_ scores: [Double]) -> (scores: [Double], order: [Int]) {
    (scores, ranking(of: scores))
  }

  /// Minus the place of each example in an order.
  private func places(_ order: [Int]) -> [Double] {
    var places = [Double](repeating: 0, count: order.count)
    for (place, index) in order.enumerated() { places[index] = -Double(place) }
    return places
  }

  /// Each subtask's examples are one query; the mean over subtasks, as published (CCDS).
  private func wordScores() -> [Double] {
    guard let target else { preconditionFailure("BM25 without a target") }
    let index = BM25(pool.examples.map { words(of: $0.request) })
    let queries = (0..<target.subtaskCount).map { subtask in
      zip(target.subtasks, target.pool.examples).filter { $0.0 == subtask }
        .flatMap { words(of: $0.1.wholeText) }
    }
    return ScoreAggregation.mean.combined(queries.map(index.scores))
  }

  private func readings(_ context: StepContext, _ place: Int) throws -> Readings {
    guard let readings = Readings(bytes: try context.store.bytes(of: context.results[place]))
    else { throw Problem.damagedResult(identity) }
    return readings
  }

  private func values(_ context: StepContext) throws -> ValueRows {
    guard let rows = ValueRows(bytes: try context.store.bytes(of: context.results[0])) else {
      throw Problem.damagedResult(identity)
    }
    return rows
  }

  private func means(of metric: Metric, _ context: StepContext) throws -> [Double?] {
    try SpectralStep.means(of: metric, try values(context), layers: variant.layers)
  }

  private func similarity(
    _ context: StepContext, _ states: KeyPath<Readings, Matrix<Float>>, eachAlone: Bool = false
  ) throws -> InfluenceScores {
    guard let target else { preconditionFailure("representations without a target") }
    let queries = TargetGradients(
      try readings(context, 1)[keyPath: states],
      subtasks: eachAlone ? Array(target.subtasks.indices) : target.subtasks)
    let candidates = MemoryRows(try readings(context, 0)[keyPath: states])
    return try influence(
      of: [ScoredCheckpoint(candidates: candidates, targets: queries)], rule: .meanOfCosines)
  }

  private func influences(_ context: StepContext) throws -> [Double] {
    guard case .gradients(let pool, let targets, let rule, let weights) = evidence, let target
    else { preconditionFailure("LESS without gradients") }
    let learningRates = try learningRates(
      weights, Array(context.results.dropFirst(pool.count + targets.count)), context)
    let checkpoints = try pool.indices.map { place in
      let candidates = try datastore(pool[place], context, place)
      let rows = try datastore(targets[place], context, pool.count + place).rawRows()
      return ScoredCheckpoint(
        candidates: candidates, targets: TargetGradients(rows, subtasks: target.subtasks),
        weight: learningRates[place])
    }
    return try influence(of: checkpoints, rule: rule).scores
  }

  /// The mean learning rate of each checkpoint.
  private func learningRates(
    _ weights: CheckpointWeights, _ results: [Digest], _ context: StepContext
  ) throws -> [Double] {
    switch weights {
    case .epochs(let epochs, let last):
      let all = try last.weights(recordedIn: results[0], of: context.store, identity)
      return epochs.map { all[$0 - 1] }
    case .external:
      return try results.map { result in
        guard
          let note = AdapterArtifact.notes(inBytes: try context.store.bytes(of: result))?.last
        else { throw Problem.damagedResult(identity) }
        return note.learningRate
      }
    }
  }

  private func datastore(
    _ step: FeatureStep, _ context: StepContext, _ place: Int
  ) throws -> Datastore {
    let folder = try context.store.folder(
      of: context.results[place], named: "gradients.safetensors", beside: [])
    return try Datastore(
      path: "\(folder)/gradients.safetensors", expecting: step.storeIdentity)
  }
}

extension Datastore {
  /// The rows at their full lengths, [n, d]; one that is not finite is not a number.
  fileprivate func rawRows() -> Matrix<Float> {
    var rows = Matrix<Float>(zeros: count, dimension)
    decode(0..<count, columns: 0..<dimension, into: &rows)
    for row in 0..<count {
      let factor = isFinite(row: row) ? scale(ofRow: row) * norm(ofRow: row) : .nan
      for i in rows.range(ofRow: row) { rows.values[i] *= factor }
    }
    return rows
  }
}
