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
    let examples = sample.keys.digests
    return (0..<(sample.curves.first?.count ?? 0)).map { column in
      EstimateFinding(bootstrap.mean(of: sample.curves.map { $0[column] }), of: [examples])
    }
  }

  /// A sample's mean curve over its own mean, [projections · layers].
  func shapes(of sample: CurveSample) -> [EstimateFinding] {
    bootstrap(sample.curves.count).estimates { picks in
      let mean = sample.mean(picks)
      return overItsMean(mean) ?? mean.map { _ in nil }
    }.map { EstimateFinding($0, of: [sample.keys.digests]) }
  }

  /// The number that a pool of samples gives.
  func estimate(_ pool: SamplePool) -> EstimateFinding {
    let bootstrap = bootstrap(pool.count)
    return EstimateFinding(
      pool.isLinear
        ? bootstrap.mean(of: pool.exampleMeans) : bootstrap.estimate { pool.value($0) },
      of: [pool.keys.digests])
  }

  /// Any statistic of resampled positions of some examples, several at once.
  func estimates(
    of keys: [PairingKey], _ statistic: ([Int]) -> [Double?]
  ) -> [EstimateFinding] {
    let examples = keys.digests
    return bootstrap(keys.count).estimates(statistic).map { EstimateFinding($0, of: [examples]) }
  }

  /// The median of values.
  func median(of values: [Double]) -> EstimateFinding {
    EstimateFinding(
      bootstrap(values.count).estimate { picks in
        Statistics.median(of: picks.map { values[$0] })
      })
  }

  /// The difference of two pools, paired or not.
  func difference(
    of first: SamplePool, minus second: SamplePool, isPaired: Bool,
    form: ExperimentSpec.Chart.Difference
  ) -> EstimateFinding {
    func combine(_ a: [Int], _ b: [Int]) -> Double? {
      guard let x = first.value(a), let y = second.value(b) else { return nil }
      switch form {
      case .absolute: return x - y
      case .logRatio: return x > 0 && y > 0 ? log(x / y) : nil
      }
    }
    return EstimateFinding(
      isPaired
        ? bootstrap(first.count).estimate { combine($0, $0) }
        : twoSamples(first.count, second.count).estimate(combine),
      of: examples(first.keys, second.keys, isPaired: isPaired))
  }

  /// The examples of each sample that an estimate of two pools is made of.
  private func examples(
    _ first: [PairingKey], _ second: [PairingKey], isPaired: Bool
  ) -> [[UInt64]] {
    isPaired ? [first.digests] : [first.digests, second.digests]
  }

  /// The difference of two pools as they are compared.
  func difference(
    _ pools: PoolComparison, form: ExperimentSpec.Chart.Difference
  ) -> EstimateFinding {
    difference(of: pools.first, minus: pools.second, isPaired: pools.isPaired, form: form)
  }

  private func twoSamples(_ first: Int, _ second: Int) -> TwoSampleBootstrap {
    TwoSampleBootstrap(
      indices(first, "first sample"), indices(second, "second sample"),
      level: settings.confidence)
  }

  /// The difference of two mean curves in each layer, paired or not.
  func contrasts(
    of first: CurveSample, minus second: CurveSample, isPaired: Bool,
    form: ExperimentSpec.Chart.Difference
  ) -> [EstimateFinding] {
    let paired = bootstrap(first.curves.count)
    let unpaired = twoSamples(first.curves.count, second.curves.count)
    let examples = examples(first.keys, second.keys, isPaired: isPaired)
    return (0..<(first.curves.first?.count ?? 0)).map { layer in
      let (a, b) = (first.curves.map { $0[layer] }, second.curves.map { $0[layer] })
      let estimate =
        switch (form, isPaired) {
        case (.absolute, true): paired.difference(of: a, minus: b)
        case (.absolute, false): unpaired.difference(of: a, minus: b)
        case (.logRatio, true): paired.logRatio(of: a, to: b)
        case (.logRatio, false): unpaired.logRatio(of: a, to: b)
        }
      return EstimateFinding(estimate, of: examples)
    }
  }

  /// The probability that an example of the first pool lies above one of the second, ties half.
  func separation(_ pools: PoolComparison) -> EstimateFinding {
    let (a, b) = (pools.first.exampleMeans, pools.second.exampleMeans)
    return EstimateFinding(
      pools.isPaired
        ? bootstrap(a.count).areaUnderROC(positives: a, negatives: b)
        : twoSamples(a.count, b.count).areaUnderROC(positives: a, negatives: b),
      of: examples(pools.first.keys, pools.second.keys, isPaired: pools.isPaired))
  }

  /// The difference of two pools at equal covariate, such as log N.
  func adjustedDifference(
    of first: (x: [Double], y: [Double]), minus second: (x: [Double], y: [Double]), isPaired: Bool
  ) -> EstimateFinding {
    EstimateFinding(
      isPaired
        ? bootstrap(first.x.count).adjustedDifference(of: first, minus: second)
        : twoSamples(first.x.count, second.x.count)
          .adjustedDifference(of: first, minus: second))
  }

  /// The smallest difference of means that would have been found in four of five such experiments.
  func detectable(_ pools: PoolComparison) -> Double? {
    let (a, b) = (pools.first.exampleMeans, pools.second.exampleMeans)
    let alpha = 1 - settings.confidence
    return pools.isPaired
      ? detectableMean(ofDifferences: zip(a, b).map { $0 - $1 }, alpha: alpha)
      : detectableDifference(a, b, alpha: alpha)
  }

  /// The permutation test that two pools of a linear statistic do not differ.
  func test(
    _ first: SamplePool, _ second: SamplePool, isPaired: Bool
  ) -> PermutationTest {
    let (a, b) = (first.exampleMeans, second.exampleMeans)
    let seed = Seed(String(settings.seed), "permutations")
    return isPaired
      ? .signFlip(zip(a, b).map { $0 - $1 }, seed: seed) : .twoSample(a, b, seed: seed)
  }
}

extension EstimateFinding {
  /// An estimate as it stands in findings.
  ///
  /// - Parameters:
  ///   - estimate: The estimate.
  ///   - examples: The digests of the examples of each of its samples; none where they are not known.
  init(_ estimate: Estimate, of examples: [[UInt64]] = []) {
    self.init(
      value: estimate.value, lower: estimate.interval?.lower, upper: estimate.interval?.upper,
      n: estimate.counts.min() ?? 0)
    guard examples.map(\.count) == estimate.influence.map(\.count) else { return }
    influence = zip(examples, estimate.influence).map { ExampleInfluence(examples: $0, values: $1) }
  }

  /// The interval, if there is one.
  func interval(level: Double) -> Interval? {
    guard let lower, let upper else { return nil }
    return Interval(lower: lower, upper: upper, level: level)
  }
}
