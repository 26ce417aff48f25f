/// The order of a tree's leaves with the least sum of distances between neighbours, of all that turning
/// its branches can give (Bar-Joseph, Gifford and Jaakkola 2001).
///
/// For a cluster with parts A and B, the least sum that begins with leaf u of A and ends with leaf w of
/// B is the least, over the last leaf m of A and the first leaf k of B, of best(u, m) + d(m, k) +
/// best(k, w). Two leaves meet in one cluster only, so one matrix holds the sums of all clusters. Of
/// sums equal up to rounding the first counts.
struct LeafOrdering {
  private let distances: DistanceMatrix
  private let merges: [HierarchicalClustering.Merge]
  private let slack: Double
  /// The leaves of every cluster, by its number.
  private var leaves: [[Int]]
  private var best: [[Double]]
  private(set) var order: [Int] = []

  init(_ distances: DistanceMatrix, _ merges: [HierarchicalClustering.Merge]) {
    self.distances = distances
    self.merges = merges
    let count = distances.count
    slack = 1e-12 * Double(count) * (lowerTriangle(distances).max() ?? 0)
    leaves = (0..<count).map { [$0] }
    best = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for merge in merges { add(merge) }
    guard let root = merges.last else {
      order = Array(0..<count)
      return
    }
    let ends = leastEnds(root)
    order = path(count + merges.count - 1, from: ends.0, to: ends.1)
    if let first = order.first, let last = order.last, last < first { order.reverse() }
  }

  /// The leaves at which a path through `cluster` that begins with `leaf` may end.
  private func opposite(_ leaf: Int, in cluster: Int) -> [Int] {
    guard cluster >= distances.count else { return [leaf] }
    let merge = merges[cluster - distances.count]
    return leaves[merge.left].contains(leaf) ? leaves[merge.right] : leaves[merge.left]
  }

  private mutating func add(_ merge: HierarchicalClustering.Merge) {
    for u in leaves[merge.left] {
      let reach = opposite(u, in: merge.left)
      // The least way from u through the left part to each first leaf of the right part.
      let across = leaves[merge.right].map { k in
        reach.map { best[u][$0] + distance($0, k) }.min() ?? 0
      }
      let ways = Dictionary(uniqueKeysWithValues: zip(leaves[merge.right], across))
      for w in leaves[merge.right] {
        let sum = opposite(w, in: merge.right).map { (ways[$0] ?? 0) + best[$0][w] }.min() ?? 0
        (best[u][w], best[w][u]) = (sum, sum)
      }
    }
    leaves.append(leaves[merge.left] + leaves[merge.right])
  }

  private func distance(_ a: Int, _ b: Int) -> Double {
    a > b ? distances[a][b] : distances[b][a]
  }

  private func leastEnds(_ root: HierarchicalClustering.Merge) -> (Int, Int) {
    let pairs = leaves[root.left].flatMap { u in leaves[root.right].map { (u, $0) } }
    return first(of: pairs) { best[$0.0][$0.1] } ?? (0, 0)
  }

  /// The leaves of `cluster` on the best path between two of them.
  private func path(_ cluster: Int, from u: Int, to w: Int) -> [Int] {
    guard cluster >= distances.count else { return [u] }
    let merge = merges[cluster - distances.count]
    let isForward = leaves[merge.left].contains(u)
    let (a, b) = isForward ? (merge.left, merge.right) : (merge.right, merge.left)
    let joints = opposite(u, in: a).flatMap { m in opposite(w, in: b).map { (m, $0) } }
    let joint = first(of: joints) { m, k in best[u][m] + distance(m, k) + best[k][w] } ?? (u, w)
    return path(a, from: u, to: joint.0) + path(b, from: joint.1, to: w)
  }

  /// The first of `pairs` whose cost is the least, up to rounding.
  private func first(of pairs: [(Int, Int)], cost: ((Int, Int)) -> Double) -> (Int, Int)? {
    let costs = pairs.map(cost)
    guard let least = costs.min() else { return nil }
    return costs.firstIndex { $0 <= least + slack }.map { pairs[$0] }
  }
}
