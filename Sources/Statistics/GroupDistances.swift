/// Distances between members of one group, such as models of a family, against distances between
/// members of different groups.
public struct GroupDistances: Sendable, Hashable {
  /// The distances of every two members of one group, row after row of the lower triangle.
  public let within: [Double]
  /// The distances of every two members of different groups, in the same order.
  public let between: [Double]
  /// The mean of `within`.
  public let meanWithin: Double
  /// The mean of `between`.
  public let meanBetween: Double
  /// The probability that a distance between groups is above one within a group, ties counted half:
  /// 1 where groups are apart altogether, 0.5 where they do not differ.
  public let area: Double

  /// Splits distances by group; `nil` where a distance is missing or no distance, and where there are
  /// no two items of one group or none of different groups.
  ///
  /// - Parameters:
  ///   - distances: A matrix as for `HierarchicalClustering`.
  ///   - groups: The group of each item, any numbers.
  public init?(distances: DistanceMatrix, groups: [Int]) {
    requireSquare(distances)
    requireSameCount(distances.count, groups.count)
    guard distances.isDistances else { return nil }
    var (within, between): ([Double], [Double]) = ([], [])
    for (row, group) in groups.enumerated() {
      for (column, other) in groups.enumerated().prefix(row) {
        if group == other {
          within.append(distances[row][column])
        } else {
          between.append(distances[row][column])
        }
      }
    }
    guard let meanWithin = mean(of: within), let meanBetween = mean(of: between),
      let area = areaUnderROC(positives: between, negatives: within)
    else { return nil }
    (self.within, self.between, self.area) = (within, between, area)
    (self.meanWithin, self.meanBetween) = (meanWithin, meanBetween)
  }

  /// The mean distance between groups less the mean within: above 0 where groups differ. In the unit of
  /// the distances.
  public var difference: Double { meanBetween - meanWithin }

  /// The mean distance within groups over the mean between: how well members of one group agree,
  /// measured by how far groups are apart. 0 where members are the same, 1 where groups do not matter;
  /// `nil` where the mean between groups is 0.
  public var ratio: Double? { meanBetween > 0 ? finite(meanWithin / meanBetween) : nil }

  /// The R of ANOSIM (Clarke 1993): the mean rank of distances between groups less that within, over
  /// half the number of distances; −1 to 1.
  ///
  /// By the sums of ranks it is 2 · `area` − 1, Cliff's delta.
  public var anosim: Double { 2 * area - 1 }
}
