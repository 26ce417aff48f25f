import Statistics
import Testing

@Suite struct RankTests {
  let oracle: Oracle

  init() throws { oracle = try Oracle.load() }

  @Test func `Rank statistics agree with SciPy`() {
    for expected in oracle.ranks {
      let (a, b) = (oracle.sample(expected.first), oracle.sample(expected.second))
      #expect(ranks(of: a) == expected.ranks)
      #expect(isClose(pearsonCorrelation(a, b), expected.pearson))
      #expect(isClose(spearmanCorrelation(a, b), expected.spearman))
      #expect(isClose(kendallTauB(a, b), expected.kendall))
      #expect(isClose(areaUnderROC(positives: a, negatives: b), expected.area))
      #expect(isClose(cliffsDelta(a, b), 2 * expected.area - 1, within: 1e-10))
    }
  }

  @Test func `Ties share their mean rank`() {
    #expect(ranks(of: [3, 1, 3, 0.0, -0.0]) == [4.5, 3, 4.5, 1.5, 1.5])
    #expect(ranks(of: []) == [])
    #expect(ranks(of: [1, .nan]) == nil)
  }

  @Test func `Ranks ignore what keeps the order`() {
    let (a, b) = (oracle.sample("normal"), oracle.sample("effect"))
    let stretched = a.map { $0 * $0 * $0 }
    #expect(spearmanCorrelation(stretched, b) == spearmanCorrelation(a, b))
    #expect(kendallTauB(stretched, b) == kendallTauB(a, b))
    #expect(isClose(kendallTauB(a.map { -$0 }, b), -(kendallTauB(a, b) ?? .nan)))
    #expect(kendallTauB(a, b) == kendallTauB(b, a))
  }

  @Test func `Perfect agreement is exactly one`() {
    let values = [0.1, 0.7, 0.30000001, 1e200, 5]
    #expect(pearsonCorrelation([1e-200, 2e-200, 3e-200], [1e200, 2e200, 3e200]) == 1)
    #expect(spearmanCorrelation(values, values) == 1)
    #expect(kendallTauB(values, values) == 1)
    #expect(kendallTauB(values, values.map { -$0 }) == -1)
    #expect(cliffsDelta([5, 6], [1, 2]) == 1 && cliffsDelta([1, 2], [5, 6]) == -1)
    #expect(cliffsDelta([1, 2], [1, 2]) == 0)
  }

  @Test func `What is undefined is nil`() {
    let undefined: [([Double], [Double])] = [
      ([], []), ([1], [2]), ([1, 1, 1], [1, 2, 3]), ([1, 2, .nan], [1, 2, 3]),
      ([1, 2, 3], [1, 2, .infinity]),
    ]
    for (a, b) in undefined {
      #expect(pearsonCorrelation(a, b) == nil)
      #expect(spearmanCorrelation(a, b) == nil)
      #expect(kendallTauB(a, b) == nil)
    }
    #expect(areaUnderROC(positives: [], negatives: [1]) == nil)
    #expect(cliffsDelta([1], [.nan]) == nil)
  }

  @Test func `Adjusted p-values agree with SciPy and with the definition`() throws {
    let expected = oracle.comparisons
    #expect(areClose(benjaminiHochberg(expected.pValues), expected.benjaminiHochberg))
    #expect(areClose(holm(expected.pValues), expected.holm))
    #expect(benjaminiHochberg([]) == [] && holm([0.2]) == [0.2])
  }

  @Test func `Adjustment keeps the order and never lowers`() {
    let p = oracle.comparisons.pValues
    for adjusted in [benjaminiHochberg(p), holm(p)] {
      #expect(zip(p, adjusted).allSatisfy { $0 <= $1 && $1 <= 1 })
      let order = p.indices.sorted { p[$0] < p[$1] }.map { adjusted[$0] }
      #expect(order == order.sorted())
    }
    #expect(zip(benjaminiHochberg(p), holm(p)).allSatisfy { $0 <= $1 })
  }

  @Test func `A p-value beyond one traps with the number`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = holm([0.5, 1.5])
    }
    #expect(said("A p-value is from 0 to 1; found 1.5.", result))
  }
}
