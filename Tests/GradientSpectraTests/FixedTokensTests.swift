import Tensors
import Testing
import Transformer

@testable import GradientSpectra

@Suite struct FixedTokensTests {
  private typealias Text = SpectraMeasurement<Double>.Text

  private let model = TinyDecoder.model(seed: 12, of: Double.self)
  private let tokens = TinyDecoder.tokens(40, seed: 3)

  private var measure: SpectraMeasurement<Double> {
    SpectraMeasurement(model: model, projections: [.q, .v, .down])
  }

  private func text(_ fixed: FixedTokens, key: String = "a") throws -> Text {
    try Text(tokens, responseStart: 25, fixed: fixed, key: key)
  }

  @Test(arguments: [1, 6, 15])
  func `The first N response tokens are the text cut after them`(count: Int) throws {
    let fixed = try measure.measure([text(FixedTokens(tokens: count))])[0].get()
    let cut = try measure(Array(tokens.prefix(25 + count)), responseStart: 25)
    #expect(fixed == cut && fixed.responseTokens == count && fixed.tokens == 25 + count)
  }

  @Test func `A text that begins with the response has one token less to score`() throws {
    let fixed = try Text(
      tokens, responseStart: 0, fixed: FixedTokens(tokens: 39), key: "")
    #expect(fixed.scored == [0..<39] && fixed.tokens.count == 40)
    #expect(throws: UnmeasurableExample.tooFewResponseTokens(39, of: 40)) {
      try Text(tokens, responseStart: 0, fixed: FixedTokens(tokens: 40), key: "")
    }
  }

  @Test func `The loss of random tokens is the mean of their losses, and so is the gradient`()
    throws
  {
    let random = try text(FixedTokens(tokens: 6, take: .random, seed: 4))
    let positions = random.scored.flatMap { $0 }
    #expect(positions.count == 6 && random.tokens == tokens)
    #expect(positions.allSatisfy { (24..<39).contains($0) } && positions == positions.sorted())
    let measured = try measure.measure([random])[0].get()
    let all = model.loss(model.forward(tokens), responseStart: 25).tokenLosses
    let mean = positions.reduce(0.0) { $0 + all[$1 - 24] } / 6
    #expect(abs(measured.loss - mean) < 1e-12 && measured.responseTokens == 6)
    // Each token alone, averaged.
    var sum = [Double](repeating: 0, count: 48 * 48)
    for position in positions {
      let trace = model.forward(tokens)
      let loss = model.loss(trace, scored: [position..<position + 1])
      var observer = EveryGradient<Double>(projections: [.q])
      model.backward(trace, hiddenGradient: loss.hiddenGradient, observer: &observer)
      // The last layer comes first.
      for i in sum.indices { sum[i] += observer.values[i] / 6 }
    }
    let norm = innerProduct(sum, sum).squareRoot()
    let found = try #require(measured.spectra[.q]?.last).frobeniusNorm
    #expect(abs(found - norm) < 1e-7 * norm)
  }

  @Test func `Random tokens depend on seed and example alone`() throws {
    func drawn(_ seed: Int, _ key: String) throws -> [Int] {
      try text(FixedTokens(tokens: 5, take: .random, seed: seed), key: key).scored.flatMap { $0 }
    }
    #expect(try drawn(0, "a") == drawn(0, "a"))
    #expect(try drawn(0, "a") != drawn(1, "a") && drawn(0, "a") != drawn(0, "b"))
    #expect(try text(FixedTokens(tokens: 15, take: .random)).scored == [24..<39])
  }

  @Test func `Every response token is drawn equally often`() throws {
    var counts = [Int](repeating: 0, count: 15)
    for seed in 0..<3000 {
      let choice = FixedTokens(tokens: 5, take: .random, seed: seed)
      for position in choice.chosen(among: 0..<15, key: "") ?? [] { counts[position] += 1 }
    }
    // 1000 ± 26.
    #expect(counts.allSatisfy { abs($0 - 1000) < 110 })
  }

  @Test func `Several texts in step give what each gives alone`() throws {
    let texts = try [
      text(FixedTokens(tokens: 4, take: .random)), text(FixedTokens(tokens: 4)),
      Text(tokens, responseStart: 30),
    ]
    let together = try measure.measure(texts).map { try $0.get() }
    let alone = try texts.map { try measure.measure([$0])[0].get() }
    #expect(together == alone)
  }

  @Test func `Responses that are too short have none`() {
    #expect(throws: UnmeasurableExample.tooFewResponseTokens(15, of: 16)) {
      try text(FixedTokens(tokens: 16))
    }
    #expect(throws: UnmeasurableExample.noResponseToken) {
      try Text(tokens, responseStart: 40, fixed: FixedTokens(tokens: 1), key: "")
    }
  }
}
