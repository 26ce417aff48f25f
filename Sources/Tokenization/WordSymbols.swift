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
  /// The number of symbols after an unknown one was last appended.
  private var unknownCount = 0
  /// Up to this many symbols, searching all pairs again after each merge is faster than a queue.
  private static let shortest = 48

  mutating func removeAll() {
    ids.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    unknownCount = 0
  }

  mutating func append(_ id: Int32, _ range: Range<Int>) {
    ids.append(id)
    starts.append(range.lowerBound)
    ends.append(range.upperBound)
  }

  /// Appends the token `id`, which stands for what has none; where `fusing` and right after another
  /// such, that one reaches over this one too.
  mutating func appendUnknown(_ id: Int32, _ range: Range<Int>, fusing: Bool) {
    if fusing, unknownCount == ids.count, unknownCount > 0 {
      ends[ends.count - 1] = range.upperBound
    } else {
      append(id, range)
    }
    unknownCount = ids.count
  }

  /// Merges the pair of least rank, the leftmost among equals, until none is left.
  ///
  /// - Parameters:
  ///   - rule: Which pairs merge.
  ///   - bytes: The text that the symbols stand in.
  mutating func merge(by rule: some MergeRule, in bytes: [UInt8]) {
    guard ids.count > 1 else { return }
    if ids.count <= Self.shortest {
      mergeShort(by: rule, in: bytes)
    } else {
      mergeLong(by: rule, in: bytes)
    }
  }

  /// What the neighbours `left` and `right` merge into.
  private func pair(_ left: Int, _ right: Int, _ rule: some MergeRule, _ bytes: [UInt8])
    -> MergeTable.Merge
  {
    rule.merge(ids[left], ids[right], at: starts[left]..<ends[right], of: bytes)
  }

  private mutating func mergeShort(by rule: some MergeRule, in bytes: [UInt8]) {
    merges.removeAll(keepingCapacity: true)
    for index in 1..<ids.count { merges.append(pair(index - 1, index, rule, bytes)) }
    while true {
      var best = MergeTable.none
      var place = 0
      for index in merges.indices where merges[index].rank < best.rank {
        best = merges[index]
        place = index
      }
      guard best != MergeTable.none else { return }
      join(place, into: best.merged)
      merges.remove(at: place)
      if place > 0 { merges[place - 1] = pair(place - 1, place, rule, bytes) }
      if place < merges.count { merges[place] = pair(place, place + 1, rule, bytes) }
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
  private mutating func mergeLong(by rule: some MergeRule, in bytes: [UInt8]) {
    var links = SymbolLinks(count: ids.count)
    queue.removeAll()
    for index in 1..<ids.count {
      queue.push(pair(index - 1, index, rule, bytes).rank, at: index - 1)
    }
    while let candidate = queue.pop() {
      let left = candidate.position
      guard links.isAlive(left), let right = links.next(left) else { continue }
      // A pair that changed since it was queued has another rank, or none.
      let merge = pair(left, right, rule, bytes)
      guard merge != MergeTable.none, merge.rank == candidate.rank else { continue }
      ids[left] = merge.merged
      ends[left] = ends[right]
      links.remove(right)
      if let before = links.previous(left) {
        queue.push(pair(before, left, rule, bytes).rank, at: before)
      }
      if let after = links.next(left) {
        queue.push(pair(left, after, rule, bytes).rank, at: left)
      }
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
