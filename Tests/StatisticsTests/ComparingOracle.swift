import Foundation
import Statistics

/// The results that `Tests/Oracles/comparing_oracle.py` wrote.
struct ComparingOracle: Decodable {
  struct Curves: Decodable {
    let curves: [[Double]], resampled: [[Double]]
    let pearson: [[Double]], spearman: [[Double]], distance: [[Double]]
  }

  struct Clustering: Decodable {
    let distances: [[Double]], linkage: String, merges: [[Double]], length: Double, least: Double?
    let cophenetic: [[Double]], correlation: Double?
  }

  struct Test: Decodable {
    let distances: [[Double]], groups: [Int], difference: Double, ratio: Double, area: Double
    let anosim: Double, deals: Int, extreme: Int
  }

  let curves: Curves, clusterings: [Clustering], tests: [Test]

  static let shared: Result<ComparingOracle, any Error> = Result {
    let url = Bundle.module.url(
      forResource: "comparing", withExtension: "json", subdirectory: "Fixtures")
    let data = try Data(contentsOf: url ?? URL(fileURLWithPath: "Fixtures/comparing.json"))
    return try JSONDecoder().decode(ComparingOracle.self, from: data)
  }
}

/// Distances with the same value for every two of `count` items.
func equalDistances(_ count: Int, _ value: Double) -> DistanceMatrix {
  (0..<count).map { row in (0..<count).map { $0 == row ? 0 : value } }
}

/// Distances on a line.
func lineDistances(_ places: [Double]) -> DistanceMatrix {
  places.map { a in places.map { abs(a - $0) } }
}
