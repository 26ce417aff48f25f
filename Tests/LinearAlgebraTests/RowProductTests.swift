import LinearAlgebra
import TestSupport
import Tensors
import Testing

@Suite struct RowProductTests {
  private func check<Element: BLASScalar>(_ type: Element.Type, k: Int, within limit: Double) {
    var numbers = SeededNumbers(seed: UInt64(k))
    // More rows than one part of W has, and no multiple of four.
    let n = (1 << 17) / (k * MemoryLayout<Element>.stride) + 7
    let (x, w): (Matrix<Element>, Matrix<Element>) = (numbers.matrix(3, k), numbers.matrix(n, k))
    let before: Matrix<Element> = numbers.matrix(3, n)
    var y = before
    addRowProducts(x, w, to: &y, scale: 0.5)
    for row in 0..<3 {
      for column in 0..<n {
        let sum = (0..<k).reduce(0.0) { $0 + Double(x[row, $1]) * Double(w[column, $1]) }
        let expected = Double(before[row, column]) + sum / 2
        #expect(abs(Double(y[row, column]) - expected) < limit)
      }
      var alone = before.selecting(rows: [row])
      addRowProducts(x.selecting(rows: [row]), w, to: &alone, scale: 0.5)
      #expect(alone.values == y.selecting(rows: [row]).values)
    }
  }

  @Test(arguments: [129, 576, 3001])
  func `Row products are products, each row by itself`(k: Int) {
    check(Double.self, k: k, within: 1e-11)
    check(Float.self, k: k, within: 1e-4)
  }

  @Test func `Nothing times nothing adds nothing`() {
    var y = Matrix<Float>(rows: 2, columns: 1, values: [1, 2])
    addRowProducts(Matrix(zeros: 2, 0), Matrix(zeros: 1, 0), to: &y)
    #expect(y.values == [1, 2])
  }
}
