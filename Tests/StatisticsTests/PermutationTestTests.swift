import Testing

@testable import Statistics

@Suite struct PermutationTestTests {
  let oracle: Oracle

  init() throws { oracle = try Oracle.load() }

  @Test func `Exact tests agree with SciPy`() throws {
    let (small, other) = (oracle.sample("small"), oracle.sample("other"))
    for expected in oracle.permutation {
      let alternative = try #require(PermutationTest.Alternative(rawValue: expected.alternative))
      let paired = PermutationTest.signFlip(small, alternative: alternative, seed: Seed(1))
      #expect(isClose(paired.pValue, expected.paired))
      #expect(paired.isExact && paired.arrangements == expected.pairedTotal)
      let unpaired = PermutationTest.twoSample(
        small, other, alternative: alternative, seed: Seed(1))
      #expect(isClose(unpaired.pValue, expected.unpaired))
      #expect(unpaired.isExact && unpaired.arrangements == expected.unpairedTotal)
      #expect(isClose(unpaired.difference, (mean(of: small) ?? 0) - (mean(of: other) ?? 0)))
    }
  }

  @Test func `Drawn tests come near the exact ones`() {
    let (small, other) = (oracle.sample("small"), oracle.sample("other"))
    for alternative in PermutationTest.Alternative.allCases {
      let paired = PermutationTest.signFlip(
        small, alternative: alternative, permutations: 9_999, seed: Seed(3))
      let drawn = PermutationTest.signFlip(
        small, alternative: alternative, permutations: 510, seed: Seed(3))
      #expect(!drawn.isExact && drawn.arrangements == 511 && drawn.minimumPValue == 1.0 / 511)
      #expect(abs((drawn.pValue ?? 9) - (paired.pValue ?? 0)) < 0.06)
      for (first, second) in [(small, other), (other, small)] {
        let exact = PermutationTest.twoSample(
          first, second, alternative: alternative, seed: Seed(4))
        let dealt = PermutationTest.twoSample(
          first, second, alternative: alternative, permutations: 4_000, seed: Seed(4))
        #expect(!dealt.isExact)
        #expect(abs((dealt.pValue ?? 9) - (exact.pValue ?? 0)) < 0.03)
      }
    }
  }

  @Test func `The most extreme data reach the least p-value`() {
    let up = [1.0, 2, 3, 4, 5, 6]
    let test = PermutationTest.signFlip(up, seed: Seed(1))
    #expect(test.pValue == 2.0 / 64 && test.minimumPValue == 2.0 / 64)
    let greater = PermutationTest.signFlip(up, alternative: .greater, seed: Seed(1))
    #expect(greater.pValue == 1.0 / 64 && greater.minimumPValue == 1.0 / 64)
    let equal = PermutationTest.twoSample([1, 2, 3], [11, 12, 13], seed: Seed(1))
    #expect(equal.pValue == 0.1 && equal.minimumPValue == 0.1)
    let unequal = PermutationTest.twoSample([11, 12], [1, 2, 3], seed: Seed(1))
    #expect(unequal.pValue == 0.1 && unequal.minimumPValue == 0.1)
    let many = PermutationTest.signFlip((1...40).map(Double.init), permutations: 999, seed: Seed(2))
    #expect(many.pValue == 0.001 && many.minimumPValue == 0.001 && !many.isExact)
  }

  @Test func `Rounding makes no difference to ties`() {
    let differences = [0.1, 0.2, 0.3, -0.6]
    #expect(PermutationTest.signFlip(differences, seed: Seed(1)).pValue == 1)
    #expect(PermutationTest.signFlip([0, 0, 0], seed: Seed(1)).pValue == 1)
    let equal = [Double](repeating: 0.1, count: 4)
    #expect(PermutationTest.twoSample(equal, equal + [0.1], seed: Seed(1)).pValue == 1)
  }

  @Test func `Negating the data swaps the one-sided tests`() {
    let values = oracle.sample("effect").map { $0 - 8 }
    let greater = PermutationTest.signFlip(values, alternative: .greater, seed: Seed(8))
    let less = PermutationTest.signFlip(values.map { -$0 }, alternative: .less, seed: Seed(8))
    #expect(greater.pValue == less.pValue && !greater.isExact)
  }

  @Test func `More than 64 examples use several words of signs`() {
    let values = (0..<130).map { $0 < 64 ? 0.0 : ($0 % 3 == 0 ? -1.0 : 1.0) }
    let test = PermutationTest.signFlip(values, seed: Seed(5))
    #expect((test.pValue ?? 1) < 0.05 && (test.pValue ?? 0) > 1e-4)
  }

  @Test func `Missing and broken data give no p-value`() {
    let tests: [(PermutationTest, Caveat)] = [
      (.signFlip([], seed: Seed(1)), .noExamples),
      (.twoSample([], [1], seed: Seed(1)), .noExamples),
      (.twoSample([1], [], seed: Seed(1)), .noExamples),
      (.signFlip([1, .nan], seed: Seed(1)), .notFinite),
      (.twoSample([1, .infinity], [1], seed: Seed(1)), .notFinite),
      (.signFlip([1e308, 1e308], seed: Seed(1)), .undefined),
    ]
    for (test, caveat) in tests {
      #expect(test.pValue == nil && test.difference == nil && test.caveat == caveat)
      #expect(test.minimumPValue == 1)
    }
    #expect(PermutationTest.signFlip([5], seed: Seed(1)).pValue == 1)
  }

  @Test func `Combinations are counted until they overflow`() {
    #expect(combinations(15, choose: 6) == 5_005)
    #expect(combinations(5, choose: 5) == 1)
    #expect(combinations(200, choose: 100) == .max)
  }
}
