import Testing

@testable import Statistics

@Suite struct SummaryTests {
  @Test func `Summaries agree with NumPy`() throws {
    let oracle = try Oracle.load()
    for expected in oracle.summaries {
      let values = oracle.sample(expected.sample)
      let found = Summary(values)
      #expect(isClose(found.mean, expected.mean))
      #expect(isClose(found.standardDeviation, expected.deviation))
      #expect(isClose(found.standardError, expected.error))
      #expect(found.median == expected.median)
      #expect((found.minimum, found.maximum) == (expected.minimum, expected.maximum))
      let quantiles = expected.probabilities.compactMap { quantile($0, of: values) }
      #expect(areClose(quantiles, expected.quantiles))
      #expect(found.lowerQuartile == quantile(0.25, of: values))
      #expect(found.upperQuartile == quantile(0.75, of: values))
    }
  }

  @Test func `Values that are not finite are left out and counted`() {
    let summary = Summary([1, .nan, 3, .infinity, -.infinity])
    #expect((summary.count, summary.excluded, summary.mean) == (2, 3, 2))
    #expect(summary.maximum == 3)
  }

  @Test func `No value and one value say what they can`() {
    let none = Summary([.nan])
    #expect((none.count, none.excluded) == (0, 1))
    #expect(none.mean == nil && none.median == nil && none.maximum == nil)
    let one = Summary([4])
    #expect(one.mean == 4 && one.median == 4 && one.lowerQuartile == 4)
    #expect(one.standardDeviation == nil && one.standardError == nil)
  }

  @Test func `Functions refuse values that are not finite`() {
    for broken in [Double.nan, .infinity, -.infinity] {
      #expect(mean(of: [1, broken]) == nil)
      #expect(variance(of: [1, 2, broken]) == nil)
      #expect(median(of: [broken, 1]) == nil)
    }
    #expect(mean(of: []) == nil)
    #expect(mean(of: [1e308, 1e308]) == nil)
    #expect(completeCases([[1, .nan, 3, 4], [1, 2, 3, .infinity]]) == [0, 2])
  }

  @Test func `Compensation keeps what plain addition loses`() {
    #expect(compensatedSum([1, 1e100, 1, -1e100]) == 2)
    #expect(compensatedSum([1, .infinity, 2]) == .infinity)
    #expect(compensatedSum([.infinity, -.infinity]).isNaN)
    #expect(compensatedSum([]) == 0)
    #expect(variance(of: [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]) == 30)
  }

  @Test func `The mean of equal values is that value`() {
    for count in 1...60 {
      let values = [Double](repeating: 0.1, count: count)
      #expect(mean(of: values) == 0.1)
      #expect(count == 1 || variance(of: values) == 0)
    }
  }

  @Test func `Normal quantiles agree with SciPy and invert the probability`() throws {
    let oracle = try Oracle.load().normal
    for (probability, expected) in zip(oracle.probabilities, oracle.quantiles) {
      let found = normalQuantile(probability)
      #expect(abs(found - expected) <= 1e-13 * max(abs(expected), 1))
      #expect(isClose(normalProbability(below: found), probability, within: 1e-12))
    }
    #expect(normalQuantile(0) == -.infinity && normalQuantile(1) == .infinity)
  }
}
