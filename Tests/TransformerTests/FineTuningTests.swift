import LinearAlgebra
import Tensors
import Testing

@testable import Transformer

/// Order, schedules and bits of fine-tuning.
@Suite struct FineTuningTests {
  init() { NumericEnvironment.useOneThreadPerProduct() }

  private static let examples = (0..<11).map {
    TrainingExample(
      tokens: TrainingDesigns.pattern(4 + $0 % 5, from: $0), responseStart: 1 + $0 % 3)
  }

  private var recipe: FineTuningRecipe {
    var recipe = FineTuningRecipe()
    (recipe.epochs, recipe.batchSize, recipe.learningRate) = (5, 4, 0.01)
    (recipe.partialGradients, recipe.examplesPerPass, recipe.seed) = (3, 2, 17)
    return recipe
  }

  private func tuner(
    retention: Retention = .everything, threads: Int = 2
  ) -> FineTuner<AdapterTarget<Float>> {
    let weights = Initialization.weights(of: TrainingDesigns.llama, seed: 2, as: Float.self)
    let target = AdapterTarget(weights, lora: LoRADesign(rank: 3, alpha: 12, dropout: 0.2))
    var recipe = recipe
    recipe.retention = retention
    return FineTuner(
      target: target, recipe: recipe, examples: Self.examples,
      state: target.initialState(seed: 4), threads: threads)
  }

  @Test(arguments: Retention.allCases)
  func `What a pass keeps changes nothing`(retention: Retention) {
    var (first, second) = (tuner(), tuner(retention: retention))
    for _ in 1...3 { #expect(first.step() == second.step()) }
    #expect(first.state == second.state)
  }

  @Test func `The number of threads changes nothing`() {
    let runs = [1, 2, 5].map { threads in
      var tuner = tuner(threads: threads)
      let records = (1...6).map { _ in tuner.step() }
      return (records, tuner.state)
    }
    for run in runs.dropFirst() {
      #expect(run.0 == runs[0].0)
      #expect(run.1 == runs[0].1)
    }
    #expect(runs[0].1.values.matrices.allSatisfy { $0.values.contains { $0 != 0 } })
  }

  @Test func `Epochs end where each example was seen once more`() {
    for epoch in 0..<3 {
      let seen = (1...3).flatMap { recipe.batch(atStep: 3 * epoch + $0, examples: 11) }
      #expect(seen.sorted() == Array(0..<11))
    }
    let first = recipe.batch(atStep: 1, examples: 11)
    #expect(first.count == 4 && recipe.batch(atStep: 3, examples: 11).count == 3)
    #expect(first != recipe.batch(atStep: 4, examples: 11))
    var other = recipe
    other.seed += 1
    #expect(first != other.batch(atStep: 1, examples: 11))
  }

  @Test func `An epoch is its updates, and the last ends the run`() {
    var whole = tuner()
    var single = tuner()
    var records: [StepRecord] = []
    for epoch in 1...5 {
      #expect(!whole.isFinished)
      let isFinite = whole.finishEpoch { records.append($0) }
      #expect(isFinite && whole.epoch == epoch && whole.state.step == 3 * epoch)
    }
    #expect(whole.isFinished)
    #expect(records == (1...15).map { _ in single.step() })
    #expect(whole.state == single.state)
  }

  @Test func `Places of an order are equally likely`() {
    var counts = [[Int]](repeating: [0, 0, 0, 0, 0], count: 5)
    for key in 0..<5000 {
      for (place, value) in KeyedNumbers(seed: 1, key: UInt64(key)).order(of: 5).enumerated() {
        counts[place][value] += 1
      }
    }
    // Six deviations of a binomial distribution.
    #expect(counts.joined().allSatisfy { abs($0 - 1000) < 170 })
  }

  @Test func `The mean rates of LESS's epochs are those that its authors published`() {
    let schedule = LearningRateSchedule(
      peak: 2e-5, decay: .linear, steps: 420, warmupRatio: 0.03)
    #expect(schedule.warmupSteps == 13)
    let published = [1.6877e-05, 1.2859e-05, 7.7030e-06, 2.5616e-06]
    let epochs = [1...105, 106...211, 212...317, 318...420]
    for (epoch, rate) in zip(epochs, published) {
      #expect(abs(schedule.meanRate(atSteps: epoch) / rate - 1) < 0.015)
    }
  }

  @Test func `All weights train as Trainer trains them, bit by bit`() throws {
    let design = TrainingDesigns.gpt2
    let old = TrainingRecipe(
      steps: 4, learningRate: 0.01, decay: .constant, partialGradients: 3, sequencesPerPass: 2)
    let batch = TrainingDesigns.batch(1).filter { $0.count > 1 }
    let weights = Initialization.weights(of: design, seed: 0, as: Float.self)
    var trainer = Trainer(
      design: design, recipe: old, state: TrainingState(weights), threads: 2)
    var recipe = recipe
    (recipe.learningRate, recipe.decay, recipe.warmupRatio) = (0.01, .constant, 0)
    (recipe.weightDecay, recipe.beta2) = (0.1, 0.95)
    let target = WeightTarget<Float>(design)
    var tuner = FineTuner(
      target: target, recipe: recipe,
      examples: batch.map { TrainingExample(tokens: $0, responseStart: 0) },
      state: target.initialState(weights), threads: 2)
    for _ in 1...4 {
      let (a, b) = (trainer.step(batch), tuner.step(on: Array(batch.indices)))
      #expect(abs(a.loss - b.loss) < 1e-12 && a.gradientNorm == b.gradientNorm)
    }
    for parameter in design.parameters.map(\.parameter) {
      #expect(tuner.state.values[parameter] == trainer.state.weights[parameter])
      #expect(tuner.state.secondMoments[parameter] == trainer.state.secondMoments[parameter])
    }
    #expect(target.weights(tuner.state.values)[.embedding] == trainer.state.weights[.embedding])
  }

  @Test func `A gradient that is not finite changes nothing and ends the epoch`() {
    var weights = Initialization.weights(of: TrainingDesigns.llama, seed: 2, as: Float.self)
    weights.update(.weight(.down, layer: 1)) { $0[0] = .infinity }
    let target = AdapterTarget(weights, lora: LoRADesign(rank: 2))
    var tuner = FineTuner(
      target: target, recipe: recipe, examples: Self.examples,
      state: target.initialState(seed: 4), threads: 2)
    let isFinite = tuner.finishEpoch()
    #expect(!isFinite && tuner.state == target.initialState(seed: 4))
  }

  @Test func `An update changes adapters where they lie`() {
    var tuner = tuner()
    func places() -> [UInt] {
      [tuner.state.values, tuner.state.firstMoments, tuner.state.secondMoments].flatMap {
        $0.matrices.map {
          unsafe $0.values.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        }
      }
    }
    // The moments are born sharing their zeros; the first update gives each its own.
    tuner.step()
    let before = places()
    tuner.step()
    let stayed = places() == before
    #expect(stayed)
  }

  @Test func `The loss of a pattern falls by adapters alone`() {
    var recipe = recipe
    (recipe.epochs, recipe.learningRate, recipe.warmupRatio) = (40, 0.05, 0)
    var weights = Initialization.weights(of: TrainingDesigns.llama, seed: 2, as: Float.self)
    for parameter in weights.design.parameters.map(\.parameter) where parameter.isMatrix {
      weights.update(parameter) { values in for i in values.indices { values[i] *= 20 } }
    }
    let target = AdapterTarget(
      weights,
      lora: LoRADesign(rank: 4, alpha: 8, dropout: 0, projections: Set(Projection.allCases)))
    var tuner = FineTuner(
      target: target, recipe: recipe, examples: Self.examples,
      state: target.initialState(seed: 4), threads: 2)
    let losses = (1...120).map { _ in tuner.step().loss }
    #expect((losses.last ?? .infinity) < losses[0] / 2)
  }
}
