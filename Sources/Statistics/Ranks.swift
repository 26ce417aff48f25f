/// The rank of each value from 1 for the smallest; equal values share the mean of their ranks.
///
/// `nil` where a value is not finite. Zeros of either sign are equal.
public func ranks(of values: [Double]) -> [Double]? {
  guard allFinite(values) else { return nil }
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  for run in runs(in: order, where: { values[$0] == values[$1] }) {
    let shared = Double(run.lowerBound + run.upperBound + 1) / 2
    for position in run { ranks[order[position]] = shared }
  }
  return ranks
}

/// The maximal runs of neighbours in `order` that are `equal` to the first of the run.
func runs(in order: [Int], where equal: (Int, Int) -> Bool) -> [Range<Int>] {
  var runs: [Range<Int>] = []
  var start = 0
  for end in order.indices.dropFirst() where !equal(order[start], order[end]) {
    runs.append(start..<end)
    start = end
  }
  return order.isEmpty ? [] : runs + [start..<order.count]
}
