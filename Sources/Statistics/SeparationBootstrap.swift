/// Two groups of values as places in their common order, so that the area under the ROC curve of a
/// resample needs no sorting.
private struct PooledOrder {
  private let first: [Int]
  private let second: [Int]
  private let count: Int

  /// `nil` where a value is not finite.
  init?(_ a: [Double], _ b: [Double]) {
    guard allFinite(a), allFinite(b) else { return nil }
    let values = a + b
    let order = values.indices.sorted { values[$0] < values[$1] }
    let ties = runs(in: order) { values[$0] == values[$1] }
    var places = [Int](repeating: 0, count: values.count)
    for (place, run) in ties.enumerated() {
      for position in run { places[order[position]] = place }
    }
    first = Array(places.prefix(a.count))
    second = Array(places.dropFirst(a.count))
    count = ties.count
  }

  /// The area for the examples at `a` and `b`, of which some may stand several times.
  func area(_ a: [Int], _ b: [Int]) -> Double? {
    guard !a.isEmpty, !b.isEmpty else { return nil }
    var (above, below) = ([Int](repeating: 0, count: count), [Int](repeating: 0, count: count))
    for index in a { above[first[index]] += 1 }
    for index in b { below[second[index]] += 1 }
    // Twice the number of pairs won, ties one each: whole numbers, so the sum is exact.
    var (won, lower) = (0, 0)
    for place in 0..<count {
      won += above[place] * (2 * lower + below[place])
      lower += below[place]
    }
    return Double(won) / Double(2 * a.count * b.count)
  }
}

extension TwoSampleBootstrap {
  /// `areaUnderROC(positives:negatives:)` with its interval. Cliff's delta is twice this less 1, its
  /// interval too.
  public func areaUnderROC(positives: [Double], negatives: [Double]) -> Estimate {
    requireSameCount(first.count, positives.count)
    requireSameCount(second.count, negatives.count)
    let order = PooledOrder(positives, negatives)
    return estimate { order?.area($0, $1) }
  }
}

extension Bootstrap {
  /// `areaUnderROC(positives:negatives:)` of pairs with its interval: every positive against every
  /// negative, but the two at one position resampled together.
  public func areaUnderROC(positives: [Double], negatives: [Double]) -> Estimate {
    requireSameCount(indices.count, positives.count)
    requireSameCount(indices.count, negatives.count)
    let order = PooledOrder(positives, negatives)
    return estimate { order?.area($0, $0) }
  }
}
