import Foundation
import LinearAlgebra
import TestSupport
import Tensors
import Testing

@testable import Transformer

/// Each fast kernel beside the few lines that define it.
@Suite struct NaiveTwinTests {
  /// softmax(cap(scale·QKᵀ))V, entry by entry, with keys from `first(query)` to the query.
  private func naiveAttention(
    q: Matrix<Double>, k: Matrix<Double>, v: Matrix<Double>, _ design: AttentionDesign,
    first: (_ query: Int) -> Int
  ) -> Matrix<Double> {
    var output = Matrix<Double>(zeros: q.rows, q.columns)
    let size = design.headSize
    for head in 0..<design.heads {
      let keyHead = head / (design.heads / design.keyValueHeads)
      for query in 0..<q.rows {
        let keys = first(query)...query
        let scores = keys.map { key in
          let score =
            design.scale
            * (0..<size).reduce(0.0) {
              $0 + q[query, head * size + $1] * k[key, keyHead * size + $1]
            }
          return design.scoreCap.map { $0 * tanh(score / $0) } ?? score
        }
        let total = scores.reduce(0) { $0 + exp($1) }
        for (key, score) in zip(keys, scores) {
          for i in 0..<size {
            output[query, head * size + i] += exp(score) / total * v[key, keyHead * size + i]
          }
        }
      }
    }
    return output
  }

  private func single(_ x: Matrix<Double>) -> Matrix<Float> {
    Matrix(rows: x.rows, columns: x.columns, values: x.values.map(Float.init))
  }

  @Test(
    arguments: [1, 3, 127, 128, 129, 200],
    [(nil, nil, 0), (1, nil, 0), (5, nil, 2), (130, 0.9, 60), (nil, 0.9, 0)]
      as [(Int?, Double?, Int)])
  func `Blocked attention is attention`(
    length: Int, options: (window: Int?, cap: Double?, firstText: Int)
  ) {
    var numbers = SeededNumbers(seed: UInt64(length))
    let design = AttentionDesign(
      heads: 4, keyValueHeads: 2, headSize: 6, scale: 0.5, window: options.window,
      scoreCap: options.cap, rotary: nil)
    let attention = CausalAttention(design)
    let q: Matrix<Double> = numbers.matrix(length, 24)
    let k: Matrix<Double> = numbers.matrix(length, 12)
    let v: Matrix<Double> = numbers.matrix(length, 12)
    let split = min(options.firstText, length)
    let segments = [0..<split, split..<length].filter { !$0.isEmpty }
    let expected = naiveAttention(q: q, k: k, v: v, design) { query in
      max(query < split ? 0 : split, query - (options.window ?? length) + 1)
    }
    let found = attention.forward(q: q, k: k, v: v, segments: segments)
    #expect(
      disagreement(found.output.values, expected.values, absolute: 1e-12, relative: 1e-12) < 1)

    let float = attention.forward(q: single(q), k: single(k), v: single(v), segments: segments)
    let error = disagreement(
      float.output.values.map(Double.init), expected.values, absolute: 2e-6, relative: 1e-5)
    #expect(error < 1)
  }

  @Test func `A block of queries touches no key before the window of its first`() {
    let block = ScoreBlock(head: 0, queries: 256..<384, segment: 10..<500, window: 100)
    #expect(block.keys == 157..<384)
    #expect(block.visible(0) == 0..<100 && block.visible(127) == 127..<227)
    let first = ScoreBlock(head: 0, queries: 10..<20, segment: 10..<500, window: 100)
    #expect(first.keys == 10..<20 && first.visible(4) == 0..<5)
  }

  @Test func `Single-precision functions follow the C library`() {
    for i in -4000...4000 {
      let x = Float(i) / 400
      let (wide, tangent) = (Double(x), tanh(Double(x)))
      let distribution = erfc(-wide / 2.0.squareRoot()) / 2
      #expect(abs(Double(normalDistribution(x).distribution) - distribution) < 2e-7)
      if (-5...0).contains(x) {
        let tail = Double(normalDistribution(x).distribution)
        #expect(abs(tail - distribution) < 2e-6 * distribution)
      }
      #expect(abs(Double(hyperbolicTangent(x)) - tangent) <= 2.5e-7 * abs(tangent))
      #expect(abs(normalDistribution(wide).distribution - distribution) < 1e-16)
      #expect(abs(hyperbolicTangent(wide) - tangent) <= 4e-15 * abs(tangent))
      let gelu = 0.5 * wide * (1 + erf(wide / 2.0.squareRoot()))
      #expect(abs(Double(Activation.gelu(x)) - gelu) < 2e-7 * max(1, abs(wide)))
      let inner = (2 / Double.pi).squareRoot() * (wide + 0.044715 * wide * wide * wide)
      let approximate = 0.5 * wide * (1 + tanh(inner))
      #expect(abs(Activation.geluTanh(wide) - approximate) < 1e-14)
      #expect(
        abs(Double(Activation.geluTanh(x)) - approximate) < 1e-6 * max(0.01, abs(approximate)))
    }
    #expect(hyperbolicTangent(Float(1e30)) == 1 && hyperbolicTangent(-1e300) == -1)
    #expect(normalDistribution(Float(-1e30)) == (0, 0) && normalDistribution(Float(1e30)) == (1, 0))
  }

  @Test(arguments: [1, 5, 16, 50])
  func `Layer norm is what its name says`(width: Int) {
    var numbers = SeededNumbers(seed: UInt64(width))
    let x: Matrix<Double> = numbers.matrix(3, width)
    let weight: Matrix<Double> = numbers.matrix(1, width)
    let shift: Matrix<Double> = numbers.matrix(1, width)
    let found = layerNorm(x, weight: weight.values, shift: shift.values, epsilon: 1e-2)
    for row in 0..<3 {
      let values = Array(x.values[x.range(ofRow: row)])
      let mean = values.reduce(0, +) / Double(width)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
      for (i, value) in values.enumerated() {
        let expected =
          weight.values[i] * (value - mean) / (variance + 1e-2).squareRoot() + shift.values[i]
        #expect(abs(found[row, i] - expected) < 1e-13)
      }
    }
  }

  @Test func `Rotation turns the first dimensions of each head by position in the text`() {
    var numbers = SeededNumbers(seed: 9)
    let x: Matrix<Double> = numbers.matrix(5, 14)
    let frequencies = [0.9, 0.2]
    let rotary = RotaryEmbedding<Double>(
      RotaryDesign(frequencies: frequencies, amplitude: 1.5), positions: 3)
    var y = x
    rotary.rotate(&y, headSize: 7, segments: [0..<2, 2..<5])
    for (row, position) in [0, 1, 0, 1, 2].enumerated() {
      for head in [0, 7] {
        for (i, frequency) in frequencies.enumerated() {
          let (a, b) = (x[row, head + i], x[row, head + i + 2])
          let angle = Double(position) * frequency
          #expect(abs(y[row, head + i] - 1.5 * (a * cos(angle) - b * sin(angle))) < 1e-14)
          #expect(abs(y[row, head + i + 2] - 1.5 * (b * cos(angle) + a * sin(angle))) < 1e-14)
        }
        for still in 4..<7 { #expect(y[row, head + still] == x[row, head + still]) }
      }
    }
  }

  @Test(arguments: [1, 127, 128, 129])
  func `The chunked loss is the mean of −ln p`(scored: Int) {
    var numbers = SeededNumbers(seed: UInt64(scored))
    let length = scored + 3
    let hidden: Matrix<Double> = numbers.matrix(length, 7)
    let head: Matrix<Double> = numbers.matrix(19, 7)
    let tokens = (0..<length).map { Int32($0 * 5 % 19) }
    let logits = product(hidden.operand, head.transposed)
    let expected = (2..<length - 1).map { position in
      let row = Array(logits.values[logits.range(ofRow: position)])
      return log(row.reduce(0) { $0 + exp($1) }) - row[Int(tokens[position + 1])]
    }
    let loss = responseLoss(
      hidden: hidden, head: head, tokens: tokens, scored: [2..<length - 1])
    #expect(disagreement(loss.tokenLosses, expected, absolute: 1e-12, relative: 1e-12) < 1)
  }

  @Test func `Large logits neither overflow nor lose the loss`() {
    let hidden = Matrix<Float>(rows: 2, columns: 1, values: [1, 1])
    let head = Matrix<Float>(rows: 3, columns: 1, values: [1000, -1000, 999])
    let loss = responseLoss(hidden: hidden, head: head, tokens: [0, 2], scored: [0..<1])
    #expect(abs(loss.mean - (1 + log(1 + exp(-1.0)))) < 1e-5)
    #expect(loss.hiddenGradient.values.allSatisfy { $0.isFinite })
  }

  @Test func `The first token of a text is never scored`() {
    #expect(scoredPositions(count: 5, responseStart: 0) == 0..<4)
    #expect(scoredPositions(count: 5, responseStart: 1) == 0..<4)
    #expect(scoredPositions(count: 5, responseStart: 4) == 3..<4)
    #expect(scoredPositions(count: 5, responseStart: 5).isEmpty)
    #expect(scoredPositions(count: 5, responseStart: 9).isEmpty)
  }
}
