/// A number for every example under every seed: the same examples, answered by models that differ in
/// their seed alone.
public struct CrossedTable: Sendable, Hashable {
  /// One row a seed, one number an example: [seeds, examples].
  public let rows: [[Double]]

  /// Creates a table.
  ///
  /// - Parameter rows: [seeds, examples]; rows of one length, all numbers finite.
  public init(_ rows: [[Double]]) {
    for row in rows {
      precondition(row.count == rows[0].count, "\(row.count) and \(rows[0].count) examples")
      precondition(allFinite(row), "a number that is not finite")
    }
    self.rows = rows
  }

  /// Creates a table of right (1) and wrong (0) answers.
  public init(_ rows: [[Bool]]) { self.init(rows.map { $0.map { $0 ? 1 : 0 } }) }

  /// The number of seeds.
  public var seeds: Int { rows.count }

  /// The number of examples.
  public var examples: Int { rows.first?.count ?? 0 }

  /// The mean of each example over the seeds.
  public var exampleMeans: [Double] {
    (0..<examples).map { example in
      compensatedSum(rows.map { $0[example] }) / Double(seeds)
    }
  }

  /// The mean of each seed over the examples.
  public var seedMeans: [Double] { rows.map { compensatedSum($0) / Double(examples) } }

  /// The mean of all numbers; `nil` of none.
  public var mean: Double? { Statistics.mean(of: rows.flatMap { $0 }) }

  /// This table less another of the same seeds and examples, number by number.
  public func minus(_ other: CrossedTable) -> CrossedTable {
    precondition(
      seeds == other.seeds && examples == other.examples,
      "[\(seeds), \(examples)] less [\(other.seeds), \(other.examples)]")
    return CrossedTable(zip(rows, other.rows).map { zip($0, $1).map { $0 - $1 } })
  }

  /// The mean squares of seeds and of what neither seed nor example explains, with (S − 1) and
  /// (S − 1)(E − 1) degrees of freedom; `nil` for fewer than two seeds or examples.
  var seedSquares: (seeds: Double, rest: Double)? {
    guard seeds > 1, examples > 1, let mean else { return nil }
    let (bySeed, byExample) = (seedMeans, exampleMeans)
    let between = compensatedSum(bySeed.map { ($0 - mean) * ($0 - mean) })
    let rest = rows.indices.flatMap { seed in
      rows[seed].indices.map { example in
        let left = rows[seed][example] - bySeed[seed] - byExample[example] + mean
        return left * left
      }
    }
    return (
      Double(examples) * between / Double(seeds - 1),
      compensatedSum(rest) / Double((seeds - 1) * (examples - 1))
    )
  }
}
