/// Joins the nearest clusters until one is left.
struct Agglomeration {
  private let linkage: HierarchicalClustering.Linkage
  /// The distance of any two clusters that are still apart, by their numbers; NaN on the diagonal.
  private var between: [[Double]]
  private var sizes: [Int]
  private(set) var merges: [HierarchicalClustering.Merge] = []

  init(_ distances: DistanceMatrix, _ linkage: HierarchicalClustering.Linkage) {
    self.linkage = linkage
    let count = distances.count
    sizes = [Int](repeating: 1, count: count)
    between = distances
    for row in 0..<count {
      between[row][row] = .nan
      for column in 0..<row { between[column][row] = distances[row][column] }
    }
    let slack = 1e-12 * (lowerTriangle(distances).max() ?? 0)
    var open = Array(0..<count)
    while let (left, right) = nearest(open, slack) {
      join(left, right, &open)
    }
  }

  /// The nearest two of `open`, which ascend: of all within `slack` of the least distance, the first.
  private func nearest(_ open: [Int], _ slack: Double) -> (Int, Int)? {
    var least = Double.infinity
    for (place, left) in open.enumerated() {
      for right in open[(place + 1)...] { least = min(least, between[left][right]) }
    }
    for (place, left) in open.enumerated() {
      for right in open[(place + 1)...] where between[left][right] <= least + slack {
        return (left, right)
      }
    }
    return nil
  }

  private mutating func join(_ left: Int, _ right: Int, _ open: inout [Int]) {
    // Rounding of means must not make a branch turn downwards.
    let height = max(between[left][right], merges.last?.height ?? 0)
    open.removeAll { $0 == left || $0 == right }
    var row = [Double](repeating: .nan, count: sizes.count + 1)
    for other in open { row[other] = distance(left, right, from: other) }
    for other in between.indices { between[other].append(row[other]) }
    between.append(row)
    open.append(sizes.count)
    sizes.append(sizes[left] + sizes[right])
    merges.append(
      .init(left: left, right: right, height: height, size: sizes[sizes.count - 1]))
  }

  /// The distance of `other` from the union of two clusters.
  private func distance(_ left: Int, _ right: Int, from other: Int) -> Double {
    let (a, b) = (between[left][other], between[right][other])
    switch linkage {
    case .single: return min(a, b)
    case .complete: return max(a, b)
    case .average:
      let (m, n) = (Double(sizes[left]), Double(sizes[right]))
      // Weights rather than a sum over a count, so that huge distances do not overflow.
      return a * (m / (m + n)) + b * (n / (m + n))
    }
  }
}
