import LinearAlgebra
import Tensors
import Testing

@testable import GradientSpectra
@testable import Transformer

/// What a pass keeps, by the memory that it takes.
@Suite struct RetentionChoiceTests {
  private let small = ExactPropertyTests().model

  @Test func `What is counted is what a trace holds`() {
    let tokens = [Int32](repeating: 1, count: 10)
    for retention in Retention.allCases {
      let trace = small.forward(tokens, retention: retention)
      let held = trace.blocks.reduce(0) { total, block in
        var values = block.input.values.count
        if let inside = block.inside {
          let scores = inside.attention
          values += inside.q.values.count + inside.k.values.count + inside.v.values.count
          values += scores.output.values.count + scores.normalizers.largest.values.count * 2
          values += inside.middle.values.count
          if let mlp = inside.mlp { values += mlp.up.values.count * 2 }
        }
        return total + values
      }
      #expect(small.design.keptValues(per: retention) * 10 == held, "\(retention)")
    }
  }

  @Test func `Longer texts keep less`() {
    let weights = small.weights
    let everything = (320 << 20) / (weights.design.keptValues(per: .everything) * 8)
    let withoutMLP = (1 << 30) / (weights.design.keptValues(per: .withoutMLP) * 8)
    #expect(Retention.fitting(weights, tokens: everything) == .everything)
    #expect(Retention.fitting(weights, tokens: everything + 1) == .withoutMLP)
    #expect(Retention.fitting(weights, tokens: withoutMLP) == .withoutMLP)
    #expect(Retention.fitting(weights, tokens: withoutMLP + 1) == .inputs)
  }
}
