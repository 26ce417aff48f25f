import JSONTree
import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import Transformer

/// Logits, loss and all gradients of tiny random models against PyTorch in float64.
@Suite struct OracleTests {
  private func gradients<Element: BLASScalar>(
    of tiny: TinyModel, retention: Retention, as type: Element.Type
  ) throws -> (logits: [Element], loss: Double, gradients: [String: [Element]]) {
    let decoder = Decoder(weights: try tiny.weights(of: type), maxLength: tiny.tokens.count)
    let found = decoder.gradients(
      tiny.tokens,
      scored: [scoredPositions(count: tiny.tokens.count, responseStart: tiny.responseStart)],
      retention: retention)
    let named = found.gradients.map { ($0.key.llamaName, $0.value) }
    return (
      decoder.logits(decoder.forward(tiny.tokens)).values, found.loss.mean,
      Dictionary(uniqueKeysWithValues: named)
    )
  }

  @Test(arguments: TinyModel.names, Retention.allCases)
  func `Double agrees with PyTorch to 1e-10`(name: String, retention: Retention) throws {
    let tiny = try TinyModel(name)
    let found = try gradients(of: tiny, retention: retention, as: Double.self)
    #expect(disagreement(found.logits, tiny.logits, absolute: 1e-12, relative: 1e-10) < 1)
    #expect(abs(found.loss - tiny.loss) < 1e-12)
    let names = try #require(tiny.record["gradients"]?.members).map(\.key)
    #expect(Set(names) == Set(found.gradients.keys))
    for parameter in names {
      let error = disagreement(
        try #require(found.gradients[parameter]), try tiny.values("gradients", parameter),
        absolute: 1e-12, relative: 1e-10)
      #expect(error < 1, "\(parameter): \(error)")
    }
  }

  @Test(arguments: TinyModel.names)
  func `Float agrees with PyTorch to 1e-5 of the largest entry`(name: String) throws {
    let tiny = try TinyModel(name)
    let found = try gradients(of: tiny, retention: .everything, as: Float.self)
    #expect(abs(found.loss - tiny.loss) < 1e-5)
    for (parameter, gradient) in found.gradients {
      let expected = try tiny.values("gradients", parameter)
      let largest = expected.reduce(0) { max($0, abs($1)) }
      let error = disagreement(
        gradient.map(Double.init), expected, absolute: 1e-5 * largest, relative: 0)
      #expect(error < 1, "\(parameter): \(error)")
    }
  }
}
