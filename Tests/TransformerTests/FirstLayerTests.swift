import LinearAlgebra
import Tensors
import Testing

@testable import Transformer

/// A pass that ends above the first block meets the same gradients there.
@Suite struct FirstLayerTests {
  private struct Listener: GradientObserver {
    var projections: Set<Projection>
    var firstLayer: Int
    var met: [String: Matrix<Double>] = [:]

    mutating func observe(
      _ projection: Projection, layer: Int, input: Matrix<Double>, outputGradient: Matrix<Double>
    ) {
      met["\(layer) \(projection)"] = product(outputGradient.transposed, input.operand)
    }
  }

  @Test(arguments: [Set(Projection.allCases), [.gate, .down], [.o]], [0, 1, 2])
  func `Gradients do not depend on where the pass ends`(
    projections: Set<Projection>, firstLayer: Int
  ) throws {
    let tiny = try TinyModel("grouped-tied")
    let decoder = Decoder(weights: try tiny.weights(of: Double.self), maxLength: 20)
    func met(_ firstLayer: Int) -> [String: Matrix<Double>] {
      let trace = decoder.forward(tiny.tokens)
      let loss = decoder.loss(trace, responseStart: tiny.responseStart)
      var listener = Listener(projections: projections, firstLayer: firstLayer)
      decoder.backward(trace, hiddenGradient: loss.hiddenGradient, observer: &listener)
      return listener.met
    }
    let all = met(0)
    #expect(all.count == projections.count * 3)
    #expect(
      met(firstLayer)
        == all.filter { name, _ in Int(name.prefix(1)).map { $0 >= firstLayer } ?? false })
  }
}
