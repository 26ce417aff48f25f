import Testing

@testable import Statistics

@Suite struct BootstrapTests {
  let indices = BootstrapIndices(count: 24, resamples: 500, seed: Seed("bootstrap tests"))

  private func sample(_ seed: UInt64) -> [Double] {
    var generator = SeededGenerator(Seed(seed))
    return (0..<indices.count).map { _ in 1 + generator.unit() }
  }

  @Test func `The same seed gives the same indices and another seed others`() {
    let again = BootstrapIndices(count: 24, resamples: 500, seed: Seed("bootstrap tests"))
    #expect(again == indices)
    #expect(indices[499].count == 24 && indices[499].allSatisfy { (0..<24).contains($0) })
    #expect(BootstrapIndices(count: 24, resamples: 500, seed: Seed("others"))[0] != indices[0])
  }

  @Test(arguments: IntervalMethod.allCases)
  func `A closure gives what the ready-made statistic gives`(method: IntervalMethod) {
    let bootstrap = Bootstrap(indices, method: method)
    let (a, b) = (sample(1), sample(2))
    func pick(_ values: [Double], _ picks: [Int]) -> Double {
      mean(of: picks.map { values[$0] }) ?? .nan
    }
    let pairs: [(Estimate, Estimate)] = [
      (bootstrap.mean(of: a), bootstrap.estimate { pick(a, $0) }),
      (bootstrap.ratio(of: a, to: b), bootstrap.estimate { pick(a, $0) / pick(b, $0) }),
    ]
    for (found, expected) in pairs {
      #expect(isClose(found.interval?.lower, expected.interval?.lower ?? .nan))
      #expect(isClose(found.interval?.upper, expected.interval?.upper ?? .nan))
    }
    let others = BootstrapIndices(count: 24, resamples: 500, seed: Seed("others"))
    let two = TwoSampleBootstrap(indices, others, method: method)
    let closure = two.estimate { pick(a, $0) - pick(b, $1) }
    #expect(
      isClose(two.difference(of: a, minus: b).interval?.lower, closure.interval?.lower ?? .nan))
  }

  @Test func `A curve's estimates are those of each layer`() {
    let layers = (0..<5).map { sample(UInt64($0)) }
    let bootstrap = Bootstrap(indices)
    let curve = bootstrap.estimates { picks in
      layers.map { layer in mean(of: picks.map { layer[$0] }) }
    }
    #expect(curve.count == 5)
    for (found, layer) in zip(curve, layers) {
      let expected = bootstrap.mean(of: layer)
      #expect(isClose(found.interval?.lower, expected.interval?.lower ?? .nan))
      #expect(isClose(found.interval?.upper, expected.interval?.upper ?? .nan))
    }
  }

  @Test(arguments: IntervalMethod.allCases)
  func `Intervals move and stretch with the data`(method: IntervalMethod) {
    let bootstrap = Bootstrap(indices, method: method)
    let values = sample(4)
    let plain = bootstrap.mean(of: values).interval
    let moved = bootstrap.mean(of: values.map { 3 * $0 + 7 }).interval
    #expect(isClose(moved?.lower, 3 * (plain?.lower ?? .nan) + 7))
    #expect(isClose(moved?.upper, 3 * (plain?.upper ?? .nan) + 7))
    let mirrored = bootstrap.mean(of: values.map { -$0 }).interval
    #expect(isClose(mirrored?.lower, -(plain?.upper ?? .nan)))
  }

  @Test func `A ratio and its logarithm agree by percentile`() {
    let bootstrap = Bootstrap(indices, method: .percentile)
    let (a, b) = (sample(1), sample(2))
    let ratio = bootstrap.ratio(of: a, to: b)
    let logRatio = bootstrap.logRatio(of: a, to: b)
    // Interpolating between order statistics is not exactly the same on both scales.
    #expect(
      isClose(
        logRatio.interval.map { $0.upper - $0.lower },
        (ratio.interval?.width ?? .nan) / (ratio.value ?? .nan), within: 0.01))
    #expect(bootstrap.logRatio(of: b, to: a).value == logRatio.value.map { -$0 })
  }

  @Test func `A higher level gives a wider interval`() {
    let values = sample(6)
    let widths = [0.5, 0.8, 0.95, 0.99].compactMap {
      Bootstrap(indices, level: $0).mean(of: values).interval?.width
    }
    #expect(widths.count == 4 && widths == widths.sorted() && Set(widths).count == 4)
  }

  @Test func `Ties with the observed value count half`() {
    let values = (0..<24).map { $0 % 2 == 0 ? 0.1 : 0.3 }
    let bca = Bootstrap(indices).mean(of: values)
    let percentile = Bootstrap(indices, method: .percentile).mean(of: values)
    // Symmetric data have no acceleration, and little bias once rounding makes no difference.
    #expect(abs((bca.interval?.lower ?? .nan) - (percentile.interval?.lower ?? .nan)) < 0.01)
    #expect(bca.method == .bca)
  }
}
