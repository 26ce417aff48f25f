import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import Transformer

/// The gradient of every parameter of every architecture against central differences of the loss.
@Suite struct DecoderGradientTests {
  static let tokens: [Int32] = [3, 0, 10, 7, 7, 1, 4, 9, 2]

  private func check(_ name: String, segments: [Range<Int>]?, scored: [Range<Int>]) throws {
    let design = try #require(TinyDesigns.all[name])
    let values = design.randomValues(seed: 7)
    let tables = RotaryTables<Double>(design: design, maxLength: 12)
    func decoder(_ values: [Parameter: [Double]]) -> Decoder<Double> {
      Decoder(weights: ResidentWeights<Double>(design, values), tables: tables)
    }
    let found = decoder(values).gradients(Self.tokens, segments: segments, scored: scored).gradients
    #expect(Set(found.keys) == Set(design.parameters.map(\.parameter)))
    for (parameter, shape) in design.parameters {
      let numeric = centralDifferences(at: try #require(values[parameter]), step: 3e-6) { moved in
        var values = values
        values[parameter] = moved
        let decoder = decoder(values)
        return decoder.loss(
          decoder.forward(Self.tokens, segments: segments), scored: scored
        ).mean
      }
      let analytic = try #require(found[parameter])
      #expect(analytic.count == shape.reduce(1, *))
      let error = disagreement(analytic, numeric, absolute: 2e-9, relative: 1e-6)
      #expect(error < 1, "\(name), \(parameter): \(error)")
      // Only what a softmax cannot feel is zero, such as the bias of keys.
      let isFelt = analytic.contains { abs($0) > 1e-6 }
      #expect(isFelt || Self.isUnfelt(parameter, design), "\(name), \(parameter) has no gradient")
    }
  }

  /// A bias of keys that do not turn adds the same to all scores of a query.
  private static func isUnfelt(_ parameter: Parameter, _ design: DecoderDesign) -> Bool {
    guard case .bias(.k, let layer) = parameter else { return false }
    return design.blocks[layer].attention.rotary == nil
  }

  @Test(arguments: TinyDesigns.names)
  func `Every parameter of one text`(name: String) throws {
    try check(name, segments: nil, scored: [2..<8])
  }

  @Test(arguments: TinyDesigns.names)
  func `Every parameter of three texts stacked`(name: String) throws {
    try check(name, segments: [0..<4, 4..<5, 5..<9], scored: [0..<3, 6..<8])
  }
}
