/// A tree of items joined two by two, for display beside a matrix.
public struct Dendrogram: Sendable, Hashable {
  /// The joining of two clusters.
  public struct Merge: Sendable, Hashable {
    /// The parts: leaf k below the number of leaves n, or n + k for the cluster of merge k.
    public var left: Int, right: Int
    /// How far apart the parts are, at least 0.
    public var height: Double

    /// Creates a merge.
    public init(_ left: Int, _ right: Int, height: Double) {
      self.left = left
      self.right = right
      self.height = height
    }
  }

  /// The item of each leaf, in the numbering of the merges.
  public let leaves: [Int]
  /// The joins, lowest first: one fewer than leaves.
  public let merges: [Merge]
  /// The items in the order in which they stand side by side, such that no branches cross.
  public let order: [Int]
  /// What the height is, such as `distance`.
  public let heightTitle: String

  /// Creates a tree. Traps unless the merges join all leaves into one cluster and `order` holds each leaf's
  /// item once.
  ///
  /// - Parameters:
  ///   - leaves: The item of each leaf; equal items trap.
  ///   - merges: As clustering gives them. A height that is not finite counts as 0.
  ///   - order: The leaves, as numbers in the merges, from left to right.
  ///   - heightTitle: What the height is.
  public init(
    leaves: [Int], merges: [Merge], order: [Int], heightTitle: String = "distance"
  ) {
    precondition(
      merges.count == max(leaves.count - 1, 0),
      "\(leaves.count) leaves need one join fewer, found \(merges.count)")
    precondition(
      order.sorted() == Array(leaves.indices) && Set(leaves).count == leaves.count,
      "an order of \(leaves.count) different leaves, found \(order) of \(leaves)")
    var open = Set(leaves.indices)
    for (step, merge) in merges.enumerated() {
      precondition(
        open.remove(merge.left) != nil && open.remove(merge.right) != nil,
        "join \(step) takes \(merge.left) and \(merge.right), which are not open")
      open.insert(leaves.count + step)
    }
    self.leaves = leaves
    self.merges = merges.map {
      Merge($0.left, $0.right, height: $0.height.isFinite ? max($0.height, 0) : 0)
    }
    self.order = order.map { leaves[$0] }
    self.heightTitle = heightTitle
  }

  /// The items of each cluster: first of each leaf, then of each merge.
  var members: [[Int]] {
    merges.reduce(into: leaves.map { [$0] }) { all, merge in
      all.append(all[merge.left] + all[merge.right])
    }
  }
}
