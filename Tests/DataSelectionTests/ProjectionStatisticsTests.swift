import TestSupport
import Tensors
import Testing

@testable import DataSelection

/// Inner products of projected vectors, over many seeds, against theory.
@Suite struct ProjectionStatisticsTests {
  private static let draws = 2000
  private let u: Matrix<Float>
  private let v: Matrix<Float>

  init() {
    var numbers = SeededNumbers(seed: 11)
    u = numbers.matrix(12, 25)
    var other: Matrix<Float> = numbers.matrix(12, 25)
    for i in other.values.indices { other.values[i] += 0.5 * u.values[i] }
    v = other
  }

  private func inner(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// Mean and variance of ⟨Πu, Πv⟩ over seeds.
  private func moments(_ projection: (UInt64) -> Projection) -> (mean: Double, variance: Double) {
    let products = (0..<UInt64(Self.draws)).map { seed in
      var sum = ProjectionSum(projection(seed), examples: 2)
      sum.add([u, v], of: "w")
      let rows = sum.rows()
      return inner(
        Array(rows.values[rows.range(ofRow: 0)]), Array(rows.values[rows.range(ofRow: 1)]))
    }
    let mean = products.reduce(0, +) / Double(products.count)
    let squares = products.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, squares / Double(products.count - 1))
  }

  /// (‖u‖²‖v‖² + ⟨u, v⟩² − 2Σu²v²)/d.
  private func theory(_ d: Int) -> Double {
    let (uu, vv, uv) = (
      inner(u.values, u.values), inner(v.values, v.values), inner(u.values, v.values)
    )
    let fourth = zip(u.values, v.values).reduce(0) { $0 + Double($1.0 * $1.0 * $1.1 * $1.1) }
    return (uu * vv + uv * uv - 2 * fourth) / Double(d)
  }

  @Test(arguments: [32, 200])
  func `Signs and sketches are unbiased and vary as they should`(_ dimension: Int) {
    for make in [
      { Projection.rademacher(dimension, seed: $0) },
      { Projection.countSketch(dimension, seed: $0) },
    ] as [(UInt64) -> Projection] {
      let (mean, variance) = moments(make)
      let expected = theory(dimension)
      let error = (expected / Double(Self.draws)).squareRoot()
      #expect(abs(mean - inner(u.values, v.values)) < 4 * error)
      // The standard error of a variance over 2000 draws is 3 % for a normal distribution.
      #expect(abs(variance / expected - 1) < 0.15)
    }
  }

  @Test func `Two sides are unbiased and vary more`() {
    let (mean, variance) = moments { .factored(outputs: 8, inputs: 16, seed: $0) }
    let error = (variance / Double(Self.draws)).squareRoot()
    #expect(abs(mean - inner(u.values, v.values)) < 4 * error)
    #expect(variance > theory(8 * 16))
  }

  @Test func `For gradients of rank one the variances of both sides add up`() {
    var numbers = SeededNumbers(seed: 12)
    let (b, a): (Matrix<Float>, Matrix<Float>) = (numbers.matrix(1, 12), numbers.matrix(1, 25))
    // Of a vector with itself: E X² with X = |Pb|² and 2(|b|⁴ − Σb⁴)/r its variance.
    func side(_ x: Matrix<Float>, _ rank: Double) -> (mean: Double, variance: Double) {
      let square = inner(x.values, x.values)
      let fourth = x.values.reduce(0) { $0 + Double($1 * $1 * $1 * $1) }
      return (square, 2 * (square * square - fourth) / rank)
    }
    let (left, right) = (side(b, 8), side(a, 16))
    let expected =
      (left.mean * left.mean + left.variance) * (right.mean * right.mean + right.variance)
      - left.mean * left.mean * right.mean * right.mean
    let products = (0..<UInt64(1200)).map { seed in
      var sum = ProjectionSum(.factored(outputs: 8, inputs: 16, seed: seed), examples: 1)
      sum.add(outputs: b, inputs: a, of: "w")
      return inner(sum.rows().values, sum.rows().values)
    }
    let mean = products.reduce(0, +) / Double(products.count)
    let variance = products.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(products.count)
    #expect(abs(mean - left.mean * right.mean) < 4 * (expected / 1200).squareRoot())
    #expect(abs(variance / expected - 1) < 0.35)
  }

  @Test func `A cosine has the error that its formula says`() {
    var numbers = SeededNumbers(seed: 13)
    let cosines = (0..<60).map { draw in
      var sum = ProjectionSum(.rademacher(2048, seed: UInt64(draw)), examples: 2)
      sum.add([numbers.matrix(40, 100), numbers.matrix(40, 100)], of: "w")
      let rows = sum.rows()
      let x = Array(rows.values[rows.range(ofRow: 0)])
      let y = Array(rows.values[rows.range(ofRow: 1)])
      return inner(x, y) / (inner(x, x) * inner(y, y)).squareRoot()
    }
    // True cosines vary by 1/√4000 themselves, estimates by (1 − ρ²)/√2048 on top.
    let expected = (1 / 4000.0 + 1 / 2048.0).squareRoot()
    let deviation = (cosines.reduce(0) { $0 + $1 * $1 } / 60).squareRoot()
    #expect(abs(deviation / expected - 1) < 0.3)
  }
}
