import Testing
import Transformer

/// What a step does as a whole.
@Suite struct TrainingTests {
  @Test(arguments: ["llama", "gpt2"])
  func `The loss of a pattern falls from chance to almost nothing`(name: String) throws {
    let recipe = TrainingRecipe(steps: 150, learningRate: 0.03, warmupSteps: 10)
    var trainer = Trainer<Float>(
      design: try #require(TrainingDesigns.all[name]), recipe: recipe, threads: 2)
    let batch = (0..<6).map { TrainingDesigns.pattern(10, from: 2 * $0) }
    let losses = (1...recipe.steps).map { _ in trainer.step(batch).loss }
    #expect(abs(losses[0] - 2.565) < 0.05)  // ln 13
    #expect((losses.last ?? .infinity) < 0.6)
  }

  @Test func `A step reports what it did`() {
    let recipe = TrainingRecipe(steps: 4, learningRate: 0.5, warmupSteps: 2)
    var trainer = Trainer<Double>(design: TrainingDesigns.llama, recipe: recipe, threads: 1)
    let record = trainer.step([[1, 2, 3], [4], [5, 6]])
    #expect(record.step == 1 && record.learningRate == 0.25 && record.tokens == 6)
    #expect(record.isFinite && record.gradientNorm > 0)
    #expect(trainer.state.step == 1)
  }

  @Test func `A gradient that is not finite changes nothing and does not count`() {
    let recipe = TrainingRecipe(steps: 4, learningRate: 0.1)
    var weights = Initialization.weights(of: TrainingDesigns.llama, seed: 1, as: Float.self)
    weights.update(.weight(.down, layer: 1)) { $0[0] = .infinity }
    var trainer = Trainer(
      design: TrainingDesigns.llama, recipe: recipe, state: TrainingState(weights), threads: 2)
    let record = trainer.step(TrainingDesigns.batch(1))
    #expect(!record.isFinite)
    #expect(trainer.state.step == 0)
    #expect(trainer.state.weights[.embedding] == weights[.embedding])
    #expect(trainer.state.firstMoments[.embedding].allSatisfy { $0 == 0 })
  }

  @Test func `Passes and partial gradients do not change the loss and hardly the gradient`() {
    let shapes = [(1, 1), (1, 7), (3, 2), (4, 1), (9, 4)]
    let records = shapes.map { parts, sequences in
      var trainer = Trainer<Double>(
        design: TrainingDesigns.gpt2,
        recipe: TrainingRecipe(
          steps: 2, learningRate: 0.1, partialGradients: parts, sequencesPerPass: sequences),
        threads: 1)
      return trainer.step(TrainingDesigns.batch(1))
    }
    for record in records.dropFirst() {
      #expect(abs(record.loss - records[0].loss) < 1e-13)
      #expect(abs(record.gradientNorm - records[0].gradientNorm) < 1e-12)
    }
  }
}
