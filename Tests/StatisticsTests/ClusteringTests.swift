import Testing

@testable import Statistics

@Suite struct ClusteringTests {
  let cases: [ComparingOracle.Clustering]

  init() throws { cases = try ComparingOracle.shared.get().clusterings }

  private func tree(
    _ distances: DistanceMatrix, _ linkage: HierarchicalClustering.Linkage = .average
  ) throws -> HierarchicalClustering {
    try #require(HierarchicalClustering(distances: distances, linkage: linkage))
  }

  @Test func `Trees agree with SciPy`() throws {
    for expected in cases {
      let linkage = try #require(HierarchicalClustering.Linkage(rawValue: expected.linkage))
      let found = try tree(expected.distances, linkage)
      #expect(found.merges.count == expected.merges.count)
      for (merge, row) in zip(found.merges, expected.merges) {
        #expect([Double(merge.left), Double(merge.right)] == Array(row.prefix(2)))
        #expect(isClose(merge.height, row[2]) && Double(merge.size) == row[3])
      }
      for (row, line) in found.copheneticDistances.enumerated() {
        #expect(areClose(line, expected.cophenetic[row]))
      }
      let correlation = found.copheneticCorrelation(with: expected.distances)
      #expect((correlation == nil) == (expected.correlation == nil))
      if let value = expected.correlation { #expect(isClose(correlation, value, within: 1e-10)) }
    }
  }

  @Test func `No order of the leaves is shorter, by SciPy and by trial`() throws {
    for expected in cases {
      let linkage = try #require(HierarchicalClustering.Linkage(rawValue: expected.linkage))
      let found = try tree(expected.distances, linkage)
      #expect(found.leafOrder.sorted() == Array(expected.distances.indices))
      let length = pathLength(expected.distances, found.leafOrder)
      #expect(length <= expected.length * (1 + 1e-12))
      #expect((found.leafOrder.first ?? 0) < (found.leafOrder.last ?? 1))
      guard let least = expected.least else { continue }
      #expect(isClose(length, least))
      #expect(orders(found).contains(found.leafOrder), "branches cross")
    }
  }

  /// Every order in which no branches cross.
  private func orders(_ tree: HierarchicalClustering) -> [[Int]] {
    var all = (0..<tree.count).map { [[$0]] }
    for merge in tree.merges {
      let pairs = all[merge.left].flatMap { a in all[merge.right].flatMap { [a + $0, $0 + a] } }
      all.append(pairs)
    }
    return all.last ?? []
  }

  private func pathLength(_ distances: DistanceMatrix, _ order: [Int]) -> Double {
    zip(order, order.dropFirst()).reduce(0) { $0 + distances[$1.0][$1.1] }
  }

  @Test func `Equal distances join in the order of the items`() throws {
    for linkage in HierarchicalClustering.Linkage.allCases {
      // 0.1 is not a binary fraction: its means round, and must still be ties.
      let found = try tree(equalDistances(7, 0.1), linkage)
      #expect(found.merges.map(\.left) == [0, 2, 4, 6, 8, 10])
      #expect(found.merges.map(\.right) == [1, 3, 5, 7, 9, 11])
      #expect(found.merges.allSatisfy { abs($0.height - 0.1) < 1e-15 })
      #expect(orders(found).contains(found.leafOrder))
      #expect(found.copheneticCorrelation(with: equalDistances(7, 0.1)) == nil)
    }
  }

  @Test func `Heights never fall, even by rounding`() throws {
    for value in [0.1, 0.3, 1e-300, 1e300] {
      let heights = try tree(equalDistances(40, value)).merges.map(\.height)
      #expect(heights == heights.sorted())
    }
    let level = try tree(equalDistances(5, 0))
    #expect(level.merges.map(\.height) == [0, 0, 0, 0])
  }

  @Test func `Items on a line stand in its order`() throws {
    let found = try tree(lineDistances([5, 1, 9, 0, 6, 8.5]))
    #expect([[3, 1, 0, 4, 5, 2], [2, 5, 4, 0, 1, 3]].contains(found.leafOrder))
    #expect(found.leafOrder.first == 2)
  }

  @Test func `Few items make small trees`() throws {
    let none = try tree([])
    #expect(none.leafOrder == [] && none.merges == [] && none.copheneticDistances == [])
    let one = try tree([[0]])
    #expect(one.leafOrder == [0])
    let pair = try tree([[0, 3], [3, 0]])
    #expect(pair.leafOrder == [0, 1] && pair.merges[0].height == 3 && pair.merges[0].size == 2)
  }

  @Test(arguments: [
    [[0, Double.nan], [.nan, 0]], [[0, -1], [-1, 0]], [[0, 1], [2, 0]], [[0, .infinity], [1, 0]],
  ])
  func `What is no distance gives no tree`(distances: [[Double]]) {
    #expect(HierarchicalClustering(distances: distances) == nil)
  }

  @Test func `Items without data are left out, the others stay`() {
    var distances = equalDistances(5, 1)
    for other in 0..<5 where other != 2 {
      (distances[2][other], distances[other][2]) = (.nan, .nan)
    }
    #expect(completeItems(of: distances) == [0, 1, 3, 4])
    #expect(Statistics.distances(distances, among: [0, 1, 3, 4]) == equalDistances(4, 1))
    (distances[0][1], distances[1][0]) = (.nan, .nan)
    #expect(completeItems(of: distances) == [0, 3, 4])
    #expect(completeItems(of: [[.nan]]) == [0] && completeItems(of: []) == [])
  }
}
