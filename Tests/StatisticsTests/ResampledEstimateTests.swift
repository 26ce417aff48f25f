import Statistics
import Testing

@Suite struct ResampledEstimateTests {
  private func matrix(_ distance: Double) -> DistanceMatrix { [[0, distance], [distance, 0]] }

  @Test func `The interval of a distance is of its resamples, percentile without a jackknife`()
    throws
  {
    let resampled = ResampledDistances(
      (0...100).map { matrix(Double($0) / 100) }, counts: [20], level: 0.9)
    let estimate = resampled.estimate(matrix(0.5)) { $0[1][0] }
    #expect(estimate.value == 0.5 && estimate.method == .percentile && estimate.counts == [20])
    let interval = try #require(estimate.interval)
    #expect(abs(interval.lower - 0.05) < 1e-12 && abs(interval.upper - 0.95) < 1e-12)
    let similarity = resampled.estimate(matrix(0.25)) { 1 - $0[1][0] }
    #expect(similarity.value == 0.75)
  }

  @Test func `With a jackknife the interval is corrected for bias`() {
    // Every resample but a few is farther than observed, as noise makes distances.
    let resampled = ResampledDistances(
      (0..<400).map { matrix(0.9 + Double($0) / 400) },
      jackknife: [(0..<10).map { matrix(1 + Double($0) / 100) }], counts: [10])
    let corrected = resampled.estimate(matrix(1)) { $0[1][0] }
    #expect(corrected.method == .bca)
    let middle = corrected.interval.map { ($0.lower + $0.upper) / 2 } ?? 0
    #expect(middle < 1.1)
  }

  @Test func `An undefined statistic has no value`() {
    let resampled = ResampledDistances([matrix(1), matrix(2)], counts: [2])
    let estimate = resampled.estimate(matrix(1)) { _ in nil }
    #expect(estimate.value == nil && estimate.caveat == .undefined)
  }
}
