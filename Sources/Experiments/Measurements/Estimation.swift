import Foundation
import Statistics

/// Estimates with intervals over examples, from one seed.
///
/// Resampled examples keep all their layers and projections together, because those are not independent
/// draws; samples of one size share their resamples, so that equal data give equal intervals wherever
/// they are shown.
struct Estimation: Sendable {
  let settings: ExperimentSpec.StatisticsSettings

  private func bootstrap(_ count: Int) -> Bootstrap {
    Bootstrap(indices(count, "examples"), level: settings.confidence)
  }

  private func indices(_ count: Int, _ purpose: String) -> BootstrapIndices {
    BootstrapIndices(
      count: count, resamples: settings.resamples, seed: Seed(String(settings.seed), purpose))
  }

  /// The mean of each column of a sample, [projections · layers].
  func means(of sample: CurveSample) -> [EstimateFinding] {
    let bootstrap = bootstrap(sample.curves.count)
    return (0..<(sample.curves.first?.count ?? 0)).map { column in
      EstimateFinding(bootstrap.mean(of: sample.curves.map { $0[column] }))
    }
  }

  /// The statistic of a sample's mean curve.
  func estimate(_ statistic: QuantityStatistic, of sample: CurveSample) -> EstimateFinding {
    let layers = sample.layers.count
    if statistic.isLinear {
      return EstimateFinding(bootstrap(sample.curves.count).mean(of: sample.exampleMeans))
    }
    return EstimateFinding(
      bootstrap(sample.curves.count).estimate { statistic(sample.mean($0), layers: layers) })
  }

  /// Any statistic of resampled positions of `count` examples, several at once.
  func estimates(_ count: Int, _ statistic: ([Int]) -> [Double?]) -> [EstimateFinding] {
    bootstrap(count).estimates(statistic).map(EstimateFinding.init)
  }

  /// The median of values.
  func median(of values: [Double]) -> EstimateFinding {
    EstimateFinding(
      bootstrap(values.count).estimate { picks in
        Statistics.median(of: picks.map { values[$0] })
      })
  }

  /// The difference of two samples, paired or not.
  func difference(
    _ statistic: QuantityStatistic, of first: CurveSample, minus second: CurveSample,
    isPaired: Bool, form: ExperimentSpec.Chart.Difference
  ) -> EstimateFinding {
    let layers = first.layers.count
    func combine(_ a: [Int], _ b: [Int]) -> Double? {
      guard let x = statistic(first.mean(a), layers: layers),
        let y = statistic(second.mean(b), layers: layers)
      else { return nil }
      switch form {
      case .absolute: return x - y
      case .logRatio: return x > 0 && y > 0 ? log(x / y) : nil
      }
    }
    if isPaired {
      return EstimateFinding(bootstrap(first.curves.count).estimate { combine($0, $0) })
    }
    return EstimateFinding(
      TwoSampleBootstrap(
        indices(first.curves.count, "first sample"), indices(second.curves.count, "second sample"),
        level: settings.confidence
      ).estimate(combine))
  }

  /// The permutation test that two samples of a linear statistic do not differ.
  func test(
    _ first: CurveSample, _ second: CurveSample, isPaired: Bool
  ) -> PermutationTest {
    let (a, b) = (first.exampleMeans, second.exampleMeans)
    let seed = Seed(String(settings.seed), "permutations")
    return isPaired
      ? .signFlip(zip(a, b).map { $0 - $1 }, seed: seed) : .twoSample(a, b, seed: seed)
  }
}

extension EstimateFinding {
  /// An estimate as it stands in findings.
  init(_ estimate: Estimate) {
    self.init(
      value: estimate.value, lower: estimate.interval?.lower, upper: estimate.interval?.upper,
      n: estimate.counts.min() ?? 0)
  }

  /// The interval, if there is one.
  func interval(level: Double) -> Interval? {
    guard let lower, let upper else { return nil }
    return Interval(lower: lower, upper: upper, level: level)
  }
}
