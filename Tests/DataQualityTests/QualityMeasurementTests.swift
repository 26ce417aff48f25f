import Foundation
import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

@testable import DataQuality

@Suite struct QualityMeasurementTests {
  private static let design: DecoderDesign = {
    let norm = NormDesign(.rootMeanSquare, epsilon: 1e-5)
    let block = BlockDesign(
      attentionNorm: norm, mlpNorm: norm,
      attention: AttentionDesign(
        heads: 2, keyValueHeads: 1, headSize: 4, rotary: RotaryDesign(base: 10_000, width: 4)),
      mlp: MLPDesign(intermediateSize: 12, activation: .silu))
    return DecoderDesign(
      hiddenSize: 8, vocabularySize: 31, blocks: [block, block], finalNorm: norm,
      tiesEmbeddings: true)
  }()

  private let model: Decoder<Double>
  private let tokens: [Int32]

  init() {
    var numbers = SeededNumbers(seed: 3)
    let shapes = Dictionary(
      uniqueKeysWithValues: Self.design.parameters.map { ($0.parameter, $0.shape) })
    let weights = ResidentWeights<Double>(Self.design) { parameter in
      let count = shapes[parameter]?.reduce(1, *) ?? 0
      if case .scale = parameter { return Array(repeating: 1, count: count) }
      return numbers.matrix(1, count, of: Double.self).values
    }
    model = Decoder(weights: weights, maxLength: 40)
    tokens = (0..<30).map { _ in Int32.random(in: 0..<31, using: &numbers) }
  }

  private func measure(_ groups: Set<QualityGroup>) -> QualityMeasurement<Double> {
    QualityMeasurement(model: model, groups: groups, maxLength: 40)
  }

  /// The mean loss by the logits of all positions.
  private func naiveLoss(_ text: ScoredText) -> Double {
    let logits = model.logits(model.forward(text.tokens))
    let losses = (max(text.responseStart, 1)..<text.tokens.count).map { position in
      let row = Array(logits.values[logits.range(ofRow: position - 1)])
      return log(row.reduce(0) { $0 + exp($1) }) - row[Int(text.tokens[position])]
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  @Test func `IFD compares the response after its prompt with the response alone`() throws {
    let texts = QualityTexts(
      conditional: ScoredText(tokens, responseStart: 8),
      direct: ScoredText(Array(tokens[8...]), responseStart: 0))
    let quality = measure([.ifd])(texts)
    let (conditional, direct) = (naiveLoss(texts.conditional), naiveLoss(texts.direct!))
    let expected: [QualityScore: Double] = [
      .loss: conditional, .directLoss: direct, .perplexity: exp(conditional),
      .ifdLoss: conditional / direct, .ifdPerplexity: exp(conditional) / exp(direct),
    ]
    #expect(Set(quality.values.keys) == Set(expected.keys) && quality.undefined.isEmpty)
    for (score, value) in expected {
      #expect(abs(try #require(quality.values[score]) - value) < 1e-11 * value)
    }
    #expect(quality.tokens == 30 && quality.responseTokens == 22)
  }

  @Test func `Another prompt for IFD leaves loss and perplexity as they are`() throws {
    var texts = QualityTexts(
      conditional: ScoredText(tokens, responseStart: 8),
      direct: ScoredText(Array(tokens[5...]), responseStart: 3))
    texts.difficulty = ScoredText(tokens.reversed(), responseStart: 8)
    let quality = measure([.ifd, .entropy])(texts)
    let loss = try #require(quality.values[.loss])
    #expect(abs(loss - naiveLoss(texts.conditional)) < 1e-11)
    let ratio = naiveLoss(texts.difficulty!) / naiveLoss(texts.direct!)
    #expect(abs(try #require(quality.values[.ifdLoss]) - ratio) < 1e-11)
    #expect(Set(quality.values.keys).isSuperset(of: [.tokenEntropy, .highEntropySum]))
  }

  @Test func `Stacked examples have the scores that each has alone`() throws {
    let examples = [(30, 8), (9, 8), (12, 3), (30, 30), (17, 0)].map { length, start in
      QualityTexts(
        conditional: ScoredText(Array(tokens.prefix(length)), responseStart: start),
        direct: ScoredText(Array(tokens[min(start, length - 1)..<length]), responseStart: 0))
    }
    let measure = measure([.ifd, .entropy])
    for (together, texts) in zip(measure(stacked: examples, tokens: 40), examples) {
      let alone = measure(texts)
      #expect(together.tokens == alone.tokens && together.undefined == alone.undefined)
      #expect(Set(together.values.keys) == Set(alone.values.keys))
      for (score, value) in alone.values {
        #expect(abs(try #require(together.values[score]) - value) < 1e-11 * max(1, abs(value)))
      }
    }
  }

  @Test func `What cannot be scored is undefined for a reason, never not a number`() {
    let single = QualityTexts(
      conditional: ScoredText(Array(tokens.prefix(9)), responseStart: 8),
      direct: ScoredText([tokens[8]], responseStart: 0))
    let quality = measure([.ifd, .entropy])(single)
    for score in [QualityScore.directLoss, .ifdLoss, .ifdPerplexity] {
      #expect(quality.undefined[score] == .nothingBeforeResponse && quality.values[score] == nil)
    }
    #expect(quality.values[.tokenEntropy] == quality.values[.highEntropySum])
    let full = QualityTexts(
      conditional: ScoredText(tokens, responseStart: 30),
      direct: ScoredText(tokens, responseStart: 0))
    let none = measure([.ifd, .entropy])(full)
    #expect(none.undefined[.ifdLoss] == .noResponseToken)
    #expect(none.undefined[.highEntropySum] == .noResponseToken)
    #expect(Set(none.values.keys) == [.directLoss])
    let zero = InstructionDifficulty(conditional: .success(1), direct: .success(0))
    #expect(zero.ofLosses == .failure(.zeroDirectLoss) && zero.ofPerplexities == .success(exp(1)))
    var quality2 = ExampleQuality(tokens: 1, responseTokens: 1)
    quality2.set(.deita, .success(.nan))
    #expect(quality2.undefined == [.deita: .notFinite] && quality2.values.isEmpty)
  }

  @Test func `The high-entropy sum takes a tenth, at least one`() {
    #expect(highEntropySum([1, 3, 2]) == 3)
    #expect(highEntropySum((0..<19).map(Double.init)) == 18)
    #expect(highEntropySum((0..<20).map(Double.init)) == 37)
  }

  @Test func `A digit is expected by the softmax of the six alone`() throws {
    #expect(expectedDigit([0, 0, 0, 0, 0, 0]) == 3.5)
    #expect(expectedDigit([-900, -900, -900, -900, -900, 900]) == 6)
    #expect(abs(expectedDigit([log(3), 0]) - 1.25) < 1e-15)
    let questions = [
      TokenizedQuestion(tokens: [1, 2, 3], digits: [4, 5, 6, 7, 8, 9]),
      TokenizedQuestion(tokens: [Int32](repeating: 1, count: 41), digits: [4, 5, 6, 7, 8, 9]),
    ]
    let quality = measure([.deita])(
      QualityTexts(conditional: ScoredText(tokens, responseStart: 8), questions: questions))
    let logits = model.logits(model.forward([1, 2, 3]))
    let powers = (4...9).map { exp(logits[2, $0]) }
    let expected = (0..<6).reduce(0.0) { $0 + Double($1 + 1) * powers[$1] } / powers.reduce(0, +)
    #expect(abs(try #require(quality.values[.deitaComplexity]) - expected) < 1e-11)
    #expect(quality.undefined == [.deitaQuality: .questionTooLong, .deita: .questionTooLong])
  }
}
