/// The positions at which every column holds a finite value, ascending.
///
/// Paired statistics and curves over layers need whole examples: keep these, and report how many are
/// missing.
///
/// - Parameter columns: Columns of one length, such as the layers of a curve, one value an example.
/// - Returns: The positions.
public func completeCases(_ columns: [[Double]]) -> [Int] {
  guard let first = columns.first else { return [] }
  for column in columns { requireSameCount(first.count, column.count) }
  return first.indices.filter { row in columns.allSatisfy { $0[row].isFinite } }
}

func requireSameCount(_ first: Int, _ second: Int) {
  precondition(first == second, "Paired values have one count; found \(first) and \(second).")
}
