import Foundation
import Tensors
import Testing

@Suite struct ExponentialTests {
  @Test func `The vector form stays within two units in the last place`() {
    var worst = 0.0
    var x: Float = -87
    while x < 88 {
      let exact = exp(Double(x))
      let error = abs(Double(Float.exponential(x)) - exact) / Double(Float(exact).ulp)
      worst = max(worst, error)
      x += 0.001_237
    }
    #expect(worst < 2, "worst error \(worst) ulp")
  }

  @Test func `Edges are exact`() {
    #expect(Float.exponential(0) == 1)
    #expect(Float.exponential(-88) == 0)
    #expect(Float.exponential(-.infinity) == 0)
    #expect(Float.exponential(1000) == Float.exponential(88))
    #expect(Double.exponential(1) == M_E)
  }
}

@Suite struct MatrixTests {
  @Test func `Rows are selected in the order asked for`() {
    let matrix = Matrix<Float>(rows: 3, columns: 2, values: [1, 2, 3, 4, 5, 6])
    #expect(matrix.selecting(rows: [2, 0, 2]).values == [5, 6, 1, 2, 5, 6])
    #expect(matrix[1, 1] == 4)
  }

  @Test(arguments: [0, 1, 15, 16, 17, 33])
  func `Sums and inner products take every value`(count: Int) {
    let a = (0..<count).map { Float($0) }
    #expect(sum(a.span) == Double(count * (count - 1) / 2))
    #expect(innerProduct(a, a) == Double((0..<count).reduce(0) { $0 + $1 * $1 }))
  }

  @Test func `Addition and widening go value by value`() {
    var a: [Float] = [1, 2, 3]
    add([10, 20, 30], to: &a)
    #expect(a == [11, 22, 33])
    #expect(widened(Matrix<Float>(rows: 1, columns: 2, values: [0.5, -2])).values == [0.5, -2])
  }
}
