extension PermutationTest {
  /// Whether two unpaired samples have one mean: examples are dealt to the samples anew.
  ///
  /// Valid where, if nothing differs, both samples have the same distribution.
  ///
  /// - Parameters:
  ///   - first: The first sample; the difference is its mean less that of `second`.
  ///   - second: The second sample.
  ///   - alternative: What is looked for.
  ///   - permutations: How many deals to draw, at least 1; all C(n + m, n) are counted where that is at
  ///     most one more.
  ///   - seed: Made of the data and the identity of what is tested.
  /// - Returns: The test of the difference of means.
  public static func twoSample(
    _ first: [Double], _ second: [Double], alternative: Alternative = .twoSided,
    permutations: Int = 9_999, seed: Seed
  ) -> PermutationTest {
    requirePermutations(permutations)
    guard !first.isEmpty, !second.isEmpty else { return PermutationTest(without: .noExamples) }
    guard allFinite(first), allFinite(second) else { return PermutationTest(without: .notFinite) }
    guard let deal = Deal(first, second, alternative) else {
      return PermutationTest(without: .undefined)
    }
    let total = combinations(first.count + second.count, choose: first.count)
    let isExact = total - 1 <= permutations
    let arrangements = isExact ? total : permutations + 1
    // Swapping samples of one size mirrors the statistic, so two deals are the most extreme ones.
    let mirrored = isExact && alternative == .twoSided && first.count == second.count
    return PermutationTest(
      difference: deal.difference,
      extreme: isExact ? deal.countAll() : 1 + deal.countDrawn(permutations, seed),
      arrangements: arrangements, isExact: isExact,
      minimumPValue: (mirrored ? 2 : 1) / Double(arrangements))
  }
}

/// How many ways there are to choose `count` of `total`, or `Int.max` beyond its range.
func combinations(_ total: Int, choose count: Int) -> Int {
  var result = 1
  for step in 0..<min(count, total - count) {
    let (product, overflow) = result.multipliedReportingOverflow(by: total - step)
    if overflow { return .max }
    result = product / (step + 1)
  }
  return result
}

/// Both samples in one pool, less its mean, and the rule for the first sample's sum.
private struct Deal {
  let difference: Double
  let pool: [Double]
  let count: Int
  let isExtreme: Extremeness

  init?(_ first: [Double], _ second: [Double], _ alternative: PermutationTest.Alternative) {
    guard let a = mean(of: first), let b = mean(of: second), let difference = finite(a - b),
      let centre = mean(of: first + second)
    else { return nil }
    // With the pool centred, the difference of means is a fixed multiple of the first sample's sum.
    let pool = (first + second).map { $0 - centre }
    self.difference = difference
    self.pool = pool
    count = first.count
    isExtreme = Extremeness(
      alternative: alternative, observed: compensatedSum(pool.prefix(first.count)),
      slack: 1e-12 * compensatedSum(pool.lazy.map(abs)))
  }

  func countAll() -> Int {
    var chosen = Array(0..<count)
    var extreme = 0
    repeat {
      if isExtreme(chosen.reduce(0) { $0 + pool[$1] }) { extreme += 1 }
    } while advance(&chosen)
    return extreme
  }

  func countDrawn(_ permutations: Int, _ seed: Seed) -> Int {
    var generator = SeededGenerator(seed)
    var dealt = pool
    // The smaller sample is the cheaper one to draw, and its sum is the other's negative.
    let drawn = min(count, pool.count - count)
    let sign = drawn == count ? 1.0 : -1.0
    var extreme = 0
    for _ in 0..<permutations {
      generator.chooseFront(drawn, of: &dealt)
      if isExtreme(sign * dealt.prefix(drawn).reduce(0, +)) { extreme += 1 }
    }
    return extreme
  }

  /// The next combination in lexicographic order; false after the last.
  private func advance(_ chosen: inout [Int]) -> Bool {
    guard
      let place = chosen.indices.last(where: { chosen[$0] < pool.count - chosen.count + $0 })
    else { return false }
    chosen[place] += 1
    for later in place + 1..<chosen.count { chosen[later] = chosen[later - 1] + 1 }
    return true
  }
}
