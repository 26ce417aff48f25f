/// Deals items to groups of given sizes, and counts the deals at least as extreme as the observed one.
///
/// Deals that differ only by the names of groups of one size are one deal. The numbers of distances
/// within and between groups are the same in every deal, so the difference of their means is at least
/// the observed one exactly where the sum within groups is at most the observed sum.
struct Relabeling {
  private let distances: DistanceMatrix
  private let groups: [Int]
  /// How many groups there are of each size.
  private let sizes: [Int: Int]
  private let bound: Double
  private let permutations: Int
  /// Whether all deals are counted.
  let isExact: Bool

  init(_ distances: DistanceMatrix, _ groups: [Int], exactLimit: Int, permutations: Int) {
    precondition(exactLimit >= 1, "A test may count 1 deal or more; found \(exactLimit).")
    self.distances = distances
    self.groups = groups
    self.permutations = permutations
    let members = Dictionary(groups.map { ($0, 1) }, uniquingKeysWith: +)
    sizes = Dictionary(members.values.map { ($0, 1) }, uniquingKeysWith: +)
    isExact = Self.count(sizes) <= exactLimit
    let slack = 1e-12 * compensatedSum(lowerTriangle(distances))
    bound = Self.sumWithin(distances, groups) + slack
  }

  /// How many of the deals are extreme, and how many there are.
  func count(_ seed: Seed) -> (extreme: Int, arrangements: Int) {
    if isExact {
      var deal = Deal(labels: [Int](repeating: -1, count: groups.count), open: sizes)
      var found = (extreme: 0, arrangements: 0)
      countAll(&deal, group: 0, &found)
      return found
    }
    var generator = SeededGenerator(seed)
    var labels = groups
    var extreme = 1
    for _ in 0..<permutations {
      generator.shuffle(&labels)
      if isExtreme(labels) { extreme += 1 }
    }
    return (extreme, permutations + 1)
  }

  private func isExtreme(_ labels: [Int]) -> Bool { Self.sumWithin(distances, labels) <= bound }

  private static func sumWithin(_ distances: DistanceMatrix, _ labels: [Int]) -> Double {
    var sum = 0.0
    for row in labels.indices {
      for column in 0..<row where labels[row] == labels[column] { sum += distances[row][column] }
    }
    return sum
  }

  /// How many distinct deals there are: for each size s that m groups have, the ways to choose the
  /// m · s items, times those to part them, the first item left over always opening the next group.
  static func count(_ sizes: [Int: Int]) -> Int {
    var left = sizes.reduce(0) { $0 + $1.key * $1.value }
    var count = 1
    func multiply(_ factor: Int) {
      let (product, overflow) = count.multipliedReportingOverflow(by: factor)
      count = overflow ? .max : product
    }
    for (size, groups) in sizes.sorted(by: { $0.key < $1.key }) {
      multiply(combinations(left, choose: size * groups))
      left -= size * groups
      for open in 1...groups { multiply(combinations(open * size - 1, choose: size - 1)) }
    }
    return count
  }
}

/// A deal in the making: the group of each item, −1 for none yet, and how many groups of each size are
/// still to fill.
private struct Deal {
  var labels: [Int]
  var open: [Int: Int]
}

extension Relabeling {
  /// Fills group after group. Each begins with the first item that has none, so no deal comes twice.
  private func countAll(
    _ deal: inout Deal, group: Int, _ found: inout (extreme: Int, arrangements: Int)
  ) {
    guard let first = deal.labels.firstIndex(of: -1) else {
      found.arrangements += 1
      if isExtreme(deal.labels) { found.extreme += 1 }
      return
    }
    for size in deal.open.keys.sorted() where (deal.open[size] ?? 0) > 0 {
      deal.open[size, default: 0] -= 1
      deal.labels[first] = group
      choose(size - 1, after: first, &deal, group, &found)
      deal.labels[first] = -1
      deal.open[size, default: 0] += 1
    }
  }

  /// Adds `count` items beyond `last` to a group in every way, and goes on to the next group.
  private func choose(
    _ count: Int, after last: Int, _ deal: inout Deal, _ group: Int,
    _ found: inout (extreme: Int, arrangements: Int)
  ) {
    guard count > 0 else { return countAll(&deal, group: group + 1, &found) }
    for item in deal.labels.indices.dropFirst(last + 1) where deal.labels[item] == -1 {
      deal.labels[item] = group
      choose(count - 1, after: item, &deal, group, &found)
      deal.labels[item] = -1
    }
  }
}
