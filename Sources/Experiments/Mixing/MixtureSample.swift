import DataSelection
import Statistics

/// The part of a mixture's rows that curvature and gradients are taken from: of each domain a draw that
/// seed, round and domain decide, at least one row of each that has any.
struct MixtureSample: Sendable, Equatable {
  /// Places in the pool for each domain, ascending; a row that the mixture repeats may stand several
  /// times.
  let places: [[Int]]

  init(of mixture: Mixture, in pool: SelectionPool, share: Double, seed: Int, round: Int) {
    places = zip(mixture.rows, pool.sets).map { rows, set in
      guard !rows.isEmpty else { return [] }
      let count = max(1, Int((share * Double(rows.count)).rounded(.down)))
      let order = randomOrder(
        of: rows.count, seed: Seed("mixture sample", String(seed), String(round), set.name))
      return order.prefix(count).map { set.range.lowerBound + rows[$0] }.sorted()
    }
  }

  /// All of them, domain after domain.
  var all: [Int] { places.flatMap { $0 } }

  /// Each row once, ascending.
  var distinct: [Int] { Set(all).sorted() }

  /// For each domain where its rows are among ``distinct``.
  var columns: [[Int]] {
    let column = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    return places.map { $0.compactMap { column[$0] } }
  }
}
