/// Kendall's rank correlation τ-b of paired values, corrected for ties, from −1 to 1.
///
/// Knight's method (1966), in n log n. `nil` for fewer than two pairs, for values of which all are equal
/// on one side, and for a value that is not finite.
public func kendallTauB(_ first: [Double], _ second: [Double]) -> Double? {
  requireSameCount(first.count, second.count)
  guard let a = ranks(of: first), let b = ranks(of: second) else { return nil }
  let order = a.indices.sorted { (a[$0], b[$0]) < (a[$1], b[$1]) }
  let all = pairs(a.count)
  let tiedFirst = tiedPairs(order) { a[$0] == a[$1] }
  let tiedBoth = tiedPairs(order) { a[$0] == a[$1] && b[$0] == b[$1] }
  var sequence = order.map { b[$0] }
  let swaps = sortCountingSwaps(&sequence)
  let tiedSecond = tiedPairs(Array(sequence.indices)) { sequence[$0] == sequence[$1] }
  guard all > tiedFirst, all > tiedSecond else { return nil }
  let agreement = Double(all - tiedFirst - tiedSecond + tiedBoth - 2 * swaps)
  let untied = (Double(all - tiedFirst) * Double(all - tiedSecond)).squareRoot()
  return min(max(agreement / untied, -1), 1)
}

private func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }

private func tiedPairs(_ order: [Int], _ equal: (Int, Int) -> Bool) -> Int {
  runs(in: order, where: equal).reduce(0) { $0 + pairs($1.count) }
}

/// Merge sort from below; returns how many swaps of neighbours would have sorted `values`.
private func sortCountingSwaps(_ values: inout [Double]) -> Int {
  var swaps = 0
  var width = 1
  while width < values.count {
    var merged: [Double] = []
    merged.reserveCapacity(values.count)
    for start in stride(from: 0, to: values.count, by: 2 * width) {
      let middle = min(start + width, values.count)
      let end = min(start + 2 * width, values.count)
      var (left, right) = (start, middle)
      while left < middle || right < end {
        let takesLeft = right == end || (left < middle && values[left] <= values[right])
        if !takesLeft { swaps += middle - left }
        merged.append(takesLeft ? values[left] : values[right])
        if takesLeft { left += 1 } else { right += 1 }
      }
    }
    values = merged
    width *= 2
  }
  return swaps
}
