import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

@testable import GradientSpectra

/// What must hold of any causal transformer's gradients, on a random model: rank bounds and the effect of
/// response length alone.
@Suite struct ExactPropertyTests {
  static let design: DecoderDesign = {
    let norm = NormDesign(.rootMeanSquare, epsilon: 1e-5)
    let block = BlockDesign(
      attentionNorm: norm, mlpNorm: norm,
      attention: AttentionDesign(
        heads: 6, keyValueHeads: 2, headSize: 8, rotary: RotaryDesign(base: 10_000, width: 8)),
      mlp: MLPDesign(intermediateSize: 64, activation: .silu))
    return DecoderDesign(
      hiddenSize: 48, vocabularySize: 101, blocks: Array(repeating: block, count: 3),
      finalNorm: norm, tiesEmbeddings: true)
  }()

  let model: Decoder<Double>
  let tokens: [Int32]

  init() {
    var numbers = SeededNumbers(seed: 12)
    let shapes = Dictionary(
      uniqueKeysWithValues: Self.design.parameters.map { ($0.parameter, $0.shape) })
    let weights = ResidentWeights<Double>(Self.design) { parameter in
      let count = shapes[parameter]?.reduce(1, *) ?? 0
      if case .scale = parameter { return Array(repeating: 1, count: count) }
      let scale = parameter == .embedding ? 1 : 0.4
      return numbers.matrix(1, count, of: Double.self).values.map { $0 * scale }
    }
    model = Decoder(weights: weights, maxLength: 60)
    tokens = (0..<40).map { _ in Int32.random(in: 0..<101, using: &numbers) }
  }

  private func spectra(
    _ tokens: [Int32], responseTokens: Int, route: SpectrumRoute? = .bidiagonal
  ) throws -> ExampleSpectra {
    let measure = SpectraMeasurement(
      model: model, projections: Set(Projection.allCases), route: route)
    return try measure(tokens, responseStart: tokens.count - responseTokens)
  }

  /// The number of singular values above 1e-12 of the largest.
  private func rank(_ spectrum: Spectrum) -> Int {
    spectrum.values.count { $0 > 1e-12 * spectrum.sigma1 }
  }

  @Test func `No rank exceeds T − 1, nor that of queries T − 2 below the last layer`() throws {
    let short = Array(tokens.prefix(20))
    let measured = try spectra(short, responseTokens: 12)
    for (projection, spectra) in measured.spectra {
      for (layer, spectrum) in spectra.enumerated() {
        #expect(rank(spectrum) <= 19, "\(projection) of layer \(layer)")
        if projection == .q, layer < 2 { #expect(rank(spectrum) <= 18) }
      }
    }
  }

  @Test(arguments: [1, 2, 5])
  func `In the last layer N bounds the ranks of queries and output, heads times N that of values`(
    responseTokens: Int
  ) throws {
    let measured = try spectra(tokens, responseTokens: responseTokens)
    let last = try measured.spectra.mapValues { try #require($0.last) }
    #expect(rank(try #require(last[.q])) <= responseTokens)
    #expect(rank(try #require(last[.o])) <= responseTokens)
    #expect(rank(try #require(last[.v])) <= 6 * responseTokens)
  }

  @Test func `A response of one token has rank exactly one in the last queries and output`() throws
  {
    let measured = try spectra(tokens, responseTokens: 1, route: nil)
    for projection in [Projection.q, .o] {
      let spectrum = try #require(measured.spectra[projection]?.last)
      #expect(spectrum.effectiveRank == 1)
      #expect(spectrum.sigma1Ratio == 1)
    }
  }

  @Test func `In layer 0 the distinct tokens bound the ranks of queries, keys and values`() throws {
    let repeated = (0..<40).map { Int32($0 % 4) }
    let measured = try spectra(repeated, responseTokens: 20)
    for projection in [Projection.q, .k, .v] {
      #expect(rank(try #require(measured.spectra[projection]?.first)) <= 4)
    }
  }

  @Test func `The mean loss has at most the mean of the tokens' nuclear norms`() throws {
    let whole = try spectra(tokens, responseTokens: 4)
    var bound = 0.0
    for last in 0..<4 {
      let part = Array(tokens.prefix(tokens.count - last))
      bound += try #require(try spectra(part, responseTokens: 1).spectra[.v]?[1]).nuclearNorm / 4
    }
    #expect(try #require(whole.spectra[.v]?[1]).nuclearNorm <= bound)
  }

  @Test func `Length alone lowers the nuclear norm and raises the effective rank of queries`()
    throws
  {
    let found = try [1, 4, 16, 39].map { count in
      try #require(try spectra(tokens, responseTokens: count).spectra[.q]?[1])
    }
    let norms = found.map(\.nuclearNorm)
    let ranks = try found.map { try #require($0.effectiveRank) }
    #expect(norms == norms.sorted(by: >))
    #expect(ranks == ranks.sorted())
  }

  @Test func `Similarities are the cosines of the dense gradients`() throws {
    let measured = try spectra(tokens, responseTokens: 10, route: nil)
    var dense = DenseGradients()
    let trace = model.forward(tokens)
    let loss = model.loss(trace, responseStart: 30)
    model.backward(trace, hiddenGradient: loss.hiddenGradient, observer: &dense)
    func cosine(_ a: (Projection, Int), _ b: (Projection, Int)) -> Double {
      let (x, y) = (dense.found[a.0]?[a.1] ?? [], dense.found[b.0]?[b.1] ?? [])
      return innerProduct(x, y) / (innerProduct(x, x) * innerProduct(y, y)).squareRoot()
    }
    for layer in 0..<3 {
      let pairs = [
        (try #require(measured.queryOutput)[layer], cosine((.q, layer), (.o, layer))),
        (try #require(measured.keyValue)[layer], cosine((.k, layer), (.v, layer))),
      ]
      for (found, expected) in pairs { #expect(abs(found - expected) < 1e-6) }
    }
    for projection in Projection.allCases {
      let list = try #require(measured.adjacent[projection])
      #expect(list.count == 2)
      for layer in 0..<2 {
        #expect(abs(list[layer] - cosine((projection, layer), (projection, layer + 1))) < 1e-6)
      }
    }
  }

  @Test func `Examples measured in step are examples measured alone, bit for bit`() throws {
    let measure = SpectraMeasurement(model: model, projections: [.q, .o, .down])
    let texts = [
      SpectraMeasurement<Double>.Text(tokens, responseStart: 30),
      .init([5], responseStart: 0),
      .init(Array(tokens.prefix(9)), responseStart: 2),
    ]
    let found = measure.measure(texts)
    #expect(found.count == 3)
    #expect(try found[0].get() == measure(tokens, responseStart: 30))
    #expect(found[1] == .failure(.noResponseToken))
    #expect(try found[2].get() == measure(Array(tokens.prefix(9)), responseStart: 2))
  }

  @Test func `The structural rank is the smallest of sides and active rows`() throws {
    let measured = try spectra(Array(tokens.prefix(20)), responseTokens: 3, route: nil)
    #expect(try #require(measured.spectra[.q]?.last).structuralRank == 3)
    #expect(try #require(measured.spectra[.k]?.last).structuralRank == 16)
    // The last token predicts nothing.
    #expect(try #require(measured.spectra[.gate]?.first).structuralRank == 19)
  }

  @Test func `A projection that a model lacks is not measured`() throws {
    var design = Self.design
    for layer in design.blocks.indices { design.blocks[layer].mlp.isGated = false }
    let all = ResidentWeights<Double>(design) { parameter in
      guard case .weight(let projection, let layer) = parameter else {
        return parameter == .embedding
          ? Array(repeating: 0.1, count: 101 * 48) : Array(repeating: 1, count: 48)
      }
      let shape = design.blocks[layer].shape(of: projection, hidden: 48)
      return (0..<shape.outputs * shape.inputs).map { Double($0 % 7) * 0.1 }
    }
    let measure = SpectraMeasurement(
      model: Decoder(weights: all, maxLength: 60), projections: [.gate, .up])
    let measured = try measure(tokens, responseStart: 30)
    #expect(Set(measured.spectra.keys) == [.up])
  }

  @Test func `An example without a response token is refused`() {
    let measure = SpectraMeasurement(model: model, projections: [.q])
    #expect(throws: UnmeasurableExample.noResponseToken) {
      try measure(tokens, responseStart: tokens.count)
    }
    #expect(throws: UnmeasurableExample.noResponseToken) { try measure([5], responseStart: 0) }
  }
}

/// Keeps G of every projection, layer by layer.
private struct DenseGradients: GradientObserver {
  let projections = Set(Projection.allCases)
  var found: [Projection: [[Double]]] = [:]

  mutating func observe(
    _ projection: Projection, layer: Int, input: Matrix<Double>, outputGradient: Matrix<Double>
  ) {
    let gradient = product(outputGradient.transposed, input.operand)
    found[projection, default: []].insert(gradient.values, at: 0)
  }
}
