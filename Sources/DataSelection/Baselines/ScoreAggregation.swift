/// How the scores of several queries become one.
public enum ScoreAggregation: String, Sendable, Hashable, CaseIterable {
  /// The best query counts, as the influence of LESS over subtasks.
  case maximum
  /// All queries count alike, as in the published BM25 of CCDS.
  case mean

  /// One score an example.
  ///
  /// - Parameter queries: The scores of each query, [queries][n]; at least one query.
  /// - Returns: [n].
  public func combined(_ queries: [[Double]]) -> [Double] {
    precondition(!queries.isEmpty, "scores of no query")
    return queries[0].indices.map { example in
      let values = queries.map { $0[example] }
      switch self {
      case .maximum: return values.max() ?? -.infinity
      case .mean: return values.reduce(0, +) / Double(values.count)
      }
    }
  }
}

/// An order that takes the best example of each query in turn, then the next best, none twice: the
/// round-robin of RDS+ (arXiv 2503.01807, section 3).
///
/// - Parameter queries: The scores of each query, [queries][n]; at least one query.
/// - Returns: A permutation of 0 to n − 1.
public func roundRobinOrder(_ queries: [[Double]]) -> [Int] {
  precondition(!queries.isEmpty, "scores of no query")
  let rankings = queries.map(ranking(of:))
  let count = queries[0].count
  var next = [Int](repeating: 0, count: queries.count)
  var isTaken = [Bool](repeating: false, count: count)
  var order: [Int] = []
  while order.count < count {
    for query in rankings.indices {
      while next[query] < count, isTaken[rankings[query][next[query]]] { next[query] += 1 }
      guard next[query] < count else { continue }
      let index = rankings[query][next[query]]
      isTaken[index] = true
      order.append(index)
    }
  }
  return order
}
