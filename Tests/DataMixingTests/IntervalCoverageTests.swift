import Statistics
import TestSupport
import Tensors
import Testing

@testable import DataMixing

@Suite struct IntervalCoverageTests {
  /// Gradients of two weights around known means: α of the population is known.
  @Test func `Intervals hold the influence of the population about as often as they say`() throws {
    var (numbers, held, crossed) = (SeededNumbers(seed: 77), 0, 0)
    func sample(_ count: Int, around centre: [Double]) -> [[Matrix<Double>]] {
      (0..<count).map { _ in
        let noise: Matrix<Double> = numbers.matrix(1, 2)
        let values = zip(centre, noise.values).map { $0 + 2 * $1 }
        return [Matrix(rows: 1, columns: 2, values: values)]
      }
    }
    for trial in 0..<300 {
      let (reference, examples) = (sample(40, around: [1, 0.5]), sample(40, around: [-0.5, 1.5]))
      let matrix = influences(of: examples, on: reference, through: [.identity])
      let found = try DomainInfluences(
        matrix, domains: [MeasuredDomain(name: "d", rows: 1, examples: Array(0..<40))],
        resampling: InfluenceResampling(resamples: 300, seed: Seed(UInt64(trial))))
      let interval = try #require(found.values[0].estimate.interval)
      held += interval.contains(-0.25) ? 1 : 0
      crossed += interval.contains(0) ? 1 : 0
    }
    // 285 of 300 expected; percentile intervals of 40 examples fall a little short of it.
    #expect(held >= 265 && held <= 298, "\(held) of 300")
    // The influence is no further from zero than its error: most intervals must say so.
    #expect(crossed > 150, "\(crossed) of 300")
  }
}
