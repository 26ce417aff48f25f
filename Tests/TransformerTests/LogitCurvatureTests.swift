import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import Transformer

/// The softmax's curvature by hidden states against its definition, with and without a cap; passes that
/// enter the model at a block.
@Suite struct LogitCurvatureTests {
  private let tokens: [Int32] = [3, 0, 10, 7, 7, 1, 4, 9, 2]

  private func decoder(_ name: String) throws -> Decoder<Double> {
    let design = try #require(TinyDesigns.all[name])
    return Decoder(
      weights: ResidentWeights<Double>(design, design.randomValues(seed: 5)), maxLength: 12)
  }

  @Test(arguments: TinyDesigns.names)
  func `Products are those of the definition`(name: String) throws {
    let decoder = try decoder(name)
    let trace = decoder.forward(tokens)
    let scored = [1..<2, 3..<tokens.count - 1]
    var numbers = SeededNumbers(seed: 4)
    let u: Matrix<Double> = numbers.matrix(trace.hidden.rows, trace.hidden.columns)
    let found = LogitCurvature(decoder, trace, scored: scored).product(u)
    let (logits, head) = (decoder.logits(trace), decoder.weights.head())
    var expected = Matrix<Double>(zeros: u.rows, u.columns)
    for row in scored.joined() {
      let y = Array(logits.values[logits.range(ofRow: row)])
      let exponentials = y.map { Double.exponential($0) }
      let p = exponentials.map { $0 / exponentials.reduce(0, +) }
      let slopes = y.map { y in
        decoder.design.logitCap.map { 1 - (y / $0) * (y / $0) } ?? 1
      }
      // Jᵢ: the derivative of logit i by this row's hidden state.
      let change = p.indices.map { i in
        (0..<u.columns).reduce(0) { $0 + slopes[i] * head[i, $1] * u[row, $1] }
      }
      let mean = p.indices.reduce(0) { $0 + p[$1] * change[$1] }
      for i in p.indices {
        for j in 0..<u.columns {
          expected[row, j] += slopes[i] * head[i, j] * p[i] * (change[i] - mean)
        }
      }
    }
    #expect(disagreement(found.values, expected.values, absolute: 1e-12, relative: 1e-10) < 1)
  }

  @Test(arguments: TinyDesigns.names)
  func `A pass resumed at a block is the whole pass`(name: String) throws {
    let decoder = try decoder(name)
    let whole = decoder.forward(tokens)
    for layer in decoder.design.blocks.indices {
      let stream = decoder.stream(before: layer, tokens)
      let rest = decoder.forward(tokens, resuming: stream, at: layer)
      #expect(rest.hidden == whole.hidden, "from block \(layer)")
    }
  }
}
