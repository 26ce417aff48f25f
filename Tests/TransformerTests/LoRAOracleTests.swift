import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

/// Twenty updates of adapters, and gradients of single examples, against torch and peft in float64.
@Suite struct LoRAOracleTests {
  private func target<Element: BLASScalar>(
    _ fixture: LoRAFixture, as type: Element.Type
  ) throws -> AdapterTarget<Element> {
    let weights = try ResidentWeights(fixture.base.design) {
      try fixture.base.values("initial", $0).map { Element($0) }
    }
    return AdapterTarget(weights, lora: fixture.lora)
  }

  private func adapters<Element: BLASScalar>(
    _ fixture: LoRAFixture, _ group: String, as type: Element.Type
  ) throws -> AdapterValues<Element> {
    var values = AdapterValues<Element>(zeros: fixture.lora, of: fixture.base.design)
    for parameter in values.parameters {
      values[parameter] = try fixture.values(group, parameter, as: type)
    }
    return values
  }

  private func checkRun<Element: BLASScalar>(
    _ name: String, as type: Element.Type, loss: Double, parameters: Double
  ) throws {
    let fixture = try LoRAFixture(name)
    var tuner = FineTuner(
      target: try target(fixture, as: type), recipe: fixture.recipe, examples: fixture.examples,
      state: FineTuningState(try adapters(fixture, "initial", as: type)), threads: 2)
    let records = fixture.batches.map { tuner.step(on: $0) }
    #expect(tuner.isFinished)
    func error(_ found: KeyPath<StepRecord, Double>, _ key: String) throws -> Double {
      disagreement(
        records.map { $0[keyPath: found] }, try fixture.numbers(key), absolute: loss, relative: loss
      )
    }
    #expect(try error(\.loss, "losses") < 1)
    #expect(try error(\.gradientNorm, "norms") < 1)
    #expect(
      disagreement(
        records.map(\.learningRate), try fixture.numbers("rates"), absolute: 1e-17, relative: 1e-12)
        < 1)
    for parameter in tuner.state.values.parameters {
      let error = disagreement(
        tuner.state.values[parameter], try fixture.values("final", parameter, as: type),
        absolute: parameters, relative: 0)
      #expect(error < 1, "\(parameter.fixtureName): \(error)")
    }
  }

  @Test(arguments: LoRAFixture.names)
  func `Losses, norms, rates and adapters agree with peft`(name: String) throws {
    try checkRun(name, as: Double.self, loss: 1e-10, parameters: 1e-9)
  }

  @Test(arguments: LoRAFixture.names)
  func `In single precision adapters agree to 1e-4`(name: String) throws {
    try checkRun(name, as: Float.self, loss: 1e-4, parameters: 1e-4)
  }

  @Test(arguments: LoRAFixture.names)
  func `The parameters have the order of peft's names`(name: String) throws {
    let fixture = try LoRAFixture(name)
    let parameters = fixture.lora.parameters(of: fixture.base.design).map(\.parameter.fixtureName)
    #expect(parameters == fixture.names)
  }

  private func checkGradients<Element: BLASScalar>(
    _ name: String, as type: Element.Type, tolerance: Double
  ) throws {
    let fixture = try LoRAFixture(name)
    let target = try target(fixture, as: type)
    let weights = AdaptedWeights(
      target.base, lora: fixture.lora, adapters: try adapters(fixture, "final", as: type))
    let tables = RotaryTables<Element>(design: fixture.base.design, maxLength: 9)
    let inStep = weights.gradients(inStep: fixture.examples, tables: tables)
    for (index, example) in fixture.examples.enumerated() {
      let (alone, gradient) = weights.gradient(of: example, tables: tables)
      #expect(inStep[index].loss == alone && inStep[index].gradient == gradient)
      var visited: Set<AdapterParameter> = []
      let loss = weights.forEachGradient(of: example, tables: tables, retention: .inputs) {
        #expect($1.values == gradient[$0])
        visited.insert($0)
      }
      #expect(loss == alone && visited == Set(gradient.parameters))
      for parameter in gradient.parameters {
        let error = disagreement(
          gradient[parameter].map { Double($0) }, try fixture.gradient(index, parameter),
          absolute: tolerance, relative: 0)
        #expect(error < 1, "\(index), \(parameter.fixtureName): \(error)")
      }
    }
  }

  @Test(arguments: LoRAFixture.names)
  func `Gradients of single examples agree with autograd`(name: String) throws {
    try checkGradients(name, as: Double.self, tolerance: 1e-9)
    try checkGradients(name, as: Float.self, tolerance: 1e-5)
  }

  @Test func `The runs clip some gradients and leave others`() throws {
    for name in LoRAFixture.names {
      let fixture = try LoRAFixture(name)
      let limit = try #require(fixture.recipe.gradientClip)
      let norms = try fixture.numbers("norms")
      #expect(norms.contains { $0 > limit } && norms.contains { $0 < limit })
    }
  }
}
