import LinearAlgebra
import Testing
import Transformer

/// Equal bits from equal recipes.
@Suite struct TrainingDeterminismTests {
  init() { NumericEnvironment.useOneThreadPerProduct() }

  private let recipe = TrainingRecipe(
    steps: 12, learningRate: 0.01, warmupSteps: 2, partialGradients: 3, sequencesPerPass: 2)

  private func trainer(
    _ name: String, state: TrainingState<Float>? = nil, threads: Int = 2
  ) throws -> Trainer<Float> {
    let design = try #require(TrainingDesigns.all[name])
    return Trainer(design: design, recipe: recipe, state: state, threads: threads)
  }

  /// Weights and moments, bit by bit.
  private func bits(_ state: TrainingState<Float>) -> [UInt32] {
    state.firstMoments.parameters.flatMap { parameter in
      [state.weights[parameter], state.firstMoments[parameter], state.secondMoments[parameter]]
        .joined().map(\.bitPattern)
    }
  }

  @Test(arguments: ["llama", "gpt2"])
  func `The number of threads changes nothing`(name: String) throws {
    let runs = try [1, 2, 5].map { threads in
      var trainer = try trainer(name, threads: threads)
      let records = (1...6).map { trainer.step(TrainingDesigns.batch($0)) }
      return (records, bits(trainer.state))
    }
    for run in runs.dropFirst() {
      #expect(run.0 == runs[0].0)
      #expect(run.1 == runs[0].1)
    }
  }

  @Test(arguments: ["llama", "gpt2"])
  func `A run that was saved value by value goes on as if it had not stopped`(
    name: String
  ) throws {
    var whole = try trainer(name)
    for step in 1...8 { whole.step(TrainingDesigns.batch(step)) }
    var first = try trainer(name)
    for step in 1...5 { first.step(TrainingDesigns.batch(step)) }
    let design = first.state.weights.design
    let saved = first.state
    var restored = TrainingState(Initialization.weights(of: design, seed: 99, as: Float.self))
    for parameter in saved.firstMoments.parameters {
      restored.weights[parameter] = saved.weights[parameter]
      restored.firstMoments[parameter] = saved.firstMoments[parameter]
      restored.secondMoments[parameter] = saved.secondMoments[parameter]
    }
    restored.step = saved.step
    var second = try trainer(name, state: restored)
    for step in 6...8 { second.step(TrainingDesigns.batch(step)) }
    #expect(bits(second.state) == bits(whole.state))
    #expect(second.state.step == 8)
  }

  @Test func `An update changes the weights where they lie`() throws {
    var trainer = try trainer("gpt2")
    func places() -> [UInt] {
      trainer.state.firstMoments.parameters.flatMap { parameter in
        [
          trainer.state.weights[parameter], trainer.state.firstMoments[parameter],
          trainer.state.secondMoments[parameter],
        ].map { values in
          unsafe values.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        }
      }
    }
    // The moments are born sharing their zeros; the first update gives each its own.
    trainer.step(TrainingDesigns.batch(1))
    let before = places()
    trainer.step(TrainingDesigns.batch(2))
    let stayed = places() == before
    #expect(stayed)
  }
}
