import Testing

@testable import Statistics

@Suite struct BootstrapOracleTests {
  let oracle: Oracle

  init() throws { oracle = try Oracle.load() }

  private func estimate(_ expected: Oracle.BootstrapCase) -> Estimate? {
    let samples = expected.samples.map { oracle.sample($0) }
    let method: IntervalMethod = expected.method == "BCa" ? .bca : .percentile
    let indices = zip(expected.seeds, samples).map { seed, sample in
      BootstrapIndices(count: sample.count, resamples: expected.resamples, seed: Seed(seed))
    }
    if indices.count == 2 {
      let bootstrap = TwoSampleBootstrap(
        indices[0], indices[1], level: expected.level, method: method)
      return unpaired(bootstrap, expected.statistic, samples[0], samples[1])
    }
    let bootstrap = Bootstrap(indices[0], level: expected.level, method: method)
    return paired(bootstrap, expected.statistic, samples)
  }

  private func paired(
    _ bootstrap: Bootstrap, _ statistic: String, _ samples: [[Double]]
  ) -> Estimate? {
    switch statistic {
    case "mean": bootstrap.mean(of: samples[0])
    case "median": bootstrap.estimate { picks in median(of: picks.map { samples[0][$0] }) }
    case "difference": bootstrap.difference(of: samples[0], minus: samples[1])
    case "ratio": bootstrap.ratio(of: samples[0], to: samples[1])
    case "logRatio": bootstrap.logRatio(of: samples[0], to: samples[1])
    case "pearson":
      bootstrap.estimate { picks in
        pearsonCorrelation(picks.map { samples[0][$0] }, picks.map { samples[1][$0] })
      }
    case "area": bootstrap.areaUnderROC(positives: samples[0], negatives: samples[1])
    default: nil
    }
  }

  private func unpaired(
    _ bootstrap: TwoSampleBootstrap, _ statistic: String, _ a: [Double], _ b: [Double]
  ) -> Estimate? {
    switch statistic {
    case "difference": bootstrap.difference(of: a, minus: b)
    case "ratio": bootstrap.ratio(of: a, to: b)
    case "logRatio": bootstrap.logRatio(of: a, to: b)
    case "area": bootstrap.areaUnderROC(positives: a, negatives: b)
    default: nil
    }
  }

  @Test func `Intervals agree with SciPy on the same resamples`() throws {
    for expected in oracle.bootstrap {
      let found = try #require(estimate(expected))
      #expect(isClose(found.value, expected.value, within: 1e-11), "\(expected)")
      #expect(isClose(found.interval?.lower, expected.lower, within: 1e-10), "\(expected)")
      #expect(isClose(found.interval?.upper, expected.upper, within: 1e-10), "\(expected)")
      #expect(isClose(found.standardError, expected.error, within: 1e-10), "\(expected)")
      #expect(found.caveat == nil && found.interval?.level == expected.level)
    }
  }
}
