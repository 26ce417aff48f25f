/// Distances between items: square, symmetric, the diagonal zero. NaN where a distance is missing.
public typealias DistanceMatrix = [[Double]]

/// The items that have a distance to one another: of those that lack one, the item that lacks most
/// (the last of several) is left out, and so on until no distance is missing.
///
/// - Parameter distances: NaN or infinite where a distance is missing.
/// - Returns: The positions of the items kept, ascending.
public func completeItems(of distances: DistanceMatrix) -> [Int] {
  requireSquare(distances)
  var kept = Array(distances.indices)
  while true {
    let missing = kept.map { row in
      kept.count { $0 != row && !(distances[row][$0].isFinite && distances[$0][row].isFinite) }
    }
    guard let most = missing.max(), most > 0, let place = missing.lastIndex(of: most) else {
      return kept
    }
    kept.remove(at: place)
  }
}

/// The distances among `items` alone, in their order.
public func distances(_ distances: DistanceMatrix, among items: [Int]) -> DistanceMatrix {
  items.map { row in items.map { distances[row][$0] } }
}

func requireSquare(_ distances: DistanceMatrix) {
  for row in distances {
    precondition(
      row.count == distances.count,
      "A matrix of \(distances.count) distances a column has as many a row; found \(row.count).")
  }
}

extension [[Double]] {
  /// Whether every distance of two items is finite, at least 0 and the same from either side, up to
  /// rounding.
  var isDistances: Bool {
    indices.allSatisfy { row in
      self[row].indices.prefix(row).allSatisfy { column in
        let (there, back) = (self[row][column], self[column][row])
        return there.isFinite && back.isFinite && there >= 0 && back >= 0
          && abs(there - back) <= 1e-9 * Swift.max(there, back)
      }
    }
  }
}
