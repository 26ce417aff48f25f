import TestSupport
import Testing
import Transformer

/// Twenty updates of tiny models against PyTorch in float64.
@Suite struct TrainingOracleTests {
  @Test(arguments: ["llama", "gpt2"])
  func `Losses, norms and all parameters agree with PyTorch`(name: String) throws {
    let fixture = try TrainingFixture(name)
    let initial = try ResidentWeights<Double>(fixture.design) {
      try fixture.values("initial", $0)
    }
    var trainer = Trainer(
      design: fixture.design, recipe: fixture.recipe, state: TrainingState(initial), threads: 2)
    let records = fixture.batches.map { trainer.step($0) }
    #expect(
      disagreement(records.map(\.loss), fixture.losses, absolute: 0, relative: 1e-10) < 1)
    #expect(
      disagreement(records.map(\.gradientNorm), fixture.norms, absolute: 0, relative: 1e-9) < 1)
    #expect(records.map(\.step) == Array(1...fixture.recipe.steps))
    for parameter in fixture.design.parameters.map(\.parameter) {
      // Keys' biases have no gradient but rounding errors, which the optimizer divides by epsilon.
      let error = disagreement(
        trainer.state.weights[parameter], try fixture.values("final", parameter),
        absolute: 1e-9, relative: 1e-9)
      #expect(error < 1, "\(parameter): \(error)")
    }
  }

  @Test func `The runs clip some gradients and leave others`() throws {
    let norms = try TrainingFixture("gpt2").norms
    #expect(norms.contains { $0 > 0.5 } && norms.contains { $0 < 0.5 })
  }
}
