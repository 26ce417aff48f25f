/// The symbols of one word while they merge: first bytes, at last tokens.
///
/// One value serves a whole text, so that its arrays are allocated once.
struct WordSymbols {
  /// The token of each symbol.
  private(set) var ids: [Int32] = []
  /// Where each symbol begins and ends in the text, in bytes.
  private(set) var starts: [Int] = []
  private(set) var ends: [Int] = []

  private var merges: [MergeTable.Merge] = []
  private var queue = MergeQueue()
  /// Up to this many symbols, searching all pairs again after each merge is faster than a queue.
  private static let shortest = 48

  mutating func removeAll() {
    ids.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  mutating func append(_ id: Int32, _ range: Range<Int>) {
    ids.append(id)
    starts.append(range.lowerBound)
    ends.append(range.upperBound)
  }

  /// Lets the last symbol reach to `end`.
  mutating func extendLast(to end: Int) { ends[ends.count - 1] = end }

  /// Merges the pair of least rank, the leftmost among equals, until none is left.
  mutating func merge(by table: MergeTable) {
    guard ids.count > 1 else { return }
    if ids.count <= Self.shortest { mergeShort(by: table) } else { mergeLong(by: table) }
  }

  private mutating func mergeShort(by table: MergeTable) {
    merges.removeAll(keepingCapacity: true)
    for index in 1..<ids.count { merges.append(table[ids[index - 1], ids[index]]) }
    while true {
      var best = MergeTable.none
      var place = 0
      for index in merges.indices where merges[index] < best {
        best = merges[index]
        place = index
      }
      guard best != MergeTable.none else { return }
      join(place, into: best.merged)
      merges.remove(at: place)
      if place > 0 { merges[place - 1] = table[ids[place - 1], ids[place]] }
      if place < merges.count { merges[place] = table[ids[place], ids[place + 1]] }
    }
  }

  private mutating func join(_ place: Int, into id: Int32) {
    ids[place] = id
    ends[place] = ends[place + 1]
    ids.remove(at: place + 1)
    starts.remove(at: place + 1)
    ends.remove(at: place + 1)
  }

  /// The same by a queue of candidates over a linked list: n log n for n symbols.
  private mutating func mergeLong(by table: MergeTable) {
    var links = SymbolLinks(count: ids.count)
    queue.removeAll()
    for index in 1..<ids.count {
      queue.push(table[ids[index - 1], ids[index]].rank, at: index - 1)
    }
    while let candidate = queue.pop() {
      let left = candidate.position
      guard links.isAlive(left), let right = links.next(left) else { continue }
      // A pair that changed since it was queued has another rank, or none.
      let merge = table[ids[left], ids[right]]
      guard merge != MergeTable.none, merge.rank == candidate.rank else { continue }
      ids[left] = merge.merged
      ends[left] = ends[right]
      links.remove(right)
      if let before = links.previous(left) {
        queue.push(table[ids[before], ids[left]].rank, at: before)
      }
      if let after = links.next(left) { queue.push(table[ids[left], ids[after]].rank, at: left) }
    }
    keep { links.isAlive($0) }
  }

  private mutating func keep(_ isKept: (Int) -> Bool) {
    var kept = 0
    for index in ids.indices where isKept(index) {
      ids[kept] = ids[index]
      starts[kept] = starts[index]
      ends[kept] = ends[index]
      kept += 1
    }
    ids.removeLast(ids.count - kept)
    starts.removeLast(starts.count - kept)
    ends.removeLast(ends.count - kept)
  }
}
