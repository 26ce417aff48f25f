import LinearAlgebra
import TestSupport
import Testing

@testable import Transformer

/// The gradient of a batch, parameter by parameter, against central differences of its loss.
@Suite struct TrainingGradientTests {
  private let sequences: [[Int32]] = [[3, 1, 4, 1, 5], [9, 2, 6], [3, 5, 8, 9]]

  /// Tied embeddings that are scaled, learned positions, biases, layer norms: every kind of parameter.
  private var design: DecoderDesign {
    var design = TrainingDesigns.gpt2
    design.embeddingScale = 3
    return design
  }

  private func lane(_ weights: ResidentWeights<Double>, passes: Int) -> TrainingLane<Double> {
    var lane = TrainingLane<Double>(weights.design)
    lane.passes =
      StackedSequences.passes(
        of: sequences,
        TrainingRecipe(
          steps: 1, learningRate: 1, partialGradients: 1, sequencesPerPass: 3 / passes))[0]
    #expect(lane.passes.count == passes)
    lane.run(Decoder(weights: weights, maxLength: 5), predictions: 9)
    return lane
  }

  @Test(arguments: [1, 3]) func `Every parameter by central differences`(passes: Int) {
    var weights = Initialization.weights(of: design, seed: 5, as: Double.self)
    var numbers = SeededNumbers(seed: 6)
    for (parameter, _) in design.parameters {
      weights.update(parameter) { values in
        for i in values.indices { values[i] += Double.random(in: -0.2...0.2, using: &numbers) }
      }
    }
    let gradient = lane(weights, passes: passes).accumulator.sums
    for (parameter, _) in design.parameters {
      let numeric = centralDifferences(at: weights[parameter]) { values in
        var moved = weights
        moved[parameter] = values
        return lane(moved, passes: passes).totalLoss / 9
      }
      let error = disagreement(gradient[parameter], numeric, absolute: 1e-8, relative: 1e-6)
      #expect(error < 1, "\(parameter): \(error)")
    }
  }

  @Test func `Sequences stay together and are shared out evenly`() {
    let recipe = TrainingRecipe(
      steps: 1, learningRate: 1, partialGradients: 3, sequencesPerPass: 2)
    let batch = (1...9).map { Array(repeating: Int32($0), count: $0) }
    let passes = StackedSequences.passes(of: batch, recipe)
    // The first predicts nothing; 2 + 3 + 3 sequences are left, two a pass.
    #expect(passes.map { $0.map(\.segments.count) } == [[2], [2, 1], [2, 1]])
    #expect(passes[0][0].tokens == [2, 2, 3, 3, 3])
    #expect(passes[0][0].scored == [0..<1, 2..<4])
    #expect(passes.joined().reduce(0) { $0 + $1.predictions } == 36)
  }
}
