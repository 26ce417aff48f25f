import Foundation
import GradientSpectra
import Statistics
import TestSupport
import Testing
import Transformer

@testable import Experiments

/// Builds measurements with known numbers.
enum Invented {
  /// An example whose spectrum in layer i of the queries is [base + i].
  static func example(_ request: String, base: Double, layers: Int = 4) -> MeasuredExample {
    let spectra = (0..<layers).map { Spectrum(values: [base + Double($0)], size: 3) }
    return MeasuredExample(
      key: PairingKey(request: Array(request.utf8), occurrence: 0),
      spectra: ExampleSpectra(
        tokens: 10, responseTokens: 4, loss: 2, spectra: [.q: spectra], queryOutput: nil,
        keyValue: nil, adjacent: [.q: [Double](repeating: 0.5, count: layers - 1)]))
  }

  static func measurements(_ data: [String: [MeasuredExample]]) -> Measurements {
    var measurements = Measurements(
      models: [
        ModelFacts(
          name: "m", family: "F", size: "1M", variant: nil, digest: "d", layers: 4, hiddenSize: 3,
          problem: nil)
      ], data: [], examples: [:])
    for (name, examples) in data.sorted(by: { $0.key < $1.key }) {
      measurements.data.append(
        DataFacts(
          name: name, label: name, kind: "reasoning", thinking: nil, relevance: "correct",
          digest: name, rows: examples.count, measured: [], problem: nil))
      measurements.examples[Measurements.Pair(model: "m", data: name)] = examples
    }
    return measurements
  }
}

@Suite struct CurveSampleTests {
  private let measurements = Invented.measurements([
    "a": [
      Invented.example("x", base: 1), Invented.example("y", base: 3),
      Invented.example("z", base: 9),
    ],
    "b": [Invented.example("y", base: 2), Invented.example("x", base: 1)],
  ])

  private func sample(_ metric: Metric, _ data: String, layers: [Int]) -> CurveSample {
    measurements.sample(metric, model: "m", data: data, projections: [.q], layers: layers)
  }

  @Test func `Layers are selected and averaged over examples`() {
    let sample = sample(.nuclearNorm, "a", layers: [0, 2])
    #expect(sample.curves == [[1, 3], [3, 5], [9, 11]])
    #expect(sample.mean([0, 1]) == [2, 4])
  }

  @Test func `Examples are paired by their requests, in whatever order they stand`() {
    let (a, b) = (sample(.sigma1, "a", layers: [0]), sample(.sigma1, "b", layers: [0]))
    let (own, other) = a.paired(with: b)
    #expect(own == [0, 1] && other == [1, 0])
    #expect(a.selecting(own).curves == [[1], [3]] && b.selecting(other).curves == [[1], [2]])
  }

  @Test func `An example with an undefined layer is left out and counted`() {
    let zero = Invented.measurements([
      "a": [Invented.example("x", base: 0), Invented.example("y", base: 1)]
    ])
    let sample = zero.sample(
      .effectiveRank, model: "m", data: "a", projections: [.q], layers: [0, 1])
    #expect(sample.curves == [[1, 1]] && sample.excluded == 1)
  }

  @Test func `Every metric has its value`() {
    let example = Invented.example("x", base: 2).spectra
    #expect(Metric.lossNormalizedNuclearNorm.values(of: example, .q) == [1, 1.5, 2, 2.5])
    #expect(Metric.sigma1Ratio.values(of: example, .q) == [1, 1, 1, 1])
    #expect(Metric.effectiveRankShare.values(of: example, .q) == [1, 1, 1, 1])
    #expect(Metric.adjacentSimilarity.values(of: example, .q) == [0.5, 0.5, 0.5])
    #expect(Metric.loss.values(of: example, nil) == [2])
    #expect(Metric.responseTokens.values(of: example, nil) == [4])
    #expect(Metric.keyValueSimilarity.values(of: example, nil) == nil)
    #expect(Metric.nuclearNorm.values(of: example, .k) == nil)
  }
}

@Suite struct RankShareTests {
  /// Three positions carry a gradient, so its rank is at most 3 of the 8 that the sides allow.
  private let spectrum = Spectrum(values: [2, 1, 1], size: 8)

  private func share(_ metric: Metric) -> Double? {
    let example = ExampleSpectra(
      tokens: 5, responseTokens: 3, loss: 1, spectra: [.v: [spectrum]], queryOutput: nil,
      keyValue: nil, adjacent: [:])
    return metric.values(of: example, .v)?.first
  }

  @Test func `Ranks are divided by the rank that the gradient can have, not by its sides`() throws {
    // p = 1/2, 1/4, 1/4: entropy 1.5 ln 2.
    let effective = try #require(share(.effectiveRankShare))
    #expect(abs(effective - exp(1.5 * log(2)) / 3) < 1e-12)
    #expect(try abs(#require(share(.stableRankShare)) - 6.0 / 4 / 3) < 1e-12)
    #expect(try abs(#require(share(.nuclearRankShare)) - 16.0 / 6 / 3) < 1e-12)
  }

  @Test func `Equal singular values fill the whole of the rank`() throws {
    let level = ExampleSpectra(
      tokens: 5, responseTokens: 3, loss: 1,
      spectra: [.v: [Spectrum(values: [3, 3, 3, 3], size: 9)]], queryOutput: nil, keyValue: nil,
      adjacent: [:])
    for metric in [Metric.effectiveRankShare, .stableRankShare, .nuclearRankShare] {
      let value = try #require(metric.values(of: level, .v)?.first)
      #expect(abs(value - 1) < 1e-12)
    }
  }
}

@Suite struct EstimationTests {
  private let estimation = Estimation(
    settings: ExperimentSpec.StatisticsSettings(resamples: 400, confidence: 0.9, seed: 5))

  private func sample(_ rows: [[Double]], prefix: String = "") -> CurveSample {
    CurveSample(
      keys: rows.indices.map { PairingKey(request: Array("\(prefix)\($0)".utf8), occurrence: 0) },
      curves: rows, layers: Array(0..<(rows.first?.count ?? 0)), excluded: 0)
  }

  private func statistic(_ metric: Metric, of curve: Metric? = nil) -> QuantityStatistic {
    QuantityStatistic(
      ExperimentSpec.Quantity(metric: metric, madOf: curve, reference: nil), layerCount: 4)
  }

  private func pool(_ sample: CurveSample) -> SamplePool {
    SamplePool(statistic(.nuclearNorm), sample)
  }

  @Test
  func `The mean absolute difference is of the averaged curve, not the average of differences`() {
    // Each curve jumps, but their mean is flat.
    let sample = sample([[0, 2, 0, 2], [2, 0, 2, 0]])
    #expect(statistic(.mad, of: .nuclearNorm)(sample.mean([0, 1]), layers: 4) == 0)
    #expect(statistic(.mad, of: .nuclearNorm)(sample.mean([0]), layers: 4) == 2)
    #expect(statistic(.nuclearNorm)(sample.mean([0, 1]), layers: 4) == 1)
  }

  @Test func `Several projections are averaged after their own differences`() {
    // [q: 0 1 2 3, k: 5 5 5 5]: 1 and 0, not the step from 3 to 5.
    let value = statistic(.mad, of: .nuclearNorm)([0, 1, 2, 3, 5, 5, 5, 5], layers: 4)
    #expect(value == 0.5)
  }

  @Test func `A paired difference knows that examples vary together`() throws {
    let base = (0..<20).map { Double($0) * 10 }
    let first = sample(base.map { [$0 + 1] })
    let second = sample(base.enumerated().map { [$1 + ($0 % 2 == 0 ? 0.1 : -0.1)] })
    let paired = estimation.difference(
      of: pool(first), minus: pool(second), isPaired: true, form: .absolute)
    let unpaired = estimation.difference(
      of: pool(first), minus: pool(second), isPaired: false, form: .absolute)
    #expect(abs(try #require(paired.value) - 1) < 1e-9)
    #expect(try #require(paired.lower) > 0.9 && #require(paired.upper) < 1.1)
    #expect(try #require(unpaired.lower) < 0 && #require(unpaired.upper) > 2)
    #expect(estimation.test(pool(first), pool(second), isPaired: true).pValue ?? 1 < 0.001)
  }

  @Test func `Log ratios compare scales`() throws {
    let first = sample((1...12).map { [Double($0) * 2] })
    let second = sample((1...12).map { [Double($0)] })
    let ratio = estimation.difference(
      of: pool(first), minus: pool(second), isPaired: true, form: .logRatio)
    #expect(abs(try #require(ratio.value) - log(2)) < 1e-12)
  }

  @Test func `The same data give the same interval twice`() {
    let sample = sample((0..<30).map { [Double($0 * $0 % 17)] })
    #expect(
      estimation.estimate(pool(sample)) == estimation.estimate(pool(sample)))
    #expect(estimation.means(of: sample)[0] == estimation.estimate(pool(sample)))
  }
}

@Suite struct SpectraArtifactTests {
  @Test func `What is stored reads back, in single precision`() throws {
    let spectra = ExampleSpectra(
      tokens: 12, responseTokens: 5, loss: 1.25,
      spectra: [
        .q: [Spectrum(values: [3, 1], size: 4), Spectrum(values: [2], size: 4)],
        .down: [Spectrum(values: [], size: 2), Spectrum(values: [0.5], size: 2)],
      ], queryOutput: [0.125, -1], keyValue: nil, adjacent: [.q: [0.25], .down: [0]])
    let bytes = SpectraArtifact.measured(spectra).bytes
    #expect(SpectraArtifact(bytes: bytes) == .measured(spectra))
    #expect(bytes == SpectraArtifact.measured(spectra).bytes)
    let reason = SpectraArtifact.unmeasurable(.nonFiniteLoss, tokens: 7)
    #expect(SpectraArtifact(bytes: reason.bytes) == reason)
  }

  @Test func `A damaged result is none`() {
    let whole = SpectraArtifact.unmeasurable(.noResponseToken, tokens: 7).bytes
    for length in 0..<whole.count {
      #expect(SpectraArtifact(bytes: Array(whole[..<length])) == nil)
    }
    #expect(SpectraArtifact(bytes: [UInt8](repeating: 0xFF, count: 64)) == nil)
  }
}
