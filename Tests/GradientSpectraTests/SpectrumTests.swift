import Foundation
import GradientSpectra
import LinearAlgebra
import TestSupport
import Tensors
import Testing

@Suite struct SpectrumMetricTests {
  @Test func `A flat spectrum has full rank by every count`() throws {
    let flat = Spectrum(values: [2, 2, 2, 2], size: 6)
    #expect(flat.nuclearNorm == 8)
    #expect(flat.sigma1Ratio == 0.25)
    #expect(flat.frobeniusNorm == 4)
    #expect(abs(try #require(flat.effectiveRank) - 4) < 1e-12)
    #expect(flat.stableRank == 4)
    #expect(flat.nuclearRank == 4)
  }

  @Test func `Values worked out by hand come out`() throws {
    // p = 3/4 and 1/4: entropy = 2 ln 2 − (3/4) ln 3.
    let two = Spectrum(values: [3, 1], size: 2)
    let entropy = 2 * log(2.0) - 0.75 * log(3.0)
    #expect(abs(try #require(two.effectiveRank) - exp(entropy)) < 1e-12)
    #expect(abs(try #require(two.stableRank) - 10.0 / 9) < 1e-12)
    #expect(abs(try #require(two.nuclearRank) - 1.6) < 1e-12)
    #expect(two.sigma1Ratio == 0.75)
  }

  @Test func `A zero gradient has norms and no ranks`() {
    for zero in [Spectrum(values: [], size: 3), Spectrum(values: [0, 0], size: 3)] {
      #expect(zero.nuclearNorm == 0 && zero.sigma1 == 0 && zero.sigma1Ratio == 0)
      #expect(zero.effectiveRank == nil && zero.stableRank == nil && zero.nuclearRank == nil)
    }
  }
}

@Suite struct CurveTests {
  @Test(arguments: [
    (26, 0..<7, 7..<20, 20..<26), (28, 0..<7, 7..<21, 21..<28), (32, 0..<10, 10..<20, 20..<32),
    (42, 0..<12, 12..<30, 30..<42), (30, 0..<8, 8..<22, 22..<30), (1, 0..<1, 1..<1, 1..<1),
    (2, 0..<1, 1..<1, 1..<2),
  ])
  func `Segments are those of the published code`(
    layers: Int, early: Range<Int>, middle: Range<Int>, last: Range<Int>
  ) {
    let segments = LayerSegments(layers: layers)
    #expect(segments.early == early && segments.middle == middle && segments.last == last)
  }

  @Test func `Differences are means of neighbours`() {
    #expect(meanAbsoluteDifference([1, 3, 2, 2]) == 1)
    #expect(meanAbsoluteDifference([1, 3, 2, 2], in: 2..<4) == 0)
    #expect(meanAbsoluteDifference([5]) == nil)
    #expect(relativeDifference([1, 2, 5], from: [2, -1, 4]) == [0.5, 3, 0.25])
  }
}
