/// How often each pair of neighbouring tokens occurs, kept up to date while pairs merge.
struct PairCounts {
  private var numbers: [TokenPair: Int] = [:]
  private var counts: [Int] = []
  /// For each pair the words in which it occurred once; in some it may no longer.
  private var places: [[Int32]] = []
  /// Pairs by their counts when they were last pushed, which may have fallen since.
  private var heap = PairHeap()

  /// Counts the pairs of all words.
  init(_ words: TrainingWords) {
    for word in words.counts.indices {
      let tokens = words.tokens(of: word)
      for (left, right) in zip(tokens, tokens.dropFirst()) {
        add(words.counts[word], to: TokenPair(left: left, right: right), in: word)
      }
    }
    // In whatever order: no two entries of the heap are equal.
    for (pair, number) in numbers { heap.push(PairHeap.Entry(pair, counts[number])) }
  }

  /// Takes out the first pair by count, then by ids, if it occurs at least `minimum` times.
  mutating func popMostFrequent(atLeast minimum: Int) -> TokenPair? {
    while let entry = heap.pop() {
      guard let number = numbers[entry.pair] else { continue }
      if counts[number] == entry.count { return entry.count < minimum ? nil : entry.pair }
      if counts[number] >= minimum { heap.push(PairHeap.Entry(entry.pair, counts[number])) }
    }
    return nil
  }

  /// Merges `pair` wherever it stands in `words`.
  mutating func merge(_ pair: TokenPair, into token: Int32, in words: inout TrainingWords) {
    guard let number = numbers[pair] else { return }
    let places = places[number]
    self.places[number] = []
    var grown: [TokenPair] = []
    for word in places {
      let count = words.counts[Int(word)]
      words.merge(pair, into: token, in: Int(word)) { changed, times in
        add(times * count, to: changed, in: Int(word))
        if times > 0 { grown.append(changed) }
      }
    }
    counts[number] = 0
    push(grown)
  }

  /// Pushes each of `pairs` once with its count.
  private mutating func push(_ pairs: [TokenPair]) {
    var pushed: Set<TokenPair> = []
    for pair in pairs where pushed.insert(pair).inserted {
      if let number = numbers[pair] { heap.push(PairHeap.Entry(pair, counts[number])) }
    }
  }

  private mutating func add(_ count: Int, to pair: TokenPair, in word: Int) {
    let number: Int
    if let known = numbers[pair] {
      number = known
    } else {
      number = counts.count
      numbers[pair] = number
      counts.append(0)
      places.append([])
    }
    counts[number] += count
    if count > 0, places[number].last != Int32(word) { places[number].append(Int32(word)) }
  }
}

/// A binary heap of pairs: the most frequent first, then the one with the least ids.
struct PairHeap {
  /// A pair and how often it occurs.
  struct Entry {
    let pair: TokenPair
    let count: Int

    init(_ pair: TokenPair, _ count: Int) {
      self.pair = pair
      self.count = count
    }

    fileprivate func precedes(_ other: Entry) -> Bool {
      if count != other.count { return count > other.count }
      return (pair.left, pair.right) < (other.pair.left, other.pair.right)
    }
  }

  private var entries: [Entry] = []

  /// Adds an entry.
  mutating func push(_ entry: Entry) {
    entries.append(entry)
    var child = entries.count - 1
    while child > 0, entries[child].precedes(entries[(child - 1) / 2]) {
      entries.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes out the first entry.
  mutating func pop() -> Entry? {
    guard let first = entries.first, let last = entries.popLast() else { return nil }
    guard !entries.isEmpty else { return first }
    var parent = 0
    while 2 * parent + 1 < entries.count {
      var child = 2 * parent + 1
      if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
      guard entries[child].precedes(last) else { break }
      entries[parent] = entries[child]
      parent = child
    }
    entries[parent] = last
    return first
  }
}
