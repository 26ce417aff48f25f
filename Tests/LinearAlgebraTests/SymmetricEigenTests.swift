import LinearAlgebra
import TestSupport
import Tensors
import Testing

@Suite struct SymmetricEigenTests {
  @Test(arguments: [0, 1, 2, 5, 33, 64])
  func `Vectors are orthonormal, give the matrix back and have fixed signs`(n: Int) throws {
    var numbers = SeededNumbers(seed: UInt64(n) + 1)
    let root: Matrix<Double> = numbers.matrix(n, n + 1)
    let matrix = product(root.operand, root.transposed)
    let eigen = try #require(SymmetricEigen(matrix))
    #expect(eigen.values == eigen.values.sorted())
    #expect(
      disagreement(
        eigen.values, try #require(symmetricEigenvalues(of: matrix)), absolute: 1e-11,
        relative: 1e-11) < 1)
    var (identity, scaled) = (Matrix<Double>(zeros: n, n), eigen.vectors)
    for row in 0..<n {
      identity[row, row] = 1
      for column in 0..<n { scaled[row, column] *= eigen.values[row] }
      let vector = (0..<n).map { eigen.vectors[row, $0] }
      let largest = try #require(vector.max { abs($0) < abs($1) })
      #expect(largest > 0)
    }
    let gram = product(eigen.vectors.operand, eigen.vectors.transposed)
    #expect(disagreement(gram.values, identity.values, absolute: 1e-12, relative: 0) < 1)
    let back = product(eigen.vectors.transposed, scaled.operand)
    #expect(disagreement(back.values, matrix.values, absolute: 1e-11, relative: 1e-11) < 1)
  }

  @Test func `Values that are not finite have no vectors`() {
    #expect(SymmetricEigen(Matrix<Double>(rows: 2, columns: 2, values: [1, .nan, 0, 1])) == nil)
    #expect(SymmetricEigen(Matrix<Double>(rows: 1, columns: 1, values: [.infinity])) == nil)
  }
}
