import Foundation
import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

/// Each fast kernel beside the few lines that define it.
@Suite struct NaiveTwinTests {
  /// softmax(QKᵀ/√d)V, entry by entry.
  private func naiveAttention(
    q: Matrix<Double>, k: Matrix<Double>, v: Matrix<Double>, heads: Int, keyHeads: Int, size: Int
  ) -> Matrix<Double> {
    var output = Matrix<Double>(zeros: q.rows, q.columns)
    for head in 0..<heads {
      let keyHead = head / (heads / keyHeads)
      for query in 0..<q.rows {
        let scores = (0...query).map { key in
          (0..<size).reduce(0.0) {
            $0 + q[query, head * size + $1] * k[key, keyHead * size + $1]
          } / Double(size).squareRoot()
        }
        let total = scores.reduce(0) { $0 + exp($1) }
        for key in 0...query {
          for i in 0..<size {
            output[query, head * size + i] += exp(scores[key]) / total * v[key, keyHead * size + i]
          }
        }
      }
    }
    return output
  }

  @Test(arguments: [1, 3, 127, 128, 129, 200])
  func `Blocked attention is attention`(length: Int) {
    var numbers = SeededNumbers(seed: UInt64(length))
    let attention = CausalAttention(heads: 4, keyValueHeads: 2, headSize: 6)
    let q: Matrix<Double> = numbers.matrix(length, 24)
    let k: Matrix<Double> = numbers.matrix(length, 12)
    let v: Matrix<Double> = numbers.matrix(length, 12)
    let expected = naiveAttention(q: q, k: k, v: v, heads: 4, keyHeads: 2, size: 6)
    let found = attention.forward(q: q, k: k, v: v)
    #expect(
      disagreement(found.output.values, expected.values, absolute: 1e-12, relative: 1e-12) < 1)

    func single(_ x: Matrix<Double>) -> Matrix<Float> {
      Matrix(rows: x.rows, columns: x.columns, values: x.values.map(Float.init))
    }
    let float = attention.forward(q: single(q), k: single(k), v: single(v)).output
    let error = disagreement(
      float.values.map(Double.init), expected.values, absolute: 2e-6, relative: 1e-5)
    #expect(error < 1)
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
    let loss = responseLoss(hidden: hidden, head: head, tokens: tokens, responseStart: 3)
    #expect(disagreement(loss.tokenLosses, expected, absolute: 1e-12, relative: 1e-12) < 1)
  }

  @Test func `Large logits neither overflow nor lose the loss`() {
    let hidden = Matrix<Float>(rows: 2, columns: 1, values: [1, 1])
    let head = Matrix<Float>(rows: 3, columns: 1, values: [1000, -1000, 999])
    let loss = responseLoss(hidden: hidden, head: head, tokens: [0, 2], responseStart: 1)
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
