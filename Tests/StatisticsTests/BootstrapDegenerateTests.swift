import Statistics
import Testing

@Suite struct BootstrapDegenerateTests {
  private func bootstrap(_ count: Int) -> Bootstrap {
    Bootstrap(BootstrapIndices(count: count, resamples: 400, seed: Seed("degenerate")))
  }

  private func twoSample(_ first: Int, _ second: Int) -> TwoSampleBootstrap {
    TwoSampleBootstrap(
      BootstrapIndices(count: first, resamples: 400, seed: Seed("first")),
      BootstrapIndices(count: second, resamples: 400, seed: Seed("second")))
  }

  @Test func `No examples give nothing`() {
    let none = bootstrap(0)
    let estimates = [
      none.mean(of: []), none.ratio(of: [], to: []), none.difference(of: [], minus: []),
      none.estimate { _ in 1 }, twoSample(0, 3).difference(of: [], minus: [1, 2, 3]),
      twoSample(3, 0).estimate { _, _ in 1 },
    ]
    for estimate in estimates {
      #expect(estimate.value == nil && estimate.interval == nil && estimate.standardError == nil)
      #expect(estimate.caveat == .noExamples && estimate.method == nil)
    }
    #expect(none.estimates { _ in [1, 2] }.map(\.caveat) == [.noExamples, .noExamples])
  }

  @Test func `One example gives a value without an interval`() {
    let one = bootstrap(1)
    let estimates = [
      one.mean(of: [3]), one.ratio(of: [6], to: [2]), one.difference(of: [5], minus: [2]),
      one.estimate { Double($0.count) * 3 }, twoSample(1, 2).difference(of: [7], minus: [3, 5]),
      twoSample(2, 1).estimate { a, b in Double(a.count + b.count) },
    ]
    for estimate in estimates {
      #expect(estimate.value == 3 && estimate.interval == nil && estimate.caveat == .oneExample)
    }
  }

  @Test func `Equal values give that value as interval`() {
    let values = [Double](repeating: 0.1, count: 9)
    let estimates = [
      bootstrap(9).mean(of: values), bootstrap(9).estimate { _ in 0.1 },
      bootstrap(9).difference(of: values.map { $0 + 0.1 }, minus: values),
      twoSample(9, 9).ratio(of: values, to: [Double](repeating: 1, count: 9)),
    ]
    for estimate in estimates {
      #expect(estimate.value == 0.1 && estimate.caveat == .constant)
      #expect(estimate.interval == Interval(lower: 0.1, upper: 0.1, level: 0.95))
      #expect(estimate.standardError == 0)
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `A value that is not finite gives nothing`(broken: Double) {
    let values = [1, 2, broken]
    let whole = [1.0, 2, 3]
    let estimates = [
      bootstrap(3).mean(of: values), bootstrap(3).ratio(of: whole, to: values),
      bootstrap(3).difference(of: values, minus: whole),
      twoSample(3, 3).logRatio(of: whole, to: values),
    ]
    for estimate in estimates {
      #expect(estimate.value == nil && estimate.interval == nil && estimate.caveat == .notFinite)
    }
  }

  @Test func `A statistic undefined for the sample is said to be so`() {
    let zeros = [1.0, -1, 0]
    let estimates = [
      bootstrap(3).ratio(of: [1, 2, 3], to: zeros), bootstrap(3).estimate { _ in nil },
      bootstrap(3).logRatio(of: [1, 2, 3], to: [-1, -2, -3]),
      twoSample(3, 3).ratio(of: [1, 2, 3], to: zeros), bootstrap(3).estimate { _ in .nan },
      bootstrap(1).ratio(of: [1], to: [0]),
    ]
    for estimate in estimates {
      #expect(estimate.value == nil && estimate.interval == nil && estimate.caveat == .undefined)
    }
  }

  @Test func `A few undefined resamples are counted and many leave no interval`() {
    // A resample of 4 misses the only example that differs with probability 0.75^4, about a third.
    let rare = bootstrap(4).estimate { picks in picks.contains(0) ? Double(picks.count) : nil }
    #expect(rare.interval == nil && rare.value == 4)
    guard case .undefinedResamples(let many) = rare.caveat else {
      Issue.record("The caveat is \(String(describing: rare.caveat)).")
      return
    }
    #expect((80...180).contains(many))
    let values = [1.0, 1, 1, 2, 5, 7, 8, 9]
    let few = bootstrap(8).estimate { picks in
      Set(picks).count > 3 ? mean(of: picks.map { values[$0] }) : nil
    }
    #expect(few.interval != nil)
    guard case .undefinedResamples(1...20) = few.caveat else {
      Issue.record("The caveat is \(String(describing: few.caveat)).")
      return
    }
  }

  @Test func `BCa falls back where the resamples are on one side`() {
    let values = [1.0, 2, 3, 4, 5, 6, 7, 8]
    let estimate = bootstrap(8).estimate { picks in picks == Array(0..<8) ? 9 : Double(picks[0]) }
    #expect(estimate.caveat == .percentileInstead && estimate.method == .percentile)
    #expect(estimate.interval != nil && estimate.value == 9)
    #expect(bootstrap(8).mean(of: values).caveat == nil)
  }
}
