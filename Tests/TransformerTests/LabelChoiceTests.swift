import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import Transformer

/// Labels that are drawn from the model.
@Suite struct LabelChoiceTests {
  @Test func `A quantile is the first token whose cumulative probability is above it`() {
    var numbers = SeededNumbers(seed: 1)
    let logits = numbers.matrix(3, 9, of: Float.self)
    for row in 0..<3 {
      let weights = (0..<9).map { Double.exponential(Double(logits[row, $0])) }
      let total = weights.reduce(0, +)
      for step in 0..<50 {
        let uniform = (Double(step) + 0.5) / 50
        var (token, running) = (0, weights[0])
        while running <= uniform * total {
          token += 1
          running += weights[token]
        }
        #expect(drawn(from: logits, row: row, at: uniform) == Int32(token))
      }
    }
  }

  @Test func `Tokens without probability are never drawn`() {
    let logits = Matrix<Float>(rows: 1, columns: 4, values: [-200, 1, 1, -200])
    #expect(drawn(from: logits, row: 0, at: 0) == 1)
    #expect(drawn(from: logits, row: 0, at: 1 - 0x1p-53) == 2)
  }

  @Test func `A draw follows from seed, example and position alone`() {
    let logits = Matrix<Double>(zeros: 8, 1000)
    let all = LabelChoice.sampled(seed: 4, example: 2).targets(3..<11, of: [], logits: logits)
    let part = LabelChoice.sampled(seed: 4, example: 2)
      .targets(6..<8, of: [], logits: Matrix<Double>(zeros: 2, 1000))
    #expect(Array(all[3..<5]) == part)
    #expect(Set(all).count > 4)
    let other = LabelChoice.sampled(seed: 4, example: 3).targets(3..<11, of: [], logits: logits)
    #expect(other != all)
  }

  @Test func `The gradient of the sum is that of the mean times the number`() throws {
    let tiny = try TinyModel("grouped-tied")
    let decoder = Decoder(weights: try tiny.weights(of: Double.self), maxLength: 20)
    let trace = decoder.forward(tiny.tokens)
    let scored = [2..<4, 5..<8]
    let (mean, sum) = (
      decoder.loss(trace, scored: scored), decoder.summedLoss(trace, scored: scored)
    )
    #expect(mean.tokenLosses == sum.tokenLosses)
    #expect(
      disagreement(
        sum.hiddenGradient.values, mean.hiddenGradient.values.map { $0 * 5 }, absolute: 1e-14,
        relative: 1e-13) < 1)
  }
}
