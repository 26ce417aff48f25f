import TestSupport
import Testing

@testable import Statistics

@Suite struct MatchedPairsTests {
  @Test func `Pairs are as many as an assignment finds, and as near`() throws {
    for expected in try Oracle.load().matchings {
      let pairs = MatchedPairs(expected.first, expected.second, caliper: 0.1)
      let distances = zip(pairs.first, pairs.second).map {
        abs(expected.first[$0] - expected.second[$1])
      }
      #expect(pairs.count == expected.pairs && pairs.second.count == expected.pairs)
      #expect(abs(distances.reduce(0, +) - expected.total) < 1e-12)
      #expect(distances.allSatisfy { $0 <= 0.1 * (1 + 1e-12) })
      #expect(Set(pairs.first).count == pairs.count && Set(pairs.second).count == pairs.count)
    }
  }

  @Test func `Equal covariates pair in the order of the examples`() {
    let pairs = MatchedPairs([5, 1, 5], [5, 5, 2], caliper: 0)
    #expect(pairs.first == [0, 2] && pairs.second == [0, 1])
  }

  @Test func `No example and no number pair with nothing`() {
    #expect(MatchedPairs([], [1], caliper: 1).count == 0)
    #expect(MatchedPairs([1], [.nan], caliper: 1).count == 0)
    #expect(MatchedPairs([1], [3], caliper: 1).count == 0)
  }
}

@Suite struct CovariateAdjustmentTests {
  let oracle: Oracle

  init() throws { oracle = try Oracle.load() }

  @Test func `Adjusted differences and their intervals agree with SciPy`() throws {
    for expected in oracle.adjustments {
      let columns = expected.samples.map { oracle.sample($0) }
      let (a, b) = ((x: columns[0], y: columns[1]), (x: columns[2], y: columns[3]))
      let indices = zip(expected.seeds, [a.x.count, b.x.count]).map { seed, count in
        BootstrapIndices(count: count, resamples: expected.resamples, seed: Seed(seed))
      }
      let found =
        expected.paired
        ? Bootstrap(indices[0], level: expected.level).adjustedDifference(of: a, minus: b)
        : TwoSampleBootstrap(indices[0], indices[1], level: expected.level)
          .adjustedDifference(of: a, minus: b)
      #expect(isClose(found.value, expected.value, within: 1e-11))
      #expect(isClose(found.interval?.lower, expected.lower, within: 1e-9))
      #expect(isClose(found.interval?.upper, expected.upper, within: 1e-9))
    }
  }

  @Test func `The difference is the coefficient of the group in a fit of both`() throws {
    let (x, y) = (oracle.sample("normal"), oracle.sample("effect"))
    let (u, v) = (oracle.sample("tiesA"), oracle.sample("tiesB"))
    let group = x.map { _ in 1.0 } + u.map { _ in 0.0 }
    let fit = try #require(LeastSquares([group, x + u], response: y + v))
    let found = try #require(CovariateAdjustment((x, y), (u, v)))
    #expect(isClose(found.difference, fit.coefficients[1], within: 1e-11))
    #expect(isClose(found.slope, fit.coefficients[2], within: 1e-11))
  }

  @Test func `A covariate that explains all leaves no difference`() throws {
    let (x, u) = ([1.0, 2, 3, 4], [3.0, 4, 5, 6, 7])
    let found = try #require(
      CovariateAdjustment((x, x.map { 2 * $0 + 1 }), (u, u.map { 2 * $0 + 1 })))
    #expect(abs(found.difference) < 1e-12 && abs(found.slope - 2) < 1e-12)
  }

  @Test func `Without variation, examples or numbers there is no fit`() {
    #expect(CovariateAdjustment(([1, 1], [1, 2]), ([2, 2], [3, 4])) == nil)
    #expect(CovariateAdjustment(([0.1 + 0.2, 0.3], [1, 2]), ([0.3, 0.3], [3, 4])) == nil)
    #expect(CovariateAdjustment(([], []), ([1, 2], [3, 4])) == nil)
    #expect(CovariateAdjustment(([1, 2], [1, .nan]), ([1, 2], [3, 4])) == nil)
  }

  @Test func `Overlap is the share of the smaller group in the range of the other`() {
    #expect(rangeOverlap([1, 2], [2, 3, 4]) == 0.5)
    #expect(rangeOverlap([2, 3, 4], [1, 2]) == 0.5)
    #expect(rangeOverlap([1, 5], [2, 3]) == 0)
    #expect(rangeOverlap([1, 2], [3, 4, 5]) == 0)
    #expect(rangeOverlap([], [1]) == nil && rangeOverlap([.nan], [1]) == nil)
  }
}

@Suite struct SeparationTests {
  @Test func `Areas of resamples need no sorting and agree with counting pairs`() {
    var random = SeededNumbers(seed: 5)
    let a = (0..<9).map { _ in Double(Int.random(in: 0..<5, using: &random)) }
    let b = (0..<7).map { _ in Double(Int.random(in: 1..<6, using: &random)) }
    let indices = BootstrapIndices(count: 9, resamples: 40, seed: Seed(1))
    let others = BootstrapIndices(count: 7, resamples: 40, seed: Seed(2))
    let found = TwoSampleBootstrap(indices, others).areaUnderROC(positives: a, negatives: b)
    let counted = TwoSampleBootstrap(indices, others).estimate { first, second in
      var won = 0.0
      for i in first { for j in second { won += a[i] > b[j] ? 1 : a[i] == b[j] ? 0.5 : 0 } }
      return won / Double(first.count * second.count)
    }
    #expect(isClose(found.value, counted.value ?? .nan))
    #expect(isClose(found.interval?.lower, counted.interval?.lower ?? .nan))
    #expect(isClose(found.interval?.upper, counted.interval?.upper ?? .nan))
    #expect(isClose(found.value, areaUnderROC(positives: a, negatives: b) ?? .nan))
  }

  @Test func `Groups apart have the interval 1, one example and no number have none`() {
    func area(_ a: [Double], _ b: [Double]) -> Estimate {
      TwoSampleBootstrap(
        BootstrapIndices(count: a.count, resamples: 50, seed: Seed(1)),
        BootstrapIndices(count: b.count, resamples: 50, seed: Seed(2))
      ).areaUnderROC(positives: a, negatives: b)
    }
    #expect(area([3, 4, 5], [1, 2]).interval == Interval(lower: 1, upper: 1, level: 0.95))
    #expect(area([1, 1], [1, 1, 1]).value == 0.5 && area([1, 1], [1, 1]).interval?.width == 0)
    #expect(area([3], [1, 2]).value == 1 && area([3], [1, 2]).interval == nil)
    #expect(area([3, .nan], [1, 2]).value == nil)
    #expect(area([], [1, 2]).value == nil)
  }
}

@Suite struct DetectableDifferenceTests {
  @Test func `The power of the z-test at the difference is 0.8`() throws {
    let oracle = try Oracle.load()
    let normal = oracle.sample("normal")
    #expect(
      isClose(
        detectableDifference(normal, oracle.sample("skewed"), alpha: 0.05),
        oracle.detectable.unpaired, within: 1e-9))
    let differences = zip(normal, oracle.sample("effect")).map { $0 - $1 }
    #expect(
      isClose(
        detectableMean(ofDifferences: differences, alpha: 0.1), oracle.detectable.paired,
        within: 1e-9))
  }

  @Test func `One value and no number say nothing, constants leave nothing to miss`() {
    #expect(detectableDifference([1], [1, 2], alpha: 0.05) == nil)
    #expect(detectableDifference([1, .nan], [1, 2], alpha: 0.05) == nil)
    #expect(detectableDifference([1, 1], [2, 2], alpha: 0.05) == 0)
    #expect(detectableMean(ofDifferences: [1], alpha: 0.05) == nil)
  }
}
