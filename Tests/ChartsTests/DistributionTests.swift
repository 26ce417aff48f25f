import Testing

@testable import Charts

@Suite struct DistributionTests {
  @Test func `The bandwidth is Silverman's`() throws {
    // 0.9 × min(2.7386127875258306, 4 / 1.34) × 9^(−1/5), by hand.
    let density = try #require(KernelDensity([1, 2, 3, 4, 5, 6, 7, 8, 9]))
    #expect(density.bandwidth == 1.588)
  }

  @Test func `The order of values does not matter and the shape is symmetric`() throws {
    let density = try #require(KernelDensity([5, 1, 3, 2, 4]))
    let sorted = try #require(KernelDensity([1, 2, 3, 4, 5]))
    for place in density.places(9) {
      #expect(density.density(at: place) == sorted.density(at: place))
      #expect(abs(density.density(at: place) - density.density(at: 6 - place)) < 1e-12)
    }
    #expect(density.density(at: 3) > density.density(at: 1))
  }

  @Test(arguments: [[], [1], [1, 2], [4, 4, 4, 4]]) func `A sample without shape has none`(
    values: [Double]
  ) {
    #expect(KernelDensity(values) == nil)
  }

  @Test func `Quantiles lie between neighbours`() {
    #expect(quantile(0.5, of: [1, 2, 4, 8]) == 3)
    #expect(quantile(0, of: [1, 2]) == 1 && quantile(1, of: [1, 2]) == 2)
    #expect(quantile(0.5, of: []).isNaN)
  }

  @Test func `Every value is a dot inside its row`() {
    let dump = Samples.distribution.scene(width: 760, measurer: FixedMeasurer()).dump
    let dots = dump.split(separator: "\n").filter { $0.contains("circle") && $0.contains("r 1.6") }
    #expect(dots.count == 24 * 3 + 24 + 2)
  }

  @Test func `Dots spread evenly over both sides`() {
    let offsets = (0..<1000).map(DistributionMarks.jitter)
    #expect(offsets.allSatisfy { $0 >= -1 && $0 < 1 })
    for tenth in 0..<10 {
      let low = Double(tenth) / 5 - 1
      #expect((95...105).contains(offsets.filter { $0 >= low && $0 < low + 0.2 }.count))
    }
  }
}
