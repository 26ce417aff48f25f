import Foundation
import Testing

@testable import Statistics

/// Means over crossed tables and proportions against numpy and scipy; see Tests/Oracles/crossed.py.
@Suite struct CrossedMeanTests {
  private struct Oracle: Decodable {
    struct Wilson: Decodable { let successes: Int, count: Int, level: Double, interval: [Double] }
    struct Mean: Decodable {
      let value: Double, error: Double, degrees: Double, lower: Double, upper: Double, p: Double
    }
    struct Table: Decodable { let rows: [[Double]], level: Double, mean: Mean }
    struct Difference: Decodable {
      let first: [[Double]], second: [[Double]], paired: Bool, level: Double, mean: Mean
    }
    let wilson: [Wilson], tables: [Table], differences: [Difference]
  }

  private func oracle() throws -> Oracle {
    let url = try #require(
      Bundle.module.url(forResource: "crossed", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Oracle.self, from: Data(contentsOf: url))
  }

  private func expect(_ found: CrossedMean?, _ expected: Oracle.Mean, level: Double) throws {
    let found = try #require(found)
    let interval = found.interval(level: level)
    for (a, b) in [
      (found.value, expected.value), (found.standardError, expected.error),
      (found.degrees, expected.degrees), (interval.lower, expected.lower),
      (interval.upper, expected.upper), (found.pValue, expected.p),
    ] { #expect(abs(a - b) <= 1e-9 * max(1, abs(b)), "\(a), not \(b)") }
  }

  @Test func `Wilson's intervals are scipy's`() throws {
    for known in try oracle().wilson {
      let proportion = Proportion(successes: known.successes, of: known.count)
      let found = try #require(proportion.wilsonInterval(level: known.level))
      #expect(abs(found.lower - known.interval[0]) < 1e-12)
      #expect(abs(found.upper - known.interval[1]) < 1e-12)
    }
    #expect(Proportion([]).wilsonInterval() == nil && Proportion([]).value == nil)
    #expect(Proportion([true, false, true, true]) == Proportion(successes: 3, of: 4))
  }

  @Test func `Means and differences are those of an analysis of variance`() throws {
    let oracle = try oracle()
    for known in oracle.tables {
      try expect(CrossedMean(CrossedTable(known.rows)), known.mean, level: known.level)
    }
    for known in oracle.differences {
      let found = CrossedMean(
        of: CrossedTable(known.first), minus: CrossedTable(known.second),
        pairing: known.paired ? .seedsAndExamples : .examples)
      try expect(found, known.mean, level: known.level)
    }
  }

  @Test func `One seed says nothing of seeds`() throws {
    let values: [Double] = [1, 0, 1, 1, 0, 1]
    let found = try #require(CrossedMean(CrossedTable([values])))
    #expect(!found.coversSeeds && found.seedVariance == 0 && found.degrees == 5)
    #expect(abs(found.standardError - (standardError(of: values) ?? 0)) < 1e-15)
    #expect(CrossedMean(CrossedTable([[1], [0]])) == nil)
    #expect(CrossedMean(CrossedTable([[Double]]())) == nil)
  }

  @Test func `What does not vary has an interval of no width`() throws {
    let right = CrossedTable([[true, true, true], [true, true, true]])
    let found = try #require(CrossedMean(right))
    #expect(found.value == 1 && found.interval().width == 0 && found.pValue == 0)
    let none = try #require(CrossedMean(of: right, minus: right, pairing: .seedsAndExamples))
    #expect(none.value == 0 && none.pValue == 1)
  }

  @Test func `Seeds that differ by less than chance add nothing`() throws {
    let found = try #require(CrossedMean(CrossedTable([[1, 0, 1, 0.0], [0, 1, 0, 1]])))
    #expect(found.seedVariance == 0 && found.coversSeeds)
  }
}
