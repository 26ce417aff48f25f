import Foundation
import Testing

@testable import Statistics

@Suite struct SegmentationTests {
  /// Every way to cut: starts that begin at 0 and ascend.
  private static func allCuts(_ count: Int, pieces: Int) -> [[Int]] {
    (0..<1 << (count - 1)).compactMap { bits in
      let starts = [0] + (1..<count).filter { bits >> ($0 - 1) & 1 == 1 }
      return starts.count == pieces ? starts : nil
    }
  }

  /// The least Σ w·|y − level| over levels, which some value of the run attains.
  private static func cost(_ values: [Double], _ weights: [Double], _ range: Range<Int>) -> Double {
    range.map { candidate in
      range.reduce(0.0) { $0 + weights[$1] * abs(values[$1] - values[candidate]) }
    }.min() ?? 0
  }

  @Test(arguments: 1...8) func `The cuts are the best of all cuts`(_ count: Int) {
    var generator = SeededGenerator(Seed(41).adding("\(count)"))
    for _ in 0..<20 {
      // Few values and weights, so that there are ties.
      let values = (0..<count).map { _ in Double(generator.integer(below: 6)) }
      let weights = (0..<count).map { _ in Double(1 + generator.integer(below: 3)) }
      let cuts = Segmentation.bestCuts(DeviationCosts(values, weights), upTo: count)
      #expect(cuts.count == count)
      for (index, cut) in cuts.enumerated() {
        func total(_ starts: [Int]) -> Double {
          zip(starts, starts.dropFirst() + [count]).reduce(0) {
            $0 + Self.cost(values, weights, $1.0..<$1.1)
          }
        }
        let least = Self.allCuts(count, pieces: index + 1).map(total).min() ?? 0
        #expect(isClose(cut.cost, least))
        #expect(isClose(total(cut.starts), least), "\(values) \(cut.starts)")
      }
    }
  }

  @Test func `A planted step is found at its place`() {
    let noise = [0.1, -0.2, 0.05, 0.15, -0.1, 0.2, -0.05, 0, 0.12, -0.16, 0.03, 0.08]
    let values = noise.enumerated().map { $0.element + ($0.offset < 7 ? 3 : 5) }
    let found = Segmentation(values)
    #expect(found.changes == [7])
    #expect(found.segments.map(\.range) == [0..<7, 7..<12])
    #expect(zip(found.segments, [3.05, 5.03]).allSatisfy { abs($0.level - $1) < 0.1 })
  }

  @Test func `Steps up and down are found, and an outlier is none`() {
    func history(_ levels: [Double]) -> [Double] {
      levels.enumerated().map { $1 + [0.1, -0.1, 0.05, -0.05, 0][$0 % 5] }
    }
    let low = [Double](repeating: 1, count: 8), high = [Double](repeating: 9, count: 8)
    #expect(Segmentation(history(low + high + low)).changes == [8, 16])
    var spiked = (0..<16).map { [1.0, 1.4, 0.6, 1.2, 0.8][$0 % 5] }
    spiked[6] += 2
    #expect(Segmentation(spiked).changes == [])
  }

  @Test func `Weights say what counts`() {
    let values = [1.0, 1.2, 0.8, 1.1, 0.9, 1, 4, 4.2]
    let trusted = [Double](repeating: 1, count: 8)
    #expect(Segmentation(values, weights: trusted).changes == [6])
    let doubted = trusted.enumerated().map { $0.offset < 6 ? 1 : 0.02 }
    #expect(Segmentation(values, weights: doubted).changes == [])
    #expect(
      Segmentation(values, weights: trusted.map { $0 * 1e6 }) == Segmentation(values))
  }

  @Test func `Values that repeat to the digit step where they change`() {
    #expect(Segmentation([2, 2, 2]).changes == [])
    #expect(Segmentation([2, 2, 3]).changes == [2])
    #expect(Segmentation([2, 3, 3]).changes == [1])
    #expect(Segmentation([0.1, 0.1, 0.3, 0.3, 0.3, 0.2, 0.2]).changes == [2, 5])
    // More steps than repetitions are scatter, and three values say nothing about scatter.
    #expect(Segmentation([1, 2, 3]).changes == [])
    #expect(Segmentation([1, 2, 3, 3]).changes == [])
    #expect(Segmentation([1, 2]).changes == [] && Segmentation([1]).changes == [])
    #expect(Segmentation([]).segments == [])
  }

  @Test func `What is below the resolution is no step`() {
    let values = [5, 5, 5 + 1e-7, 5 + 1e-7, 5 + 1e-7]
    #expect(Segmentation(values).changes == [2])
    #expect(Segmentation(values, resolution: 1e-6).changes == [])
    #expect(Segmentation([5, 5, 6, 6, 6], resolution: 1e-6).changes == [2])
  }
}
