import LinearAlgebra
import TestSupport
import Tensors
import Testing
import Transformer

@testable import GradientSpectra

@Suite struct RouteTests {
  private func spectrum<Element: BLASScalar>(
    _ factors: GradientFactors<Element>, _ route: SpectrumRoute?
  ) throws -> Spectrum {
    var shared = SharedInputFactor<Element>()
    return try #require(
      GradientSpectra.spectrum(
        of: factors, dense: nil, route: route, shared: &shared, sharing: 1))
  }

  /// Factors whose product has a spectrum that falls over five decades.
  private func factors(_ tokens: Int, _ outputs: Int, _ inputs: Int) -> GradientFactors<Double> {
    var numbers = SeededNumbers(seed: UInt64(tokens * 10_007 + outputs * 101 + inputs))
    var input: Matrix<Double> = numbers.matrix(tokens, inputs)
    var gradient: Matrix<Double> = numbers.matrix(tokens, outputs)
    for row in 0..<tokens {
      for column in 0..<inputs { input[row, column] *= 1 / Double(1 + row * row) }
      if row == tokens - 1 { for column in 0..<outputs { gradient[row, column] = 0 } }
    }
    return GradientFactors(input: input, outputGradient: gradient)
  }

  private func single(_ factors: GradientFactors<Double>) -> GradientFactors<Float> {
    func rounded(_ m: Matrix<Double>) -> Matrix<Float> {
      Matrix(rows: m.rows, columns: m.columns, values: m.values.map(Float.init))
    }
    return GradientFactors(
      input: rounded(factors.input), outputGradient: rounded(factors.outputGradient))
  }

  @Test(arguments: [
    (2, 5, 5), (5, 8, 8), (9, 8, 8), (12, 20, 7), (12, 7, 20), (65, 64, 64), (64, 65, 129),
    (130, 64, 129),
  ])
  func `Every route in either precision agrees with bidiagonalization in double`(
    tokens: Int, outputs: Int, inputs: Int
  ) throws {
    let factors = factors(tokens, outputs, inputs)
    let naive = try #require(singularValues(of: factors.product))
    let exact = Spectrum(values: naive, size: naive.count)
    for route in SpectrumRoute.allCases + [nil] {
      for found in [
        try spectrum(factors, route), try spectrum(single(factors), route),
      ] {
        #expect(found.size == min(outputs, inputs))
        #expect(found.values.count == min(tokens - 1, outputs, inputs))
        for (a, b) in [
          (found.nuclearNorm, exact.nuclearNorm), (found.sigma1, exact.sigma1),
          (found.frobeniusNorm, exact.frobeniusNorm),
          (try #require(found.effectiveRank), try #require(exact.effectiveRank)),
          (try #require(found.stableRank), try #require(exact.stableRank)),
          (try #require(found.nuclearRank), try #require(exact.nuclearRank)),
        ] {
          #expect(abs(a - b) <= 1e-5 * abs(b), "\(route.map(\.rawValue) ?? "cheapest"): \(a), \(b)")
        }
      }
    }
  }

  @Test func `Effective rank ignores scale and rotation; nuclear norm scales`() throws {
    let factors = factors(9, 12, 10)
    var numbers = SeededNumbers(seed: 4)
    // An orthogonal matrix: the square factor M = L·Q gives Q = L⁻¹·M, here by Gram–Schmidt.
    var basis: Matrix<Double> = numbers.matrix(10, 10)
    for row in 0..<10 {
      for earlier in 0..<row {
        let along = (0..<10).reduce(0.0) { $0 + basis[row, $1] * basis[earlier, $1] }
        for i in 0..<10 { basis[row, i] -= along * basis[earlier, i] }
      }
      let norm = (0..<10).reduce(0.0) { $0 + basis[row, $1] * basis[row, $1] }.squareRoot()
      for i in 0..<10 { basis[row, i] /= norm }
    }
    var rotated = product(factors.input.operand, basis.operand)
    rotated.values = rotated.values.map { $0 * -3 }
    let plain = try spectrum(factors, .gram)
    let moved = try spectrum(
      GradientFactors(input: rotated, outputGradient: factors.outputGradient), .gram)
    #expect(abs(moved.nuclearNorm / plain.nuclearNorm - 3) < 1e-9)
    let (a, b) = (try #require(moved.effectiveRank), try #require(plain.effectiveRank))
    #expect(abs(a - b) < 1e-7)
  }

  @Test func `Single-precision Gram matrices would show a false rank`() throws {
    // What the double-precision Gram matrix is for: rank 5 stays rank 5.
    var numbers = SeededNumbers(seed: 8)
    let factors = GradientFactors<Float>(
      input: numbers.matrix(5, 200), outputGradient: numbers.matrix(5, 200))
    let values = try spectrum(factors, .gram).values
    #expect(values.count == 5)
    let dense = factors.product
    let all = try #require(symmetricEigenvalues(of: smallerGram(of: widened(dense))))
    let floor = max(all[all.count - 6], 0).squareRoot()
    #expect(floor < 1e-6 * values[0])
  }

  @Test func `The cost model factors short texts and squares long ones`() {
    #expect(
      SpectrumRoute.cheapest(tokens: 80, outputs: 576, inputs: 576, sharing: 3) == .factored)
    #expect(SpectrumRoute.cheapest(tokens: 570, outputs: 192, inputs: 576, sharing: 3) == .gram)
    #expect(SpectrumRoute.cheapest(tokens: 900, outputs: 576, inputs: 576, sharing: 3) == .gram)
  }

  @Test func `A gradient that is not a number gives no spectrum`() {
    let bad = GradientFactors<Float>(
      input: Matrix(rows: 2, columns: 2, values: [.nan, 1, 1, 1]),
      outputGradient: Matrix(rows: 2, columns: 2, values: [1, 2, 3, 4]))
    var shared = SharedInputFactor<Float>()
    #expect(
      GradientSpectra.spectrum(of: bad, dense: nil, route: .gram, shared: &shared, sharing: 1)
        == nil)
  }
}
