/// Moves labels on one dimension apart, as little as possible in the sense of least squares.
///
/// - Parameters:
///   - wanted: where each label would like its middle to be, in any order.
///   - gap: the smallest distance between two middles.
///   - bounds: where middles may be; exceeded only if the labels cannot fit at all.
/// - Returns: the middles in the order of `wanted`. Labels keep their order; equal wishes keep that of `wanted`.
func spread(_ wanted: [Double], gap: Double, within bounds: ClosedRange<Double>) -> [Double] {
  let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
  // Without the gaps the positions must only not decrease: pool neighbours that would cross.
  var pools: [(sum: Double, count: Int)] = []
  for (rank, index) in order.enumerated() {
    pools.append((wanted[index] - Double(rank) * gap, 1))
    while pools.count > 1, mean(pools[pools.count - 2]) > mean(pools[pools.count - 1]) {
      let last = pools.removeLast()
      pools[pools.count - 1].sum += last.sum
      pools[pools.count - 1].count += last.count
    }
  }
  let room = bounds.upperBound - Double(max(wanted.count - 1, 0)) * gap
  var result = wanted
  var rank = 0
  for pool in pools {
    let place = max(min(mean(pool), room), bounds.lowerBound)
    for _ in 0..<pool.count {
      result[order[rank]] = hundredths(place + Double(rank) * gap)
      rank += 1
    }
  }
  return result
}

private func mean(_ pool: (sum: Double, count: Int)) -> Double { pool.sum / Double(pool.count) }
