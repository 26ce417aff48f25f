import Artifacts
import DataMixing
import Diagnostics
import Execution
import JSONTree
import Statistics

/// Says how many rows of each domain are trained on, and which; trains nothing itself.
struct MixtureStep: Step {
  static let kind = "mixture"
  static let version = 1

  /// What the counts come from.
  indirect enum Evidence: Sendable {
    /// So many rows of each domain.
    case counts([Int])
    /// Influences of what the mixture before was trained to, by one curvature.
    case influences(InfluenceStep, Update)
    /// The weights that a proxy training ended with, and a total.
    case proxy(ProxyStep, total: Int)
    /// The reference losses of small trainings on other mixtures, and a total.
    case regression([(mixture: MixtureStep, evaluation: EvaluationStep)], total: Int)
    /// The proportions of one mixture at the total of another.
    case scaled(MixtureStep, totalOf: MixtureStep)
    /// A round's mixture if training on it gives a lower reference loss than training on the one before,
    /// which stays otherwise.
    case better(Judged, than: Judged)
  }

  /// A mixture, and the reference losses after training on it.
  struct Judged: Sendable {
    var mixture: MixtureStep
    var evaluation: EvaluationStep
  }

  /// How influences become counts.
  struct Update: Sendable {
    /// m.
    var step: Double
    var curvature: ExperimentSpec.MixtureMeasure.Inverse
    var convention: InfluenceConvention
    /// So many rows in all; `nil` for whatever comes.
    var total: Int?
    var rounding: CountRounding
  }

  /// The examples of all domains.
  let pool: SelectionPool
  let evidence: Evidence
  let seed: Int
  /// The round that begins with it; 0 for one that no influence made.
  let round: Int
  /// What it is, for people.
  let purpose: String
  /// Kept, since the steps of a round name it often, and each names that of the round before.
  private(set) var key: Digest

  /// Creates a step.
  init(pool: SelectionPool, evidence: Evidence, seed: Int, round: Int, purpose: String) {
    (self.pool, self.evidence, self.seed) = (pool, evidence, seed)
    (self.round, self.purpose) = (round, purpose)
    key = pool.digest
    key = digestOfInputs
  }

  var identity: String { "mixture · \(purpose) · seed \(seed)" }

  var needs: [any Step] {
    switch evidence {
    case .counts: []
    case .influences(let influences, _): [influences, influences.mixture]
    case .proxy(let proxy, _): [proxy]
    case .regression(let small, _): small.flatMap { [$0.mixture, $0.evaluation] as [any Step] }
    case .scaled(let mixture, let other): [mixture, other]
    case .better(let next, let last):
      [next.mixture, next.evaluation, last.mixture, last.evaluation]
    }
  }

  var inputs: [StepInput] {
    [
      StepInput("domains", pool.digest), StepInput("seed", .integer(seed)),
      StepInput("round", .integer(round)),
    ] + evidenceInputs
  }

  private var evidenceInputs: [StepInput] {
    switch evidence {
    case .counts(let counts): [StepInput("counts", .array(counts.map { .integer($0) }))]
    case .influences(let influences, let update):
      [
        StepInput("influences", influences.key), StepInput("step", .number(update.step)),
        StepInput("curvature", .word(update.curvature)),
        StepInput("convention", .word(update.convention)),
        StepInput("total", update.total.map { .integer($0) } ?? "free"),
        StepInput("rounding", .word(update.rounding)),
      ]
    case .proxy(let proxy, let total):
      [StepInput("proxy", proxy.key), StepInput("total", .integer(total))]
    case .regression(let small, let total):
      [
        StepInput("trainings", .array(small.map { .string($0.evaluation.key.hex) })),
        StepInput("total", .integer(total)),
      ]
    case .scaled(let mixture, let other):
      [StepInput("proportions", mixture.key), StepInput("totalOf", other.key)]
    case .better(let next, let last):
      [StepInput("next", next.evaluation.key), StepInput("last", last.evaluation.key)]
    }
  }

  /// Its rows as a part of all rows, about; for costs.
  var share: Double {
    let all = Double(max(pool.examples.count, 1))
    return switch evidence {
    case .counts(let counts): Double(counts.reduce(0, +)) / all
    case .influences(let influences, _): influences.mixture.share
    case .proxy(_, let total), .regression(_, let total): Double(total) / all
    case .scaled(_, let other): other.share
    case .better(let next, _): next.mixture.share
    }
  }

  func run(_ context: StepContext) throws -> [UInt8] {
    switch evidence {
    case .counts(let counts): return Mixture(rows: try drawn(counts)).bytes
    case .influences(let influences, let update):
      let table = try InfluenceTable.read(context.results[0], in: context.store)
      let last = try influences.mixture.result(context.results[1], in: context.store)
      return try updated(last, by: table, update).bytes
    case .proxy(let proxy, let total):
      let weights = try ProxyStep.weights(context.results[0], in: context.store)
      guard let mix = try? Mix(weights) else { throw Problem.damagedResult(proxy.identity) }
      return Mixture(rows: try drawn(mix.counts(total: total))).bytes
    case .regression(let small, let total):
      return Mixture(rows: try drawn(fitted(small, context).counts(total: total))).bytes
    case .scaled(let mixture, let other):
      let proportions = try mixture.result(context.results[0], in: context.store).counts
      let total = try other.result(context.results[1], in: context.store).total
      return Mixture(
        rows: try drawn(apportioned(proportions.map(Double.init), total: total))
      ).bytes
    case .better(let next, let last): return try better(next, last, context).bytes
    }
  }

  /// The mixture that it gave.
  ///
  /// - Throws: `Problem` if it is damaged, or the store does not work.
  func result(_ digest: Digest?, in store: Store) throws -> Mixture {
    guard let digest, let mixture = Mixture(bytes: try store.bytes(of: digest)),
      mixture.rows.count == pool.sets.count,
      zip(mixture.rows, pool.sets).allSatisfy({ rows, set in
        rows.allSatisfy { $0 >= 0 && $0 < set.range.count }
      })
    else { throw Problem.damagedResult(identity) }
    return mixture
  }

  // MARK: Counts and rows

  /// Rows of the domains as they are, by chance.
  private func drawn(_ counts: [Int]) throws -> [[Int]] {
    guard counts.contains(where: { $0 > 0 }) else { throw Problem.noRowsLeft(purpose) }
    return try resampled(pool.sets.map { Array(0..<$0.range.count) }, to: counts)
  }

  /// Rows of those that each domain has now, so that what is dropped never comes back.
  private func resampled(_ rows: [[Int]], to counts: [Int]) throws -> [[Int]] {
    let resampling = RowResampling(seed: Seed("mixture", String(seed)))
    return try zip(zip(rows, counts), pool.sets).map { part, set in
      let (rows, count) = part
      return try resampling.rows(from: rows.count, to: count, round: round, domain: set.name)
        .map { rows[$0] }.sorted()
    }
  }

  /// The mixture of the next round; the one before where no step can be taken.
  private func updated(
    _ last: Mixture, by table: InfluenceTable, _ update: Update
  ) throws -> Mixture {
    if let stop = last.stop { return Mixture(rows: last.rows, stop: stop) }
    func kept(_ reason: String) -> Mixture { Mixture(rows: last.rows, refusal: reason) }
    if let refusal = table.refusals[update.curvature] { return kept(refusal) }
    do {
      // A domain that has no row left has no influence, and never comes back.
      let alphas = try table.alphas(
        update.curvature, counts: last.counts, names: pool.sets.map(\.name),
        convention: update.convention)
      let step = try MixStep(
        alphas: alphas, domains: zip(pool.sets, last.counts).map { ($0.name, $1) },
        maximum: update.step, total: update.total.map { .of($0) } ?? .free,
        rounding: update.rounding)
      return Mixture(
        rows: try resampled(last.rows, to: step.counts), step: (alphas, step.betas))
    } catch let problem as Problem {
      return kept(problem.summary)
    }
  }

  /// The round's mixture, or the one before with the reason why the loop ends there.
  private func better(
    _ next: Judged, _ last: Judged, _ context: StepContext
  ) throws -> Mixture {
    let results = context.results
    let mixture = try next.mixture.result(results[0], in: context.store)
    // A round that was rejected has the rows before it, and gives its own reason.
    if mixture.stop != nil || mixture.refusal != nil { return mixture }
    let (new, old) = (
      try meanLoss(results[1], context.store), try meanLoss(results[3], context.store)
    )
    if new < old { return mixture }
    return Mixture(
      rows: try last.mixture.result(results[2], in: context.store).rows,
      stop: "the reference loss is \(fixed(new)) after training on its mixture, and \(fixed(old)) "
        + "after training on the one before, which stays")
  }

  private func fixed(_ loss: Double) -> String { "\((loss * 10_000).rounded() / 10_000)" }

  /// The mean over the examples of an evaluation.
  private func meanLoss(_ result: Digest, _ store: Store) throws -> Double {
    let means = TestResult.read(try store.bytes(of: result))?.compactMap(\.mean) ?? []
    return means.reduce(0, +) / Double(means.count)
  }

  /// The mean of the mixes with the lowest predicted reference losses.
  private func fitted(
    _ small: [(mixture: MixtureStep, evaluation: EvaluationStep)], _ context: StepContext
  ) throws -> Mix {
    let mixes = try small.indices.map { index in
      try Mix.proportional(
        small[index].mixture.result(context.results[2 * index], in: context.store).counts)
    }
    let losses = try small.indices.map {
      try meanLoss(context.results[2 * $0 + 1], context.store)
    }
    let regression = try MixtureRegression(mixes: mixes, losses: losses, ridge: 1e-3)
    return regression.bestMix(
      candidates: 2000, best: 20, concentrations: pool.sets.map { _ in 1 },
      seed: Seed("regression", String(seed)))
  }
}

extension Problem {
  fileprivate static func noRowsLeft(_ purpose: String) -> Problem {
    Problem(
      "The mixture '\(purpose)' has no rows.", expected: "at least one row", found: "none",
      remedy: "Start with more rows in /measure/mixture/start, or leave the mixer out.")
  }
}
