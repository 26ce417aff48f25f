public import Artifacts
public import DataSelection
import Diagnostics
import Statistics
import Tensors
import Transformer

/// How much of a ranking by gradients survives their projection: what `gradbook bench projections` does.
///
/// Adapters are warmed up on the first rows of a pool. Each candidate's step of Adam is compared with the mean
/// gradient of a target's rows, once by exact inner products over all coordinates and once through each
/// projection, from the same passes.
public struct ProjectionJudgement: Sendable {
  /// What is judged, and how.
  public struct Request: Sendable {
    /// A path, a name in the catalog or a Hugging Face repository.
    public var model: String
    /// The files of the pool.
    public var pool: [String]
    /// The file of the target's rows.
    public var target: String
    /// The number of tokens after which an example is cut.
    public var maxLength = 384
    /// The rank of the adapters.
    public var rank = 32
    /// How many rows, the first ones of each file by turns, the adapters are warmed up on.
    public var warmup = 50
    /// The projections.
    public var projections: [DataSelection.Projection]

    /// Creates a request.
    public init(
      model: String, pool: [String], target: String, projections: [DataSelection.Projection]
    ) {
      (self.model, self.pool, self.target) = (model, pool, target)
      self.projections = projections
    }
  }

  /// What one projection leaves of the exact scores.
  public struct Row: Sendable {
    /// Which.
    public let projection: DataSelection.Projection
    /// The root mean square of what cosines are off by.
    public let error: Double
    /// The rank correlation of the scores with the exact ones.
    public let correlation: Double
    /// Which part of the best twentieth by exact scores is among the best twentieth, from 0 to 1.
    public let overlap: Double
    /// Seconds of one core a candidate, without the gradient.
    public let seconds: Double
  }

  /// How many candidates were compared.
  public let candidates: Int
  /// The coordinates of a gradient.
  public let coordinates: Int
  /// The standard deviation of the exact cosines: what an error is to be held against.
  public let spread: Double
  /// Seconds of one core that a candidate's gradient takes.
  public let gradientSeconds: Double
  /// The projections, as they were asked for.
  public let rows: [Row]

  /// Judges.
  ///
  /// - Parameters:
  ///   - request: What, and how.
  ///   - library: Where models are found.
  ///   - store: Where digests are.
  ///   - tell: Told of progress.
  /// - Throws: `Problem` if something cannot be opened, or nothing of the pool or the target is scored.
  public init(
    _ request: Request, library: ModelLibrary, store: Store, tell: (String) -> Void
  ) throws {
    let opened = try OpenedFiles(
      request.pool + [request.target], model: request.model, maxLength: request.maxLength,
      usesChatTemplate: false, library: library, store: store, memory: .resident)
    let files = try request.pool.map(opened.scorable)
    let (pool, targets) = (files.flatMap { $0 }, try opened.scorable(request.target))
    guard !pool.isEmpty, !targets.isEmpty else {
      throw Problem.nothingScored(pool.count + targets.count, of: "to compare")
    }
    let base = try opened.loaded.model().weights
    let lora = LoRADesign(rank: request.rank, alpha: 4 * Double(request.rank))
    let state = warmedUp(base, lora, on: byTurns(files, count: request.warmup), tell)
    let gradients = ExactGradients(
      rows: GradientRows(
        weights: AdaptedWeights(base, lora: lora, adapters: state.values), state: state,
        tables: RotaryTables(design: base.design, maxLength: request.maxLength), recipes: []),
      projections: request.projections)
    let target = gradients.mean(of: targets)
    var scores: [[Double]] = []
    for stack in pool.stacks(of: 8, tokens: SelectionModel.tokensPerPass) {
      scores += gradients.cosines(of: Array(pool[stack]), with: target)
      tell("\(stack.upperBound) of \(pool.count) candidates")
    }
    let exact = scores.map { $0[0] }
    (candidates, coordinates, spread) = (
      pool.count, gradients.coordinates, standardDeviation(of: exact) ?? 0
    )
    gradientSeconds = gradients.clock.seconds(0) / Double(pool.count)
    rows = request.projections.indices.map { index in
      let found = scores.map { $0[index + 1] }
      let errors = zip(found, exact).map { ($0 - $1) * ($0 - $1) }
      return Row(
        projection: request.projections[index],
        error: (errors.reduce(0, +) / Double(errors.count)).squareRoot(),
        correlation: SelectionAgreement.spearman(found, exact)?.rho ?? .nan,
        overlap: SelectionAgreement.overlap(
          at: max(1, pool.count / 20), descending(found), descending(exact)),
        seconds: gradients.clock.seconds(index + 1) / Double(pool.count))
    }
  }
}

/// Examples of each file by turns, so that all of them are in the warmup.
private func byTurns(_ files: [[TrainingExample]], count: Int) -> [TrainingExample] {
  let longest = files.map(\.count).max() ?? 0
  return Array(
    (0..<longest).lazy.flatMap { row in files.compactMap { row < $0.count ? $0[row] : nil } }
      .prefix(count))
}

private func warmedUp(
  _ base: any DecoderWeights<Float>, _ lora: LoRADesign, on texts: [TrainingExample],
  _ tell: (String) -> Void
) -> FineTuningState<AdapterParameter, Float> {
  var recipe = FineTuningRecipe().stacked
  (recipe.epochs, recipe.batchSize, recipe.learningRate) = (1, 8, 2e-4)
  let target = AdapterTarget(base, lora: lora)
  var tuner = FineTuner(
    target: target, recipe: recipe, examples: texts,
    state: target.initialState(seed: recipe.seed), threads: 1)
  while !tuner.isFinished { tell("update \(tuner.step().step) of \(tuner.schedule.steps)") }
  return tuner.state
}

/// Places by falling score; of equal ones the first comes first.
private func descending(_ scores: [Double]) -> [Int] {
  scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
}

/// Gradients whole and projected, from the same passes.
private struct ExactGradients {
  let rows: GradientRows
  let projections: [DataSelection.Projection]
  /// Of gradients, then of each projection.
  let clock = PartClock()

  /// A gradient, and its row by each projection.
  struct Forms {
    var whole: [AdapterParameter: [Float]] = [:]
    var rows: [[Float]]
  }

  var coordinates: Int {
    rows.weights.lora.parameters(of: rows.weights.design)
      .reduce(0) { $0 + $1.shape.reduce(1, *) }
  }

  /// The mean gradient.
  func mean(of texts: [TrainingExample]) -> Forms {
    var sum = Forms(rows: projections.map { Array(repeating: 0, count: $0.dimension) })
    for stack in texts.stacks(of: 8, tokens: SelectionModel.tokensPerPass) {
      for form in forms(of: Array(texts[stack]), .gradient) {
        for (parameter, values) in form.whole {
          guard var old = sum.whole.removeValue(forKey: parameter) else {
            sum.whole[parameter] = values
            continue
          }
          add(values, to: &old)
          sum.whole[parameter] = old
        }
        for index in projections.indices { add(form.rows[index], to: &sum.rows[index]) }
      }
    }
    return sum
  }

  /// The cosine of each text's step with a target, whole and by each projection.
  func cosines(of texts: [TrainingExample], with target: Forms) -> [[Double]] {
    let order = rows.weights.lora.parameters(of: rows.weights.design).map(\.parameter)
    func product(_ a: Forms, _ b: Forms) -> Double {
      order.reduce(0) { $0 + innerProduct(a.whole[$1] ?? [], b.whole[$1] ?? []) }
    }
    func cosine(_ ab: Double, _ aa: Double, _ bb: Double) -> Double { ab / (aa * bb).squareRoot() }
    let size = product(target, target)
    return forms(of: texts, .adam(AdamDirection())).map { form in
      [cosine(product(form, target), product(form, form), size)]
        + zip(form.rows, target.rows).map {
          cosine(innerProduct($0, $1), innerProduct($0, $0), innerProduct($1, $1))
        }
    }
  }

  private func forms(of texts: [TrainingExample], _ direction: GradientDirection) -> [Forms] {
    let gradients = clock.measure(0) {
      rows.weights.gradients(stacked: texts, tables: rows.tables).map(\.gradient)
    }
    var forms = texts.map { _ in Forms(rows: []) }
    var sums = projections.map { ProjectionSum($0, examples: texts.count) }
    for (parameter, shape) in rows.weights.lora.parameters(of: rows.weights.design) {
      let matrices = clock.measure(0) { rows.turn(gradients, parameter, shape, to: direction) }
      for (place, matrix) in matrices.enumerated() { forms[place].whole[parameter] = matrix.values }
      for index in sums.indices {
        clock.measure(index + 1) { sums[index].add(matrices, of: parameter.storedName) }
      }
    }
    for sum in sums {
      let found = sum.rows()
      for place in forms.indices {
        forms[place].rows.append(Array(found.values[found.range(ofRow: place)]))
      }
    }
    return forms
  }
}

/// Adds up how long parts take.
private final class PartClock {
  private var parts: [Int: Duration] = [:]

  func measure<Value>(_ part: Int, _ work: () -> Value) -> Value {
    let start = ContinuousClock.now
    defer { parts[part, default: .zero] += start.duration(to: .now) }
    return work()
  }

  func seconds(_ part: Int) -> Double { (parts[part] ?? .zero) / .seconds(1) }
}
