import Statistics

/// Two pools as they are compared: paired where most examples are in both.
struct PoolComparison: Sendable {
  let first: SamplePool
  let second: SamplePool
  let isPaired: Bool

  /// Pairs what both have, if that is most of both: a handful of shared questions would throw data away.
  init(_ first: SamplePool, _ second: SamplePool) {
    let (own, other) = first.paired(with: second)
    isPaired = Self.arePairs(own.count, of: first.count, second.count)
    self.first = isPaired ? first.selecting(own) : first
    self.second = isPaired ? second.selecting(other) : second
  }

  /// Pairs examples by `pairs`, whatever they ask.
  init(_ first: SamplePool, _ second: SamplePool, pairedBy pairs: MatchedPairs) {
    isPaired = true
    self.first = first.selecting(pairs.first)
    self.second = second.selecting(pairs.second)
  }

  /// Whether `pairs` are most of both.
  static func arePairs(_ pairs: Int, of first: Int, _ second: Int) -> Bool {
    2 * pairs > max(first, second) && pairs > 1
  }

  /// Whether both have examples.
  var isMeasured: Bool { first.count > 0 && second.count > 0 }

  /// Whether the difference is one of means of one number an example.
  var isLinear: Bool { first.isLinear && second.isLinear }
}
