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

  private init(pairing first: SamplePool, _ second: SamplePool) {
    (self.first, self.second, isPaired) = (first, second, true)
  }

  /// The pairs of one request whose responses are equally long as they are.
  ///
  /// - Parameters:
  ///   - caliper: The greatest difference of log N in a pair.
  ///   - fewest: The fewest pairs that are worth it.
  /// - Returns: `nil` where examples are not paired, or fewer than half of the pairs are so.
  func ofEqualLength(within caliper: Double, fewest: Int) -> PoolComparison? {
    guard isPaired else { return nil }
    let (x, y) = (first.logLengths, second.logLengths)
    let equal = x.indices.filter { abs(x[$0] - y[$0]) <= caliper * (1 + 1e-12) }
    guard equal.count >= fewest, 2 * equal.count >= x.count else { return nil }
    return PoolComparison(pairing: first.selecting(equal), second.selecting(equal))
  }

  /// Pairs examples by `pairs`, whatever they ask.
  init(_ first: SamplePool, _ second: SamplePool, pairedBy pairs: MatchedPairs) {
    isPaired = true
    self.first = first.selecting(pairs.first)
    self.second = second.selecting(pairs.second)
  }

  /// Whether `pairs` are most of both: a handful of shared questions would throw data away.
  static func arePairs(_ pairs: Int, of first: Int, _ second: Int) -> Bool {
    2 * pairs > max(first, second) && pairs > 1
  }

  /// Whether both have examples.
  var isMeasured: Bool { first.count > 0 && second.count > 0 }

  /// Whether the difference is one of means of one number an example.
  var isLinear: Bool { first.isLinear && second.isLinear }
}
