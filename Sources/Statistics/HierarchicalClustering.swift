/// Items joined two by two into ever larger clusters, nearest first.
///
/// At each step the two nearest clusters are joined, at a height that is their distance; with n items
/// there are n − 1 joins. Distances to a new cluster follow from those to its parts by the formula of
/// Lance and Williams (1967). Distances equal up to rounding (1e-12 of the largest) are ties, and of
/// tied pairs the one with the lowest numbers is joined first, so that equal distances give one tree.
public struct HierarchicalClustering: Sendable, Hashable {
  /// What the distance of two clusters is.
  public enum Linkage: String, Sendable, Hashable, CaseIterable {
    /// The mean distance of their members: UPGMA (Sokal and Michener 1958).
    case average
    /// The distance of their farthest members.
    case complete
    /// The distance of their nearest members.
    case single
  }

  /// The joining of two clusters.
  public struct Merge: Sendable, Hashable {
    /// The first part: an item below n, or n + k for the cluster of merge k. The lower of the two.
    public let left: Int
    /// The second part, numbered likewise.
    public let right: Int
    /// The distance of the parts; at least the height of every merge before.
    public let height: Double
    /// How many items the new cluster has.
    public let size: Int
  }

  /// How many items there are.
  public let count: Int
  /// What the distance of two clusters is.
  public let linkage: Linkage
  /// The joins, lowest first: n − 1 of them, none for fewer than two items.
  public let merges: [Merge]
  /// The items from left to right as a tree shows them: of the orders in which no branches cross, one
  /// with the least sum of distances between neighbours (Bar-Joseph, Gifford and Jaakkola 2001), begun
  /// at the end whose item has the lower number.
  public let leafOrder: [Int]

  /// Clusters items; `nil` where a distance is missing, infinite, negative or not the same from either
  /// side: leave such items out with `completeItems`.
  ///
  /// - Parameters:
  ///   - distances: A square matrix. Its lower triangle is read; a few hundred items at most, since time
  ///     grows with the cube of their number.
  ///   - linkage: What the distance of two clusters is.
  public init?(distances: DistanceMatrix, linkage: Linkage = .average) {
    requireSquare(distances)
    guard distances.isDistances else { return nil }
    count = distances.count
    self.linkage = linkage
    merges = Agglomeration(distances, linkage).merges
    leafOrder = LeafOrdering(distances, merges).order
  }

  /// The height at which every two items first belong to one cluster; 0 on the diagonal.
  public var copheneticDistances: DistanceMatrix {
    var members = (0..<count).map { [$0] }
    var matrix = DistanceMatrix(repeating: [Double](repeating: 0, count: count), count: count)
    for merge in merges {
      for a in members[merge.left] {
        for b in members[merge.right] {
          (matrix[a][b], matrix[b][a]) = (merge.height, merge.height)
        }
      }
      members.append(members[merge.left] + members[merge.right])
    }
    return matrix
  }

  /// How faithfully the tree keeps `distances`: Pearson's correlation of the cophenetic distances with
  /// them, over all pairs (Sokal and Rohlf 1962); `nil` where it is undefined, as for two items or
  /// equal distances.
  public func copheneticCorrelation(with distances: DistanceMatrix) -> Double? {
    requireSameCount(count, distances.count)
    requireSquare(distances)
    return pearsonCorrelation(lowerTriangle(copheneticDistances), lowerTriangle(distances))
  }
}

/// The distances of every two items, row after row of the lower triangle.
func lowerTriangle(_ distances: DistanceMatrix) -> [Double] {
  distances.enumerated().flatMap { row, values in values.prefix(row) }
}
