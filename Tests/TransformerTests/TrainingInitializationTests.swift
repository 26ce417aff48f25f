import Testing
import Transformer

/// What training from scratch starts from.
@Suite struct TrainingInitializationTests {
  private func moments(_ values: [Double]) -> (mean: Double, deviation: Double, fourth: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let fourth = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) * ($1 - mean) }
    return (mean, variance.squareRoot(), fourth / count / (variance * variance))
  }

  private var wide: DecoderDesign {
    var design = TrainingDesigns.gpt2
    design.vocabularySize = 5000
    for layer in design.blocks.indices { design.blocks[layer].mlp.intermediateSize = 5000 }
    return design
  }

  @Test func `Matrices are normal, narrower where they write to the residual stream`() {
    let weights = Initialization.weights(of: wide, seed: 3, as: Double.self)
    // 40 000 numbers each: standard errors are 0.5 % of the mean's unit, 0.35 % and 0.025.
    for (parameter, deviation) in [
      (Parameter.embedding, 0.02), (.weight(.up, layer: 1), 0.02), (.weight(.down, layer: 1), 0.01),
    ] {
      let found = moments(weights[parameter])
      #expect(abs(found.mean) < 0.025 * deviation, "\(parameter)")
      #expect(abs(found.deviation / deviation - 1) < 0.015, "\(parameter)")
      #expect(abs(found.fourth - 3) < 0.12, "\(parameter)")
    }
  }

  @Test func `Scales are 1, biases and shifts 0`() {
    let weights = Initialization.weights(of: TrainingDesigns.gpt2, seed: 3, as: Float.self)
    for (parameter, shape) in TrainingDesigns.gpt2.parameters where shape.count == 1 {
      let value: Float = if case .scale = parameter { 1 } else { 0 }
      #expect(weights[parameter] == Array(repeating: value, count: shape[0]), "\(parameter)")
    }
  }

  @Test func `A matrix depends on the seed and its place, not on what else there is`() {
    var other = TrainingDesigns.gpt2
    other.learnedPositions = nil
    other.tiesEmbeddings = false
    other.blocks[0].mlp.isGated = true
    let first = Initialization.weights(of: TrainingDesigns.gpt2, seed: 3, as: Float.self)
    let second = Initialization.weights(of: other, seed: 3, as: Float.self)
    for (parameter, shape) in TrainingDesigns.gpt2.parameters
    where shape.count == 2 && parameter != .positions {
      #expect(first[parameter] == second[parameter], "\(parameter)")
    }
    let reseeded = Initialization.weights(of: TrainingDesigns.gpt2, seed: 4, as: Float.self)
    #expect(first[.embedding] != reseeded[.embedding])
  }

  @Test func `No two matrices begin alike`() {
    let design = TrainingDesigns.llama
    let weights = Initialization.weights(of: design, seed: 3, as: Double.self)
    // Those of the residual stream are narrower; the ratio of two numbers does not see it.
    let starts = design.parameters.filter { $0.shape.count == 2 }.map {
      weights[$0.parameter][0] / weights[$0.parameter][1]
    }
    #expect(Set(starts).count == starts.count)
  }
}
