import LinearAlgebra
import TestSupport
import Tensors
import Testing

@Suite struct FactorTests {
  @Test(arguments: [(1, 1), (1, 5), (3, 3), (7, 12), (63, 65), (64, 129)])
  func `L·Lᵀ is M·Mᵀ and L is lower triangular`(m: Int, n: Int) {
    var numbers = SeededNumbers(seed: UInt64(m * 1000 + n))
    let matrix: Matrix<Double> = numbers.matrix(m, n)
    let lower = lowerFactor(of: matrix)
    for row in 0..<m {
      for column in row + 1..<max(m, row + 1) { #expect(lower[row, column] == 0) }
    }
    let error = disagreement(
      product(lower.operand, lower.transposed).values,
      product(matrix.operand, matrix.transposed).values, absolute: 1e-11, relative: 1e-11)
    #expect(error < 1)
  }

  @Test func `A wide matrix is asked for`() async {
    await #expect(processExitsWith: .failure) { _ = lowerFactor(of: Matrix<Float>(zeros: 3, 2)) }
  }

  @Test(arguments: [(0, 3), (1, 4), (5, 5), (9, 4), (4, 9), (65, 64)])
  func `Singular values squared are the eigenvalues of the smaller Gram matrix`(m: Int, n: Int)
    throws
  {
    var numbers = SeededNumbers(seed: UInt64(m * 77 + n))
    let matrix: Matrix<Double> = numbers.matrix(m, n)
    let values = try #require(singularValues(of: matrix))
    let eigenvalues = try #require(symmetricEigenvalues(of: smallerGram(of: matrix)))
    #expect(values.count == min(m, n))
    #expect(values == values.sorted(by: >))
    let error = disagreement(
      eigenvalues.reversed(), values.map { $0 * $0 }, absolute: 1e-11, relative: 1e-11)
    #expect(error < 1)
  }

  @Test func `Known spectra come out`() throws {
    let diagonal = Matrix<Double>(rows: 2, columns: 3, values: [0, -4, 0, 3, 0, 0])
    #expect(try #require(singularValues(of: diagonal)) == [4, 3])
    let symmetric = Matrix<Double>(rows: 2, columns: 2, values: [2, 1, .nan, 2])
    let eigenvalues = try #require(symmetricEigenvalues(of: symmetric))
    #expect(disagreement(eigenvalues, [1, 3], absolute: 1e-14, relative: 0) < 1)
  }

  @Test func `The environment names the library and its kernels`() {
    NumericEnvironment.useOneThreadPerProduct()
    let environment = NumericEnvironment.current
    #expect(environment.library.hasPrefix("OpenBLAS"))
    #expect(!environment.kernels.isEmpty)
    #expect(environment.threads == 1)
  }
}
