import Foundation
import Testing

@testable import Statistics

@Suite struct SubsamplingTests {
  private func singles(_ count: Int) -> [[Int]] { (0..<count).map { [$0] } }

  @Test func `The error of a mean is that of the textbook`() throws {
    let values = (0..<40).map { 10 + Double(($0 * 7) % 13) / 10 }
    let mean = values.reduce(0, +) / 40
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 39).squareRoot()
    let estimate = Subsampling(groups: singles(40), draws: 2000, seed: Seed(3)).estimate(size: 40) {
      $0.reduce(0) { $0 + values[$1] } / Double($0.count)
    }
    #expect(estimate.value == mean && estimate.count == 40)
    // The error of the logarithm is that of the mean by the mean.
    let expected = deviation / Double(40).squareRoot() / mean
    #expect(abs(try #require(estimate.logError) - expected) < 0.06 * expected)
    let interval = try #require(estimate.interval(level: 0.95))
    #expect(abs(interval.upper / mean - exp(1.96 * (estimate.logError ?? 0))) < 1e-4)
  }

  @Test func `Fewer examples are averaged over subsamples, of distinct examples`() throws {
    var sizes: Set<Int> = []
    let estimate = Subsampling(groups: singles(20), draws: 50, seed: Seed(1)).estimate(size: 8) {
      sizes.insert($0.count)
      #expect(Set($0).count == $0.count)
      return Double($0.count)
    }
    #expect(abs(try #require(estimate.value) - 8) < 1e-12 && estimate.count == 8)
    #expect(sizes == [8, 6] && (estimate.logError ?? 1) < 1e-12)
  }

  @Test func `Groups are drawn together`() {
    let groups = [[0, 1], [2, 3], [4, 5], [6, 7]]
    _ = Subsampling(groups: groups, draws: 30, seed: Seed(1)).estimate(size: 8) { chosen in
      #expect(groups.allSatisfy { Set(chosen).intersection($0).count != 1 })
      return 1
    }
  }

  @Test func `Too few examples have a value without an interval, none has neither`() {
    let three = Subsampling(groups: singles(3), draws: 20, seed: Seed(1)).estimate(size: 3) { _ in 2
    }
    #expect(three.value == 2 && three.logError == nil && three.interval(level: 0.9) == nil)
    let none = Subsampling(groups: [], draws: 20, seed: Seed(1)).estimate(size: 0) { _ in 2 }
    #expect(none.value == nil && none.interval(level: 0.9) == nil)
    let undefined = Subsampling(groups: singles(9), draws: 20, seed: Seed(1)).estimate(size: 9) {
      $0.count == 9 ? 2 : nil
    }
    #expect(undefined.value == 2 && undefined.logError == nil)
  }

  @Test func `Differences and log ratios join both errors`() throws {
    let a = SubsampleEstimate(value: 8, logError: 0.1, count: 10)
    let b = SubsampleEstimate(value: 4, logError: 0.2, count: 10)
    let ratio = try #require(a.logRatioInterval(to: b, level: 0.95))
    #expect(abs(ratio.lower - (log(2) - 1.959964 * Double(0.05).squareRoot())) < 1e-6)
    let difference = try #require(a.interval(minus: b, level: 0.95))
    let (l, u) = (8 * exp(-0.1959964), 4 * exp(0.3919928))
    #expect(abs(difference.lower - (4 - hypot(8 - l, u - 4))) < 1e-5)
    #expect(difference.upper > 4 && difference.contains(4))
    let opposite = try #require(b.interval(minus: a, level: 0.95))
    #expect(abs(opposite.lower + difference.upper) < 1e-12)
  }
}
