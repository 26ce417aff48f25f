import Testing

@testable import Statistics

@Suite struct GroupDistanceTests {
  let cases: [ComparingOracle.Test]

  init() throws { cases = try ComparingOracle.shared.get().tests }

  private func outcome(_ test: GroupDistanceTest) throws -> GroupDistanceTest.Outcome {
    guard case .tested(let outcome) = test else { throw Untested(test: test) }
    return outcome
  }

  private struct Untested: Error { let test: GroupDistanceTest }

  @Test func `Effects and exact p-values agree with a list of all deals`() throws {
    for expected in cases {
      let found = try outcome(
        GroupDistanceTest(distances: expected.distances, groups: expected.groups, seed: Seed(1)))
      #expect(isClose(found.observed.difference, expected.difference, within: 1e-10))
      #expect(isClose(found.observed.ratio, expected.ratio))
      #expect(isClose(found.observed.area, expected.area))
      #expect(abs(found.observed.anosim - expected.anosim) < 1e-12)
      #expect(found.isExact && found.arrangements == expected.deals)
      #expect(found.pValue == Double(expected.extreme) / Double(expected.deals))
      #expect(found.minimumPValue == 1 / Double(expected.deals) && found.intervals == nil)
    }
  }

  @Test func `Drawn p-values come near the exact ones and follow the seed`() throws {
    for expected in cases.prefix(3) {
      func drawn(_ seed: UInt64) throws -> GroupDistanceTest.Outcome {
        try outcome(
          GroupDistanceTest(
            distances: expected.distances, groups: expected.groups, exactLimit: 1,
            permutations: 4_999, seed: Seed(seed)))
      }
      let found = try drawn(1)
      #expect(!found.isExact && found.arrangements == 5_000 && found.minimumPValue == 1.0 / 5_000)
      #expect(abs(found.pValue - Double(expected.extreme) / Double(expected.deals)) < 0.03)
      #expect(try drawn(1) == found)
      #expect(try drawn(2).pValue != found.pValue)
    }
  }

  @Test func `Distinct deals are counted once`() {
    #expect(Relabeling.count([3: 3]) == 280)
    #expect(Relabeling.count([2: 2]) == 3)
    #expect(Relabeling.count([3: 1, 2: 1, 1: 2]) == 210)
    #expect(Relabeling.count([4: 6]) > 20_000)
    #expect(Relabeling.count([40: 10]) == .max)
  }

  @Test func `Families apart reach the least p-value that three by three can give`() throws {
    let places = [0, 0.1, 0.2, 10, 10.1, 10.3, 30, 30.2, 30.3]
    let found = try outcome(
      GroupDistanceTest(
        distances: lineDistances(places), groups: [1, 1, 1, 2, 2, 2, 3, 3, 3], seed: Seed(1)))
    #expect(found.pValue == 1.0 / 280 && found.minimumPValue == 1.0 / 280)
    #expect(found.observed.area == 1 && found.observed.anosim == 1)
    #expect((found.observed.ratio ?? 1) < 0.02)
    let sizes = try outcome(
      GroupDistanceTest(
        distances: lineDistances(places), groups: [1, 2, 3, 1, 2, 3, 1, 2, 3], seed: Seed(1)))
    #expect(sizes.pValue == 1 && sizes.observed.area < 0.5)
  }

  @Test func `Equal distances say nothing`() throws {
    for value in [0, 0.1, 1e300] {
      let found = try outcome(
        GroupDistanceTest(
          distances: equalDistances(6, value), groups: [0, 0, 1, 1, 2, 2], seed: Seed(1)))
      #expect(found.pValue == 1 && found.observed.area == 0.5)
      #expect(found.observed.ratio == (value == 0 ? nil : 1))
    }
  }

  @Test func `What cannot be tested says why`() {
    func test(_ distances: DistanceMatrix, _ groups: [Int]) -> GroupDistanceTest {
      GroupDistanceTest(distances: distances, groups: groups, seed: Seed(1))
    }
    #expect(test([], []) == .untestable(.fewGroups(0)))
    #expect(test(equalDistances(4, 1), [7, 7, 7, 7]) == .untestable(.fewGroups(1)))
    #expect(test(equalDistances(3, 1), [0, 1, 2]) == .untestable(.noGroupOfTwo))
    var broken = equalDistances(4, 1)
    broken[3][1] = .nan
    #expect(test(broken, [0, 0, 1, 1]) == .untestable(.badDistance(3, 1)))
    #expect(test(equalDistances(3, -1), [0, 0, 1]) == .untestable(.badDistance(1, 0)))
    #expect(test(equalDistances(6, 1e308), [0, 0, 0, 1, 1, 1]) == .untestable(.badDistance(1, 0)))
  }

  @Test func `Names of groups and the order of items do not matter`() throws {
    let first = cases[0]
    let order = [4, 8, 0, 2, 6, 1, 7, 3, 5]
    let shuffled = distances(first.distances, among: order)
    let a = try outcome(
      GroupDistanceTest(distances: first.distances, groups: first.groups, seed: Seed(1)))
    let b = try outcome(
      GroupDistanceTest(
        distances: shuffled, groups: order.map { 99 - first.groups[$0] }, seed: Seed(1)))
    #expect(a.pValue == b.pValue && isClose(b.observed.difference, a.observed.difference))
  }
}

@Suite struct GroupIntervalTests {
  /// Distances of curves' means over the examples picked; one row of values for each of four models.
  private let examples: [[Double]] = {
    var generator = SeededGenerator(Seed(5))
    return [0, 0.2, 3, 3.3].map { centre in (0..<20).map { _ in centre + generator.unit() } }
  }()

  private func matrix(_ picks: [Int]) -> DistanceMatrix {
    lineDistances(examples.map { row in picks.reduce(0) { $0 + row[$1] } / Double(picks.count) })
  }

  @Test(arguments: [IntervalMethod.percentile, .bca])
  func `Intervals from resampled distances are those of the bootstrap`(method: IntervalMethod)
    throws
  {
    let indices = BootstrapIndices(count: 20, resamples: 400, seed: Seed(3))
    let groups = [0, 0, 1, 1]
    let expected = Bootstrap(indices, method: method).estimates { picks in
      let split = GroupDistances(distances: matrix(picks), groups: groups)
      return [split?.difference, split?.ratio, split?.area]
    }
    let left = (0..<20).map { matrix(positions(20, without: $0)) }
    let resampled = ResampledDistances(
      (0..<400).map { matrix(indices[$0]) }, jackknife: method == .bca ? [left] : [], counts: [20])
    let test = GroupDistanceTest(
      distances: matrix(Array(0..<20)), groups: groups, resampled: resampled, seed: Seed(1))
    guard case .tested(let outcome) = test, let found = outcome.intervals else {
      Issue.record("not tested")
      return
    }
    #expect([found.difference, found.ratio, found.area] == expected)
    #expect(found.difference.method == method && found.difference.counts == [20])
    #expect(found.area.caveat == .constant)
    #expect(found.difference.interval?.contains(outcome.observed.difference) == true)
  }

  @Test func `Resamples without distances are counted, too many give no interval`() throws {
    let whole = matrix(Array(0..<20))
    let broken = equalDistances(4, .nan)
    func difference(_ count: Int) throws -> Estimate {
      let draws = (0..<100).map { $0 < count ? broken : matrix([$0 % 20, ($0 * 7) % 20]) }
      let test = GroupDistanceTest(
        distances: whole, groups: [0, 0, 1, 1],
        resampled: ResampledDistances(draws, counts: [20]), seed: Seed(1))
      guard case .tested(let outcome) = test else { return try #require(nil as Estimate?) }
      return try #require(outcome.intervals).difference
    }
    #expect(try difference(3).caveat == .undefinedResamples(3))
    #expect(try difference(3).interval != nil)
    #expect(try difference(30).interval == nil)
  }
}
