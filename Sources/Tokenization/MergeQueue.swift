/// A binary heap of merges that may be made, the least rank first, the leftmost among equals.
struct MergeQueue {
  /// Rank in the high half, position in the low half.
  private var heap: [UInt64] = []
  /// The rank of a pair that does not merge.
  private static let noRank = MergeTable.none.rank

  mutating func removeAll() { heap.removeAll(keepingCapacity: true) }

  /// Adds a candidate, unless its rank says that the pair does not merge.
  ///
  /// - Parameters:
  ///   - rank: The pair's place in the order of merges.
  ///   - position: The index of the pair's left symbol, below 2³².
  mutating func push(_ rank: UInt64, at position: Int) {
    guard rank != Self.noRank else { return }
    heap.append(rank << 32 | UInt64(position))
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes out the first candidate.
  mutating func pop() -> (rank: UInt64, position: Int)? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if !heap.isEmpty {
      heap[0] = last
      sinkRoot()
    }
    return (first >> 32, Int(first & 0xFFFF_FFFF))
  }

  private mutating func sinkRoot() {
    let count = heap.count
    let sinking = heap[0]
    var parent = 0
    while 2 * parent + 1 < count {
      var child = 2 * parent + 1
      if child + 1 < count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < sinking else { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = sinking
  }
}

/// A doubly linked list over the indices of an array.
struct SymbolLinks {
  private var before: [Int32]
  private var after: [Int32]
  private static let removed: Int32 = -2

  /// Links `0..<count` in order.
  init(count: Int) {
    before = (0..<Int32(count)).map { $0 - 1 }
    after = (0..<Int32(count)).map { $0 + 1 < count ? $0 + 1 : -1 }
  }

  func isAlive(_ index: Int) -> Bool { before[index] != Self.removed }
  func next(_ index: Int) -> Int? { after[index] < 0 ? nil : Int(after[index]) }
  func previous(_ index: Int) -> Int? { before[index] < 0 ? nil : Int(before[index]) }

  mutating func remove(_ index: Int) {
    if let next = next(index) { before[next] = before[index] }
    if let previous = previous(index) { after[previous] = after[index] }
    before[index] = Self.removed
  }
}
