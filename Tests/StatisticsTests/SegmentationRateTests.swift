import Foundation
import Testing

@testable import Statistics

/// How often a step is seen where there is none, and where there is one: 1,000 series each.
@Suite struct SegmentationRateTests {
  enum Noise: String, CaseIterable { case normal = "normal", laplace = "Laplace" }

  static let counts = [5, 8, 10, 15, 20, 40]
  private static let draws = 1000

  /// Noise of deviation 1.
  private static func draw(_ noise: Noise, _ generator: inout SeededGenerator) -> Double {
    let u = max(generator.unit(), 0x1p-53)
    switch noise {
    case .normal: return normalQuantile(u)
    case .laplace:
      let size = -log(1 - abs(2 * u - 1)) / 2.0.squareRoot()
      return u < 0.5 ? -size : size
    }
  }

  /// Shares of series: with any step, and with one within a place of the middle.
  private static func rates(
    _ noise: Noise, count: Int, step: Double
  ) -> (any: Double, near: Double) {
    var generator = SeededGenerator(Seed(7).adding("\(noise) \(count) \(step)"))
    var (any, near) = (0, 0)
    for _ in 0..<draws {
      let values = (0..<count).map { draw(noise, &generator) + ($0 < count / 2 ? 0 : step) }
      let changes = Segmentation(values).changes
      if !changes.isEmpty { any += 1 }
      if changes.contains(where: { abs($0 - count / 2) <= 1 }) { near += 1 }
    }
    return (Double(any) / Double(draws), Double(near) / Double(draws))
  }

  private static func percent(_ share: Double) -> String {
    "\(Int((share * 1000).rounded()) / 10).\(Int((share * 1000).rounded()) % 10) %"
  }

  @Test(arguments: counts) func `The documentation tells the measured rates`(_ count: Int) throws {
    let falseAlarms = Noise.allCases.map { Self.rates($0, count: count, step: 0).any }
    let seen = [2.0, 4].map { Self.rates(.normal, count: count, step: $0).any }
    let placed = Self.rates(.normal, count: count, step: 2).near
    #expect(falseAlarms.allSatisfy { $0 <= 0.07 })
    #expect(seen[0] <= seen[1])
    let line =
      "| \(count) | "
      + (falseAlarms + [seen[0], placed, seen[1]]).map(Self.percent).joined(separator: " | ") + " |"
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Documentation/change-points.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(text.contains(line), "the page lacks: \(line)")
  }
}
