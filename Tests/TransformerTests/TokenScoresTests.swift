import Foundation
import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import Transformer

/// Losses and entropies of forward passes beside the few lines that define them.
@Suite struct TokenScoresTests {
  /// −ln p of the target and −Σ p ln p, from logits capped where a cap is given.
  private func naive(_ logits: [Double], target: Int, cap: Double?) -> (
    loss: Double, entropy: Double
  ) {
    let capped = logits.map { logit in cap.map { $0 * tanh(logit / $0) } ?? logit }
    let total = capped.reduce(0) { $0 + exp($1) }
    let p = capped.map { exp($0) / total }
    return (-log(p[target]), -p.reduce(0) { $0 + $1 * log($1) })
  }

  @Test(arguments: [0, 1, 127, 129], [nil, 0.7])
  func `Scores are −ln p and −Σ p ln p, in chunks, with a cap and without`(
    scored: Int, cap: Double?
  ) {
    var numbers = SeededNumbers(seed: UInt64(scored))
    let length = scored + 3
    let hidden: Matrix<Double> = numbers.matrix(length, 7)
    let head: Matrix<Double> = numbers.matrix(37, 7)
    let tokens = (0..<length).map { Int32($0 * 5 % 37) }
    let logits = product(hidden.operand, head.transposed)
    let expected = (2..<scored + 2).map { position in
      naive(
        Array(logits.values[logits.range(ofRow: position)]), target: Int(tokens[position + 1]),
        cap: cap)
    }
    let found = tokenScores(
      hidden: hidden, head: head, tokens: tokens, scored: 2..<scored + 2, logitCap: cap)
    let (losses, entropies) = (expected.map(\.loss), expected.map(\.entropy))
    #expect(disagreement(found.losses, losses, absolute: 1e-12, relative: 1e-12) < 1)
    #expect(disagreement(found.entropies, entropies, absolute: 1e-12, relative: 1e-12) < 1)
    func single(_ x: Matrix<Double>) -> Matrix<Float> {
      Matrix(rows: x.rows, columns: x.columns, values: x.values.map(Float.init))
    }
    let float = tokenScores(
      hidden: single(hidden), head: single(head), tokens: tokens, scored: 2..<scored + 2,
      logitCap: cap)
    #expect(disagreement(float.losses, losses, absolute: 2e-6, relative: 2e-6) < 1)
    #expect(disagreement(float.entropies, entropies, absolute: 2e-6, relative: 2e-6) < 1)
  }

  @Test func `A certain model has no entropy, an undecided one ln of the vocabulary`() {
    let hidden = Matrix<Float>(rows: 3, columns: 1, values: [1, 0, 0])
    let head = Matrix<Float>(rows: 4, columns: 1, values: [900, -900, 0, 1])
    let scores = tokenScores(hidden: hidden, head: head, tokens: [0, 0, 3], scored: 0..<2)
    #expect(scores.entropies[0] == 0 && scores.losses[0] == 0)
    #expect(abs(scores.entropies[1] - log(4)) < 1e-6 && abs(scores.losses[1] - log(4)) < 1e-6)
    let broken = tokenScores(
      hidden: Matrix<Float>(rows: 2, columns: 1, values: [.nan, 0]), head: head, tokens: [0, 1],
      scored: 0..<1)
    #expect(broken.losses[0].isNaN && broken.entropies[0].isNaN)
  }

  @Test(arguments: TinyModel.names)
  func `Texts in step have the losses of a backward pass, each as if alone`(name: String) throws {
    let tiny = try TinyModel(name)
    let model = Decoder(weights: try tiny.weights(of: Double.self), maxLength: 64)
    let texts = [tiny.tokens, Array(tiny.tokens.prefix(2)), Array(tiny.tokens.reversed())]
    let scored = texts.map { scoredPositions(count: $0.count, responseStart: 1) }
    let found = model.scores(inStep: texts, scored: scored)
    for (index, text) in texts.enumerated() {
      let loss = model.loss(model.forward(text), responseStart: 1)
      #expect(
        disagreement(found[index].losses, loss.tokenLosses, absolute: 1e-12, relative: 1e-12) < 1)
      #expect(found[index] == model.scores(inStep: [text], scored: [scored[index]])[0])
    }
    #expect(model.scores(inStep: [], scored: []).isEmpty)
  }

  @Test(arguments: TinyModel.names)
  func `Texts in a stack have the scores that they have alone`(name: String) throws {
    let tiny = try TinyModel(name)
    let model = Decoder(weights: try tiny.weights(of: Double.self), maxLength: 64)
    let texts = [tiny.tokens, Array(tiny.tokens.prefix(2)), Array(tiny.tokens.reversed())]
    let scored = [1..<texts[0].count - 1, 0..<0, 0..<2]
    let found = model.scores(stacked: texts, scored: scored)
    #expect(found[1].losses.isEmpty && found[1].entropies.isEmpty)
    for (index, alone) in model.scores(inStep: texts, scored: scored).enumerated() {
      #expect(
        disagreement(found[index].losses, alone.losses, absolute: 1e-12, relative: 1e-12) < 1)
      #expect(
        disagreement(found[index].entropies, alone.entropies, absolute: 1e-12, relative: 1e-12) < 1)
    }
  }

  @Test func `The logits of candidates are some of all logits of the last position`() throws {
    let tiny = try TinyModel(TinyModel.names[0])
    let model = Decoder(weights: try tiny.weights(of: Double.self), maxLength: 64)
    let logits = model.logits(model.forward(tiny.tokens))
    let found = model.nextLogits(inStep: [tiny.tokens, [1]], among: [[3, 0], [2]])
    let last = logits.rows - 1
    #expect(
      disagreement(found[0], [logits[last, 3], logits[last, 0]], absolute: 1e-12, relative: 0) < 1)
    #expect(found[1].count == 1)
  }
}
