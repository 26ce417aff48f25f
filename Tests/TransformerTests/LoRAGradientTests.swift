import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import Transformer

/// Gradients of adapters against central differences, and the adapted map against its definition.
@Suite struct LoRAGradientTests {
  private let lora = LoRADesign(
    rank: 3, alpha: 5, dropout: 0.3, projections: Set(Projection.allCases))
  private let examples = [
    TrainingExample(tokens: [3, 1, 4, 1, 5], responseStart: 2),
    TrainingExample(tokens: [9, 2, 6, 5, 3, 5], scored: [0..<1, 3..<5]),
    TrainingExample(tokens: [8, 9, 7], responseStart: 1),
  ]

  private func adapters(of design: DecoderDesign) -> AdapterValues<Double> {
    var values = AdapterValues<Double>(initial: lora, of: design, seed: 3)
    var numbers = SeededNumbers(seed: 4)
    for parameter in values.parameters where parameter.factor == .b {
      values[parameter] = numbers.matrix(1, values[parameter].count).values.map { $0 / 3 }
    }
    return values
  }

  /// The gradient of a batch, with what is dropped.
  private func lane(
    _ target: AdapterTarget<Double>, _ values: AdapterValues<Double>, perPass: Int,
    mean: FineTuningRecipe.Mean = .tokens
  ) -> FineTuningLane<AdapterTarget<Double>> {
    var recipe = FineTuningRecipe()
    (recipe.partialGradients, recipe.examplesPerPass, recipe.mean) = (1, perPass, mean)
    var lane = FineTuningLane(target)
    lane.passes = ExamplePass.passes(of: [2, 0, 1], among: examples, recipe)[0]
    lane.run(
      FineTuningJob(
        target: target, values: values, tables: RotaryTables(design: target.design, maxLength: 6),
        step: 4, seed: 11))
    return lane
  }

  private func target(_ name: String) throws -> AdapterTarget<Double> {
    let design = try #require(TrainingDesigns.all[name])
    var weights = Initialization.weights(of: design, seed: 5, as: Double.self)
    for (parameter, _) in design.parameters where parameter.isMatrix {
      weights.update(parameter) { values in for i in values.indices { values[i] *= 10 } }
    }
    return AdapterTarget(weights, lora: lora)
  }

  @Test(
    arguments: ["llama", "gpt2"],
    [FineTuningRecipe.Mean.tokens, .examples])
  func `Every adapter by central differences, dropout and all`(
    name: String, mean: FineTuningRecipe.Mean
  ) throws {
    let target = try target(name)
    let values = adapters(of: target.design)
    let gradient = lane(target, values, perPass: 2, mean: mean).accumulator.sums
    for parameter in values.parameters {
      let numeric = centralDifferences(at: values[parameter]) {
        var moved = values
        moved[parameter] = $0
        return lane(target, moved, perPass: 2, mean: mean).loss
      }
      let error = disagreement(gradient[parameter], numeric, absolute: 1e-8, relative: 1e-6)
      #expect(error < 1, "\(parameter): \(error)")
    }
  }

  @Test func `How examples are stacked changes nothing but rounding`() throws {
    let target = try target("llama")
    let values = adapters(of: target.design)
    let runs = [1, 2, 3].map { lane(target, values, perPass: $0) }
    for run in runs.dropFirst() {
      #expect(abs(run.loss - runs[0].loss) < 1e-13)
      for parameter in values.parameters {
        #expect(
          disagreement(
            run.accumulator.sums[parameter], runs[0].accumulator.sums[parameter],
            absolute: 1e-13, relative: 1e-11) < 1)
      }
    }
  }

  @Test(arguments: ["llama", "gpt2"], Retention.allCases)
  func `Gradients of a stack are those of each example alone`(
    name: String, retention: Retention
  ) throws {
    let target = try target(name)
    let weights = AdaptedWeights(target.base, lora: lora, adapters: adapters(of: target.design))
    let tables = RotaryTables<Double>(design: target.design, maxLength: 6)
    let stacked = weights.gradients(stacked: examples, tables: tables, retention: retention)
    #expect(stacked.count == examples.count)
    for (example, found) in zip(examples, stacked) {
      let alone = weights.gradient(of: example, tables: tables)
      #expect(abs(found.loss - alone.loss) < 1e-13)
      for parameter in alone.gradient.parameters {
        #expect(
          disagreement(
            found.gradient[parameter], alone.gradient[parameter], absolute: 1e-14, relative: 1e-11)
            < 1, "\(parameter)")
      }
    }
  }

  @Test func `A stack ends where its texts or tokens are too many`() {
    #expect(examples.stacks(of: 8, tokens: 14) == [0..<3])
    #expect(examples.stacks(of: 8, tokens: 13) == [0..<2, 2..<3])
    #expect(examples.stacks(of: 2, tokens: .max) == [0..<2, 2..<3])
    #expect(examples.stacks(of: 8, tokens: 1) == [0..<1, 1..<2, 2..<3])
    #expect([TrainingExample]().stacks(of: 8, tokens: 1).isEmpty)
    var recipe = FineTuningRecipe()
    (recipe.partialGradients, recipe.examplesPerPass, recipe.tokensPerPass) = (1, 8, 11)
    let passes = ExamplePass.passes(of: [2, 0, 1], among: examples, recipe)[0]
    #expect(passes.map(\.indices) == [[2, 0], [1]])
    #expect(passes.map(\.scored) == [[0..<2, 4..<7], [0..<1, 3..<5]])
  }

  @Test func `An adapted map is W + alpha over r times B A`() throws {
    let target = try target("llama")
    let values = adapters(of: target.design)
    let plain = try #require(target.base as? ResidentWeights<Double>)
    var merged = plain
    for layer in target.design.blocks.indices {
      for projection in Projection.allCases {
        let (outputs, inputs) = target.design.blocks[layer].shape(of: projection, hidden: 8)
        let a = values[AdapterParameter(.a, projection, layer: layer)]
        let b = values[AdapterParameter(.b, projection, layer: layer)]
        merged.update(.weight(projection, layer: layer)) { weight in
          for row in 0..<outputs {
            for column in 0..<inputs {
              for r in 0..<3 {
                weight[row * inputs + column] += 5.0 / 3 * b[row * 3 + r] * a[r * inputs + column]
              }
            }
          }
        }
      }
    }
    func logits(_ weights: any DecoderWeights<Double>) -> [Double] {
      let decoder = Decoder(weights: weights, maxLength: 6)
      return decoder.logits(decoder.forward(examples[1].tokens)).values
    }
    let adapted = logits(AdaptedWeights(plain, lora: lora, adapters: values))
    #expect(disagreement(adapted, logits(merged), absolute: 1e-12, relative: 1e-10) < 1)
    #expect(disagreement(adapted, logits(plain), absolute: 1e-2, relative: 0) > 1)
    let initial = AdapterValues<Double>(initial: lora, of: target.design, seed: 1)
    #expect(logits(AdaptedWeights(plain, lora: lora, adapters: initial)) == logits(plain))
  }
}
