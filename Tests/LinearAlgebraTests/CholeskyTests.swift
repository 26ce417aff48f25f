import LinearAlgebra
import TestSupport
import Tensors
import Testing

@Suite struct CholeskyTests {
  @Test(arguments: [1, 2, 7, 33]) func `It solves what it factors`(size: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(size))
    let root: Matrix<Double> = numbers.matrix(size, size + 3)
    let matrix = product(root.operand, root.transposed)
    let x = numbers.matrix(1, size, of: Double.self).values
    let b = (0..<size).map { i in (0..<size).reduce(0.0) { $0 + matrix[i, $1] * x[$1] } }
    let factor = try #require(CholeskyFactor(matrix))
    let expected = innerProduct(x, b)
    #expect(abs(factor.inverseForm(b) - expected) < 1e-8 * abs(expected))
  }

  @Test func `Matrices that are not positive definite have none`() {
    #expect(CholeskyFactor(Matrix(rows: 2, columns: 2, values: [1, 2, 2, 1])) == nil)
    #expect(CholeskyFactor(Matrix(rows: 1, columns: 1, values: [.nan])) == nil)
    #expect(CholeskyFactor(Matrix(rows: 1, columns: 1, values: [.infinity])) == nil)
  }
}
