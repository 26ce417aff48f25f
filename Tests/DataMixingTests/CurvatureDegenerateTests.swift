import Diagnostics
import TestSupport
import Tensors
import Testing

@testable import DataMixing

@Suite struct CurvatureDegenerateTests {
  private func oneExample() throws -> (KroneckerFactors, SecondMoments) {
    var numbers = SeededNumbers(seed: 3)
    let (x, delta): (Matrix<Double>, Matrix<Double>) = (numbers.matrix(1, 4), numbers.matrix(1, 3))
    var factors = KroneckerFactors(inputs: 4, outputs: 3)
    try factors.add(inputs: x, gradients: delta)
    var moments = SecondMoments(try KroneckerBasis(factors))
    try moments.add(inputs: x, gradients: delta)
    return (factors, moments)
  }

  @Test func `One example is singular without damping, and not with it`() throws {
    let (factors, moments) = try oneExample()
    for damping in [Damping.absolute(0), .relative(0), .absolute(1e-30)] {
      let kfac = problem { try LayerPreconditioner.kfac(factors, damping: damping) }
      let ekfac = problem { try LayerPreconditioner.ekfac(moments, damping: damping) }
      #expect(kfac?.summary == "The damped curvature of a layer is singular.")
      #expect(ekfac?.summary == "The damped curvature of a layer is singular.")
    }
    let probe = Matrix<Double>(rows: 3, columns: 4, values: (0..<12).map { Double($0) - 5 })
    let gradient = secondMoment([
      naiveProduct(
        transposed(Matrix(rows: 1, columns: 3, values: try deltas())),
        Matrix(rows: 1, columns: 4, values: try inputs()))
    ])
    let found = try LayerPreconditioner.ekfac(moments, damping: .absolute(0.2))(probe)
    let naive = naiveSolution(gradient, plus: 0.2, probe.values)
    #expect(disagreement(found.values, naive, absolute: 1e-10, relative: 1e-10) < 1)
  }

  private func inputs() throws -> [Double] {
    var numbers = SeededNumbers(seed: 3)
    return numbers.matrix(1, 4, of: Double.self).values
  }

  private func deltas() throws -> [Double] {
    var numbers = SeededNumbers(seed: 3)
    _ = numbers.matrix(1, 4, of: Double.self)
    return numbers.matrix(1, 3, of: Double.self).values
  }

  @Test func `All zero gradients are singular with a relative damping`() throws {
    var factors = KroneckerFactors(inputs: 2, outputs: 2)
    let zeros = Matrix<Double>(zeros: 3, 2)
    try factors.add(inputs: zeros, gradients: zeros)
    #expect(problem { try LayerPreconditioner.kfac(factors, damping: .relative(0.1)) } != nil)
    #expect(problem { try LayerPreconditioner.kfac(factors, damping: .absolute(0.1)) } == nil)
  }

  @Test func `NaN is refused, says which example, and leaves the sums alone`() throws {
    var (factors, moments) = try oneExample()
    let before = (factors, moments)
    var bad = Matrix<Double>(zeros: 2, 4)
    bad[1, 2] = .nan
    let inputs = problem { try factors.add(inputs: bad, gradients: Matrix(zeros: 2, 3)) }
    #expect(inputs?.place.example == 1)
    #expect(inputs?.summary == "The input of a layer holds a value that is not finite.")
    var infinite = Matrix<Double>(zeros: 2, 3)
    infinite[0, 0] = .infinity
    #expect(problem { try factors.add(inputs: Matrix(zeros: 2, 4), gradients: infinite) } != nil)
    #expect(
      problem {
        try moments.add(
          inputs: bad, gradients: Matrix(rows: 2, columns: 3, values: [1, 1, 1, 1, 1, 1]))
      }
        != nil)
    #expect(factors == before.0 && moments == before.1)
  }

  @Test func `Nothing added is nothing to invert`() throws {
    let empty = KroneckerFactors(inputs: 2, outputs: 2)
    #expect(problem { try KroneckerBasis(empty) }?.summary.hasPrefix("There are no tokens") == true)
    let (factors, _) = try oneExample()
    let moments = SecondMoments(try KroneckerBasis(factors))
    #expect(problem { try LayerPreconditioner.ekfac(moments, damping: .absolute(1)) } != nil)
  }

  @Test func `Layers are chosen by name and by variance`() throws {
    func eigenvalues(_ values: [Double]) -> Matrix<Double> {
      Matrix(rows: 1, columns: values.count, values: values)
    }
    let layers = [
      (name: "0.mlp.gate", eigenvalues: eigenvalues([1, 9])),
      (name: "0.attn.q", eigenvalues: eigenvalues([5, 5])),
      (name: "1.mlp.gate", eigenvalues: eigenvalues([2, 3])),
      (name: "1.mlp.up", eigenvalues: eigenvalues([12, 13])),
    ]
    #expect(try LayerChoice.all.positions(among: layers) == [0, 1, 2, 3])
    #expect(
      try LayerChoice.named(including: ["mlp"], excluding: ["up"]).positions(among: layers) == [
        0, 2,
      ])
    #expect(
      try LayerChoice.named(including: [], excluding: ["attn"]).positions(among: layers) == [
        0, 2, 3,
      ])
    #expect(try LayerChoice.lowestVariance(2).positions(among: layers) == [1, 2])
    #expect(try LayerChoice.lowestVariance(9).positions(among: layers) == [0, 1, 2, 3])
    #expect(problem { try LayerChoice.lowestVariance(0).positions(among: layers) } != nil)
    #expect(
      problem { try LayerChoice.named(including: ["norm"], excluding: []).positions(among: layers) }
        != nil)
  }
}
