import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import Transformer

/// What is kept, and what shares a pass, changes no result.
@Suite struct RetentionTests {
  private let tokens: [Int32] = [3, 0, 10, 7, 7, 1, 4, 9, 2]

  func decoder<Element: BLASScalar>(
    _ name: String, as type: Element.Type
  ) throws -> Decoder<Element> {
    let design = try #require(TinyDesigns.all[name])
    return Decoder(
      weights: ResidentWeights<Element>(design, design.randomValues(seed: 3)), maxLength: 12)
  }

  private func checkRetention<Element: BLASScalar>(_ name: String, as type: Element.Type) throws {
    let decoder = try decoder(name, as: type)
    let whole = decoder.gradients(tokens, scored: [1..<8], retention: .everything)
    for retention in Retention.allCases {
      let found = decoder.gradients(tokens, scored: [1..<8], retention: retention)
      #expect(found.loss.tokenLosses == whole.loss.tokenLosses)
      #expect(found.gradients == whole.gradients, "\(name), \(retention)")
    }
  }

  @Test(arguments: TinyDesigns.names)
  func `Gradients are the same bit for bit, whatever is kept`(name: String) throws {
    try checkRetention(name, as: Float.self)
    try checkRetention(name, as: Double.self)
  }

  @Test(arguments: TinyDesigns.names)
  func `Texts stacked are texts apart`(name: String) throws {
    let decoder = try decoder(name, as: Double.self)
    let segments = [0..<4, 4..<5, 5..<9]
    let stacked = decoder.forward(tokens, segments: segments)
    let logits = decoder.logits(stacked)
    for segment in segments {
      let alone = decoder.logits(decoder.forward(Array(tokens[segment])))
      let rows = segment.lowerBound * logits.columns..<segment.upperBound * logits.columns
      let error = disagreement(
        Array(logits.values[rows]), alone.values, absolute: 1e-13, relative: 1e-12)
      #expect(error < 1, "\(name), rows \(segment)")
    }
    // The mean over 3 + 3 scored tokens is the mean of both texts' means.
    let together = decoder.gradients(tokens, segments: segments, scored: [0..<3, 5..<8]).gradients
    let first = decoder.gradients(Array(tokens[0..<4]), scored: [0..<3]).gradients
    let last = decoder.gradients(Array(tokens[5..<9]), scored: [0..<3]).gradients
    for (parameter, gradient) in together {
      let (a, b) = (try #require(first[parameter]), try #require(last[parameter]))
      let mean = zip(a, b).map { ($0 + $1) / 2 }
      #expect(disagreement(gradient, mean, absolute: 1e-13, relative: 1e-10) < 1, "\(parameter)")
    }
  }

  @Test(arguments: TinyDesigns.names, Retention.allCases)
  func `Texts in step are texts alone, bit for bit`(name: String, retention: Retention) throws {
    let decoder = try decoder(name, as: Float.self)
    let texts = [tokens, [5], [1, 2, 3, 4, 5]]
    let traces = decoder.forward(inStep: texts, retention: retention)
    // A text of one token has no next one to score: its gradient is given.
    let losses = decoder.losses(inStep: [traces[0], traces[2]], scored: [[2..<8], [0..<4]])
    let ones = Matrix<Float>(
      rows: 1, columns: TinyDesigns.hidden, values: Array(repeating: 1, count: TinyDesigns.hidden))
    let gradients = [losses[0].hiddenGradient, ones, losses[1].hiddenGradient]
    var observers = texts.map { _ in ParameterGradients<Float>() }
    decoder.backward(inStep: traces, hiddenGradients: gradients, observers: &observers)
    for (i, text) in texts.enumerated() {
      let trace = decoder.forward(text)
      #expect(trace.hidden == traces[i].hidden)
      var alone = ParameterGradients<Float>()
      decoder.backward(trace, hiddenGradient: gradients[i], observer: &alone)
      #expect(alone.found == observers[i].found && alone.embedded == observers[i].embedded)
    }
  }

  @Test func `Each direction asks for a block once for all texts`() throws {
    let design = try #require(TinyDesigns.all["gemma2"])
    let weights = CountingWeights(
      resident: ResidentWeights<Float>(design, design.randomValues(seed: 3)))
    let decoder = Decoder<Float>(weights: weights, maxLength: 12)
    let traces = decoder.forward(inStep: [tokens, [4, 5, 6]], retention: .inputs)
    #expect(weights.asked.counts == [1, 1])
    let losses = decoder.losses(inStep: traces, scored: [[0..<8], [0..<2]])
    var observers = [ParameterGradients<Float>(), ParameterGradients<Float>()]
    decoder.backward(
      inStep: traces, hiddenGradients: losses.map(\.hiddenGradient), observers: &observers)
    #expect(weights.asked.counts == [2, 2])
    #expect(weights.asked.heads == 1)
  }

  @Test func `What follows a text does not change what it says`() throws {
    for name in TinyDesigns.names {
      let decoder = try decoder(name, as: Double.self)
      let short = decoder.logits(decoder.forward(Array(tokens.prefix(5)))).values
      let long = decoder.logits(decoder.forward(tokens)).values.prefix(short.count)
      #expect(disagreement(short, Array(long), absolute: 1e-13, relative: 1e-12) < 1, "\(name)")
    }
  }

  @Test func `The last row of a text has no next token to score`() async {
    await #expect(processExitsWith: .failure) {
      let decoder = try RetentionTests().decoder("llama", as: Double.self)
      let trace = decoder.forward([1, 2, 3, 4], segments: [0..<2, 2..<4])
      _ = decoder.loss(trace, scored: [0..<2])
    }
  }
}
