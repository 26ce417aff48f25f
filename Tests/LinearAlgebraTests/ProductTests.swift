import LinearAlgebra
import TestSupport
import Tensors
import Testing

/// op(A)·op(B) by its definition.
private func naiveProduct<Element: Scalar>(
  _ a: Matrix<Element>, _ b: Matrix<Element>, transposingA: Bool, transposingB: Bool
) -> [Double] {
  let (m, k) = transposingA ? (a.columns, a.rows) : (a.rows, a.columns)
  let n = transposingB ? b.rows : b.columns
  return (0..<m * n).map { index in
    let (row, column) = (index / n, index % n)
    return (0..<k).reduce(0.0) { sum, i in
      let x = transposingA ? a[i, row] : a[row, i]
      let y = transposingB ? b[column, i] : b[i, column]
      return sum + Double(x) * Double(y)
    }
  }
}

@Suite struct ProductTests {
  @Test(arguments: [1, 2, 3, 7, 16, 33], [1, 5, 64, 65])
  func `Products in all four transpositions agree with the definition`(m: Int, k: Int) {
    var numbers = SeededNumbers(seed: UInt64(m * 100 + k))
    let n = (m * 5 + k) % 13 + 1
    for (transposesA, transposesB) in [(false, false), (false, true), (true, false), (true, true)] {
      let a: Matrix<Float> = numbers.matrix(transposesA ? k : m, transposesA ? m : k)
      let b: Matrix<Float> = numbers.matrix(transposesB ? n : k, transposesB ? k : n)
      let result = product(
        transposesA ? a.transposed : a.operand, transposesB ? b.transposed : b.operand)
      let expected = naiveProduct(a, b, transposingA: transposesA, transposingB: transposesB)
      let error = disagreement(
        result.values.map(Double.init), expected, absolute: 1e-5, relative: 1e-5)
      #expect(error < 1)
    }
  }

  @Test func `A block is multiplied and written alone`() {
    var numbers = SeededNumbers(seed: 7)
    let a: Matrix<Double> = numbers.matrix(6, 8)
    let b: Matrix<Double> = numbers.matrix(5, 9)
    var c = Matrix<Double>(zeros: 4, 7)
    c.values = c.values.map { _ in 1 }
    let left = Block(rows: 2..<4, columns: 1..<4)
    let right = Block(rows: 1..<4, columns: 5..<8)
    let target = Block(rows: 1..<3, columns: 2..<5)
    multiply(a.part(left), b.part(right), into: &c, block: target, scale: 2, keeping: 10)
    for row in 0..<4 {
      for column in 0..<7 {
        var expected = 1.0
        if target.rows.contains(row), target.columns.contains(column) {
          expected = 10
          for i in 0..<3 { expected += 2 * a[row - 1 + 2, 1 + i] * b[1 + i, column - 2 + 5] }
        }
        #expect(abs(c[row, column] - expected) < 1e-12)
      }
    }
  }

  @Test func `Shapes that do not fit trap`() async {
    await #expect(processExitsWith: .failure) {
      _ = product(Matrix<Float>(zeros: 2, 3).operand, Matrix<Float>(zeros: 2, 3).operand)
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Float>(zeros: 2, 3).part(Block(rows: 0..<3, columns: 0..<1))
    }
  }
}
