/// The indices of scores from the highest to the lowest.
///
/// Equal scores stand in the order of the data, and those that are NaN or −∞ last.
///
/// - Parameter scores: [n].
/// - Returns: A permutation of 0 to n − 1.
public func ranking(of scores: [Double]) -> [Int] {
  let keys = scores.map { $0.isNaN ? -.infinity : $0 }
  return keys.indices.sorted { keys[$0] != keys[$1] ? keys[$0] > keys[$1] : $0 < $1 }
}

/// For each key the index of its first occurrence: its own where it repeats none.
///
/// - Parameter keys: Such as texts, [n]; `nil` repeats none.
/// - Returns: [n].
public func firstOccurrences<Key: Hashable>(_ keys: [Key?]) -> [Int] {
  var seen: [Key: Int] = [:]
  return keys.enumerated().map { index, key in
    guard let key else { return index }
    if let first = seen[key] { return first }
    seen[key] = index
    return index
  }
}
