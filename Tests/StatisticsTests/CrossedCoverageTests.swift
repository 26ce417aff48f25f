import RealModule
import Testing

@testable import Statistics

/// Intervals over examples crossed with seeds: how often they hold the true mean. Each share of 600
/// tables has a standard error of about 0.009.
@Suite struct CrossedCoverageTests {
  private func normal(_ generator: inout SeededGenerator) -> Double {
    let radius = (-2 * Double.log(1 - generator.unit())).squareRoot()
    return radius * Double.cos(2 * .pi * generator.unit())
  }

  /// A table of 60 examples: numbers around 0, or right answers of which half are expected.
  private func table(
    _ generator: inout SeededGenerator, seeds: Int, deviation: Double, difficulty: [Double],
    answers: Bool
  ) -> CrossedTable {
    let rows = (0..<seeds).map { _ in
      let shift = deviation * normal(&generator)
      return difficulty.map { difficulty in
        let score = shift + difficulty + (answers ? 0 : normal(&generator))
        return answers ? (generator.unit() < 1 / (1 + Double.exp(-score)) ? 1 : 0) : score
      }
    }
    return CrossedTable(rows)
  }

  private func difficulty(_ generator: inout SeededGenerator) -> [Double] {
    (0..<60).map { _ in normal(&generator) }
  }

  private func coverage(
    seed: String, truth: Double, _ mean: (inout SeededGenerator) -> CrossedMean?
  ) -> Double {
    var generator = SeededGenerator(Seed(seed))
    let hits = (0..<600).count { _ in mean(&generator)?.interval().contains(truth) ?? false }
    return Double(hits) / 600
  }

  @Test(arguments: [3, 5], [0, 0.1, 0.3, 1])
  func `Intervals of a mean cover`(seeds: Int, deviation: Double) {
    for answers in [false, true] {
      // Seeds that shift the log odds by more than 0.3 are beyond what training on one set gives.
      if answers && deviation > 0.3 { continue }
      let covered = coverage(seed: "mean", truth: answers ? 0.5 : 0) { generator in
        let examples = difficulty(&generator)
        return CrossedMean(
          table(
            &generator, seeds: seeds, deviation: deviation, difficulty: examples, answers: answers))
      }
      #expect((0.90...0.99).contains(covered), "answers \(answers): \(covered)")
    }
  }

  @Test(arguments: [3, 5], [0, 0.1, 0.3, 1])
  func `Intervals of a paired difference cover`(seeds: Int, deviation: Double) {
    for pairing in [CrossedMean.Pairing.examples, .seedsAndExamples] {
      let covered = coverage(seed: "difference", truth: 0.25) { generator in
        let examples = difficulty(&generator)
        func draw(_ generator: inout SeededGenerator, plus: Double) -> CrossedTable {
          table(
            &generator, seeds: seeds, deviation: deviation,
            difficulty: examples.map { $0 + plus + 0.5 * normal(&generator) }, answers: false)
        }
        let first = draw(&generator, plus: 0.25)
        return CrossedMean(of: first, minus: draw(&generator, plus: 0), pairing: pairing)
      }
      #expect((0.90...0.99).contains(covered), "\(pairing): \(covered)")
    }
  }

  @Test func `Two seeds that matter most are too few`() {
    let covered = coverage(seed: "two", truth: 0) { generator in
      let examples = difficulty(&generator)
      return CrossedMean(
        table(&generator, seeds: 2, deviation: 1, difficulty: examples, answers: false))
    }
    #expect((0.85..<0.92).contains(covered), "\(covered)")
  }

  @Test func `Examples alone would cover too seldom where seeds matter`() {
    let covered = coverage(seed: "naive", truth: 0) { generator in
      let examples = difficulty(&generator)
      let table = table(
        &generator, seeds: 3, deviation: 1, difficulty: examples, answers: false)
      return CrossedMean(CrossedTable([table.exampleMeans]))
    }
    #expect(covered < 0.6, "\(covered)")
  }
}
