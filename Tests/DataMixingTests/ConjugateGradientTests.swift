import TestSupport
import Tensors
import Testing

@testable import DataMixing

@Suite struct ConjugateGradientTests {
  private func system(_ n: Int) -> (Matrix<Double>, [Double]) {
    var numbers = SeededNumbers(seed: UInt64(n))
    let root: Matrix<Double> = numbers.matrix(n + 2, n)
    let b: Matrix<Double> = numbers.matrix(1, n)
    return (naiveProduct(transposed(root), root), b.values)
  }

  private func times(_ m: Matrix<Double>) -> ([Double]) -> [Double] {
    { v in naiveProduct(m, Matrix(rows: v.count, columns: 1, values: v)).values }
  }

  @Test(arguments: [1, 2, 7, 30])
  func `The solution is that of elimination`(n: Int) {
    let (m, b) = system(n)
    let found = ConjugateGradient(b, damping: 0.05, tolerance: 1e-13, product: times(m))
    #expect(found.ending == .converged && found.residual < 1e-12)
    let truth = naiveSolution(m, plus: 0.05, b)
    #expect(disagreement(found.solution, truth, absolute: 1e-9, relative: 1e-9) < 1)
  }

  @Test func `A preconditioner changes how soon, not where`() {
    let n = 30
    var (m, b) = system(n)
    // Scales that differ by a factor of a thousand, undone by the diagonal.
    let scales = (0..<n).map { Double($0 % 4 == 0 ? 1000 : 1) }
    for i in 0..<n { for j in 0..<n { m[i, j] *= (scales[i] * scales[j]).squareRoot() } }
    let plain = ConjugateGradient(b, damping: 0.05, tolerance: 1e-10, product: times(m))
    let helped = ConjugateGradient(
      b, damping: 0.05, tolerance: 1e-10,
      preconditioner: { r in r.indices.map { r[$0] / (m[$0, $0] + 0.05) } }, product: times(m))
    #expect(plain.ending == .converged && helped.ending == .converged)
    #expect(helped.iterations < plain.iterations, "\(helped.iterations), \(plain.iterations)")
    #expect(disagreement(helped.solution, plain.solution, absolute: 1e-8, relative: 1e-7) < 1)
    b = b.map { -$0 }
    let broken = ConjugateGradient(
      b, damping: 0.05, preconditioner: { $0.map { _ in .nan } }, product: times(m))
    #expect(broken.ending == .notFinite && broken.solution.allSatisfy { $0 == 0 })
  }

  @Test func `It judges cheaper inverses`() throws {
    let layer = try Oracle.load().layer
    let dense = secondMoment(layer.products)
    let damping = 0.1 * (0..<20).reduce(0) { $0 + dense[$1, $1] } / 20
    let probe = matrix(layer.probe)
    let judge = ConjugateGradient(probe.values, damping: damping, product: times(dense))
    var moments = SecondMoments(try KroneckerBasis(layer.factors))
    for gradient in layer.products { try moments.add(gradient: gradient) }
    let ekfac = try LayerPreconditioner.ekfac(moments, damping: .absolute(damping))(probe)
    #expect(judge.ending == .converged)
    // Eight examples of 20 weights: EK-FAC is better than nothing done, but not exact.
    let (near, far) = (
      cosine(ekfac.values, judge.solution), cosine(probe.values, judge.solution)
    )
    #expect(near < 1 - 1e-6 && near > 0.5, "EK-FAC \(near), identity \(far)")
  }

  @Test func `Limits, zeros, indefinite and broken products end it`() {
    let (m, b) = system(7)
    let short = ConjugateGradient(b, damping: 0, limit: 2, product: times(m))
    #expect(short.ending == .limit && short.iterations == 2 && short.residual > 1e-10)
    let zero = ConjugateGradient([0, 0], damping: 0) { $0 }
    #expect(zero.ending == .converged && zero.solution == [0, 0] && zero.residual == 0)
    let negative = ConjugateGradient([1, 2], damping: 0.5) { $0.map { -$0 } }
    #expect(negative.ending == .notPositive && negative.solution == [0, 0])
    let broken = ConjugateGradient([1, 2], damping: 0) { $0.map { _ in .nan } }
    #expect(broken.ending == .notFinite && broken.solution == [0, 0])
    #expect(broken.residual == .infinity)
    let nan = ConjugateGradient([.nan], damping: 0) { $0 }
    #expect(nan.ending == .notFinite && nan.residual == .infinity)
    let singular = ConjugateGradient([1, 1], damping: 0) { [$0[0], 0] }
    #expect(singular.ending == .notPositive)
  }
}
