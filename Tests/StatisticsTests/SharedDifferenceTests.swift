import RealModule
import Testing

@testable import Statistics

@Suite struct StudentTTests {
  @Test func `Two-sided p-values agree with SciPy`() throws {
    for expected in try Oracle.load().student.tails {
      let found = StudentT(degrees: expected.degrees).twoSided(expected.t)
      #expect(
        isClose(found, expected.p, within: 1e-9),
        "t \(expected.t) of \(expected.degrees): \(found), not \(expected.p)")
    }
  }

  @Test func `Half widths of intervals agree with SciPy`() throws {
    for expected in try Oracle.load().student.bounds {
      let found = StudentT(degrees: expected.degrees).bound(level: expected.level)
      #expect(isClose(found, expected.bound, within: 1e-9))
    }
  }

  @Test func `No number gives no number, infinity gives zero`() {
    #expect(StudentT(degrees: 3).twoSided(.nan).isNaN)
    #expect(StudentT(degrees: 3).twoSided(-.infinity) == 0)
  }
}

@Suite struct SharedDifferenceTests {
  private let oracle: Oracle
  private var x: [Double] { oracle.sample("normal") }
  private var y: [Double] { oracle.sample("skewed") }
  private var z: [Double] { oracle.sample("effect") }

  init() throws { oracle = try Oracle.load() }

  @Test func `Of the same examples it is the paired test`() throws {
    let pairs = x.indices.map { (first: $0, second: $0) }
    let found = try #require(SharedDifference(x, z, pairs: pairs))
    #expect(found.isPaired && found.shared == x.count)
    #expect(isClose(found.variance, oracle.shared.paired.variance, within: 1e-12))
    #expect(found.degrees == oracle.shared.paired.degrees)
  }

  @Test func `The order of the examples is of no matter`() throws {
    let pairs = x.indices.map { (first: $0, second: z.count - 1 - $0) }
    let found = try #require(SharedDifference(x, z.reversed(), pairs: pairs))
    #expect(isClose(found.variance, oracle.shared.paired.variance, within: 1e-12))
  }

  @Test func `Of other examples it is Welch's test`() throws {
    let found = try #require(SharedDifference(x, y, pairs: []))
    #expect(!found.isPaired && found.shared == 0)
    #expect(isClose(found.variance, oracle.shared.unpaired.variance, within: 1e-12))
    let degrees = try #require(oracle.shared.unpaired.degrees)
    #expect(isClose(found.degrees, degrees, within: 1e-12))
    let difference = (mean(of: y) ?? 0) - (mean(of: x) ?? 0)
    let p = StudentT(degrees: found.degrees).twoSided(difference / found.variance.squareRoot())
    #expect(isClose(p, try #require(oracle.shared.unpaired.p), within: 1e-9))
  }

  @Test func `Some shared examples take their covariance out`() throws {
    let count = oracle.shared.overlap
    let pairs = (0..<count).map { (first: $0, second: y.count - count + $0) }
    let found = try #require(SharedDifference(x, y, pairs: pairs))
    #expect(isClose(found.variance, oracle.shared.overlapping.variance, within: 1e-12))
    #expect(found.degrees == Double(min(x.count, y.count) - 1))
  }

  @Test func `One example tells no spread`() {
    #expect(SharedDifference([1], [1, 2], pairs: []) == nil)
  }

  @Test func `Parts add their variances`() throws {
    let part = try #require(SharedDifference(x, y, pairs: []))
    let (variance, degrees) = SharedDifference.sum([part, part])
    #expect(isClose(variance, 2 * part.variance, within: 1e-12))
    #expect(isClose(degrees, 2 * part.degrees, within: 1e-12))
  }
}

@Suite struct InfluenceTests {
  @Test func `Of a mean they are the deviations from it`() {
    let values = [1.0, 4, 2, 9]
    let indices = BootstrapIndices(count: 4, resamples: 50, seed: Seed(1))
    let found = Bootstrap(indices).mean(of: values)
    #expect(found.influence.count == 1)
    for (influence, value) in zip(found.influence[0], values) {
      #expect(isClose(influence, value - 4, within: 1e-12))
    }
  }

  @Test func `Of any statistic they are the jackknife's, and sum to zero`() throws {
    let values = [1.0, 4, 2, 9, 3]
    let indices = BootstrapIndices(count: 5, resamples: 50, seed: Seed(1))
    func logMean(_ picks: [Int]) -> Double? {
      Double.log(picks.reduce(0) { $0 + values[$1] } / Double(picks.count))
    }
    let found = Bootstrap(indices).estimate(logMean)
    let left = values.indices.map { index in
      logMean(values.indices.filter { $0 != index }) ?? .nan
    }
    let centre = left.reduce(0, +) / 5
    for (influence, value) in zip(found.influence[0], left) {
      #expect(isClose(influence, 4 * (centre - value), within: 1e-12))
    }
    #expect(abs(found.influence[0].reduce(0, +)) < 1e-12)
  }

  @Test func `Two samples have one list each`() {
    let bootstrap = TwoSampleBootstrap(
      BootstrapIndices(count: 3, resamples: 50, seed: Seed(1)),
      BootstrapIndices(count: 2, resamples: 50, seed: Seed(2)))
    let found = bootstrap.difference(of: [1, 2, 6], minus: [5, 1])
    #expect(found.influence.map(\.count) == [3, 2])
    #expect(isClose(found.influence[1][0], -2, within: 1e-12))
  }
}
