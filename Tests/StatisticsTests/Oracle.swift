import Foundation
import Testing

/// The results that `Tests/Oracles/statistics_oracle.py` wrote.
struct Oracle: Decodable {
  struct Draws: Decodable { let bound: Int, values: [Int] }

  struct Generator: Decodable {
    let splitMix: [UInt64], known: [UInt64], seeded: [UInt64], jumped: [UInt64]
    let draws: [Draws], shuffled: [Int]
    let seeds: [String: UInt64], doubles: [Double], seedOfDoubles: UInt64
  }

  struct SummaryCase: Decodable {
    let sample: String, mean: Double, deviation: Double, error: Double, median: Double
    let minimum: Double, maximum: Double, probabilities: [Double], quantiles: [Double]
  }

  struct BootstrapCase: Decodable, CustomTestStringConvertible {
    let statistic: String, samples: [String], paired: Bool, seeds: [UInt64], resamples: Int
    let level: Double, method: String
    let value: Double, lower: Double, upper: Double, error: Double
    var testDescription: String { "\(statistic) of \(samples), \(method)" }
  }

  struct PermutationCase: Decodable {
    let alternative: String, paired: Double, unpaired: Double
    let pairedTotal: Int, unpairedTotal: Int
  }

  struct RankCase: Decodable {
    let first: String, second: String, ranks: [Double]
    let pearson: Double, spearman: Double, kendall: Double, area: Double
  }

  struct Comparisons: Decodable {
    let pValues: [Double], benjaminiHochberg: [Double], holm: [Double]
  }

  struct Line: Decodable {
    let intercept: Double, slope: Double, slopeError: Double, interceptError: Double
    let rSquared: Double
  }

  struct Multiple: Decodable {
    let coefficients: [Double], errors: [Double], rSquared: Double, deviation: Double
  }

  struct Fits: Decodable {
    let line: Line, predictors: [[Double]], response: [Double], multiple: Multiple
  }

  struct Density: Decodable { let bandwidth: Double, points: [Double], density: [Double] }

  struct Matching: Decodable {
    let first: [Double], second: [Double], pairs: Int, total: Double
  }

  struct Detectable: Decodable { let unpaired: Double, paired: Double }

  struct Tail: Decodable { let degrees: Double, t: Double, p: Double }
  struct Bound: Decodable { let degrees: Double, level: Double, bound: Double }
  struct Student: Decodable { let tails: [Tail], bounds: [Bound] }

  struct Difference: Decodable { let variance: Double, degrees: Double?, p: Double? }
  struct Shared: Decodable {
    let paired: Difference, unpaired: Difference, overlapping: Difference, overlap: Int
  }

  struct Normal: Decodable { let probabilities: [Double], quantiles: [Double] }

  let generator: Generator, samples: [String: [Double]], summaries: [SummaryCase]
  let bootstrap: [BootstrapCase], permutation: [PermutationCase], ranks: [RankCase]
  let comparisons: Comparisons, fits: Fits, density: Density, normal: Normal
  let adjustments: [BootstrapCase], matchings: [Matching], detectable: Detectable
  let student: Student, shared: Shared

  static let loaded: Result<Oracle, any Error> = Result {
    let url = Bundle.module.url(
      forResource: "oracle", withExtension: "json", subdirectory: "Fixtures")
    let data = try Data(contentsOf: url ?? URL(fileURLWithPath: "Fixtures/oracle.json"))
    return try JSONDecoder().decode(Oracle.self, from: data)
  }

  static func load() throws -> Oracle { try loaded.get() }

  func sample(_ name: String) -> [Double] { samples[name] ?? [] }
}
