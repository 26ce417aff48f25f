/// Whether groups differ and their members agree: distances between groups against distances within.
///
/// For models grouped by family this tests "families differ, sizes agree"; grouped by size, whether
/// sizes differ. The p-value is that of `GroupDistances.difference` among all ways to deal the items
/// to groups of the same sizes (Mantel 1967; Clarke 1993): p is the share with a difference at least as
/// large. It supposes that, if groups do not matter, any item could stand in any group. Distances that
/// share an item depend on one another, which is why items are dealt anew and not distances.
///
/// With few items even the clearest difference has a large p-value, because few deals are possible:
/// see `Outcome.minimumPValue`. Three families of three sizes have 280 deals.
public enum GroupDistanceTest: Sendable, Hashable {
  /// The groups could be compared.
  case tested(Outcome)
  /// They could not.
  case untestable(Reason)

  /// What a test found.
  public struct Outcome: Sendable, Hashable {
    /// The distances by group, with the effect sizes.
    public let observed: GroupDistances
    /// The share of deals whose difference is at least the observed one; above 0, at most 1.
    public let pValue: Double
    /// The smallest p-value that groups of these sizes can give; a claim below it cannot be tested.
    public let minimumPValue: Double
    /// How many deals were counted, the observed one among them.
    public let arrangements: Int
    /// Whether these are all distinct deals.
    public let isExact: Bool
    /// Intervals over examples; `nil` where no resamples were given.
    public let intervals: Intervals?
  }

  /// Why there is no test.
  public enum Reason: Sendable, Hashable {
    /// All items belong to so many groups, 0 or 1: nothing lies between groups.
    case fewGroups(Int)
    /// No group has two members, as where each family has one size: nothing lies within a group.
    case noGroupOfTwo
    /// The distance of two items, by their positions, is missing, negative, not the same from either
    /// side, or one of distances too large to be summed.
    case badDistance(Int, Int)
  }

  /// Tests groups by the distances of their members.
  ///
  /// - Parameters:
  ///   - distances: A symmetric matrix, one row for each item.
  ///   - groups: The group of each item, any numbers.
  ///   - resampled: The same distances from resampled examples, for intervals.
  ///   - exactLimit: The largest number of distinct deals to count, at least 1.
  ///   - permutations: How many deals to draw where there are more, at least 1; p is then
  ///     (1 + extreme) / (1 + drawn).
  ///   - seed: Made of the data and the identity of what is tested.
  public init(
    distances: DistanceMatrix, groups: [Int], resampled: ResampledDistances? = nil,
    exactLimit: Int = 20_000, permutations: Int = 9_999, seed: Seed
  ) {
    requirePermutations(permutations)
    requireSquare(distances)
    requireSameCount(distances.count, groups.count)
    if let reason = Self.reason(distances, groups) {
      self = .untestable(reason)
      return
    }
    guard let observed = GroupDistances(distances: distances, groups: groups) else {
      self = .untestable(.badDistance(1, 0))
      return
    }
    let deals = Relabeling(distances, groups, exactLimit: exactLimit, permutations: permutations)
    let (extreme, arrangements) = deals.count(seed)
    self = .tested(
      Outcome(
        observed: observed, pValue: Double(extreme) / Double(arrangements),
        minimumPValue: 1 / Double(arrangements), arrangements: arrangements,
        isExact: deals.isExact,
        intervals: resampled.map { Intervals(observed, groups: groups, resampled: $0) }))
  }

  private static func reason(_ distances: DistanceMatrix, _ groups: [Int]) -> Reason? {
    let sizes = Dictionary(groups.map { ($0, 1) }, uniquingKeysWith: +)
    if sizes.count < 2 { return .fewGroups(sizes.count) }
    if sizes.values.allSatisfy({ $0 < 2 }) { return .noGroupOfTwo }
    for row in distances.indices {
      for column in 0..<row {
        let pair = [
          [0, distances[column][row]], [distances[row][column], 0],
        ]
        if !pair.isDistances { return .badDistance(row, column) }
      }
    }
    return nil
  }
}
