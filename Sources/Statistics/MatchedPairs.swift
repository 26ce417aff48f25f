/// One-to-one pairs of two groups whose covariates are nearly equal.
///
/// Of all ways to pair without replacement, with no two covariates of a pair farther apart than the
/// caliper, these are the most pairs, and among those the least sum of distances. On a line there is
/// always such a matching whose pairs do not cross, so a table over the two sorted groups finds it in
/// O(n·m) steps.
public struct MatchedPairs: Sendable, Hashable {
  /// The positions in the first group, ascending by their covariate.
  public let first: [Int]
  /// The positions in the second group: those at one index are a pair.
  public let second: [Int]

  /// Pairs two groups: none where a covariate is not finite. Ties keep the order of the examples.
  ///
  /// - Parameters:
  ///   - a: The covariate of each example of the first group, such as log N.
  ///   - b: The covariate of each example of the second.
  ///   - caliper: The greatest distance of a pair, at least 0. Rounding beyond it by one part in 10^12
  ///     is no departure.
  public init(_ a: [Double], _ b: [Double], caliper: Double) {
    precondition(caliper >= 0, "A caliper is at least 0; found \(caliper).")
    guard allFinite(a), allFinite(b), !a.isEmpty, !b.isEmpty else {
      (first, second) = ([], [])
      return
    }
    let (rows, columns) = (ascending(a), ascending(b))
    let choices = Table(rows.map { a[$0] }, columns.map { b[$0] }, caliper: caliper).pairs
    first = choices.map { rows[$0.row] }
    second = choices.map { columns[$0.column] }
  }

  /// The number of pairs.
  public var count: Int { first.count }
}

/// The positions of values in ascending order, equal values in their own.
private func ascending(_ values: [Double]) -> [Int] {
  values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
}

/// The best pairing of every beginning of one sorted group with every beginning of the other.
private struct Table {
  /// What the last step to a field was.
  private enum Step: UInt8 { case skipsRow, skipsColumn, pairs }

  private let steps: [Step]
  private let size: (rows: Int, columns: Int)

  init(_ a: [Double], _ b: [Double], caliper: Double) {
    size = (a.count, b.count)
    let reach = caliper * (1 + 1e-12)
    var steps = [Step](repeating: .skipsRow, count: a.count * b.count)
    // The fields of the row above and of this one: how many pairs, and how far apart in all.
    var above = [(count: Int, cost: Double)](repeating: (0, 0), count: b.count + 1)
    for row in a.indices {
      var here = above
      here[0] = (0, 0)
      for column in b.indices {
        var (best, step) = (above[column + 1], Step.skipsRow)
        if Self.isBetter(here[column], than: best) { (best, step) = (here[column], .skipsColumn) }
        let distance = abs(a[row] - b[column])
        if distance <= reach {
          let paired = (count: above[column].count + 1, cost: above[column].cost + distance)
          // A pair is taken before a way around it that is as good, so that neighbours stay together.
          if !Self.isBetter(best, than: paired) { (best, step) = (paired, .pairs) }
        }
        here[column + 1] = best
        steps[row * b.count + column] = step
      }
      above = here
    }
    self.steps = steps
  }

  private static func isBetter(
    _ one: (count: Int, cost: Double), than other: (count: Int, cost: Double)
  ) -> Bool {
    one.count != other.count ? one.count > other.count : one.cost < other.cost
  }

  /// The pairs in ascending order.
  var pairs: [(row: Int, column: Int)] {
    var (row, column) = (size.rows - 1, size.columns - 1)
    var pairs: [(row: Int, column: Int)] = []
    while row >= 0, column >= 0 {
      switch steps[row * size.columns + column] {
      case .skipsRow: row -= 1
      case .skipsColumn: column -= 1
      case .pairs:
        pairs.append((row, column))
        (row, column) = (row - 1, column - 1)
      }
    }
    return pairs.reversed()
  }
}
