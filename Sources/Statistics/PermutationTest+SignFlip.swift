extension PermutationTest {
  /// Whether the mean of paired differences is zero: the sign of each difference is flipped or not.
  ///
  /// Valid where, if nothing differs, each difference is as likely as its negative.
  ///
  /// - Parameters:
  ///   - differences: One for each example.
  ///   - alternative: What is looked for.
  ///   - permutations: How many sign patterns to draw, at least 1; all 2^n are counted where that is at
  ///     most one more.
  ///   - seed: Made of the data and the identity of what is tested.
  /// - Returns: The test of the mean difference.
  public static func signFlip(
    _ differences: [Double], alternative: Alternative = .twoSided, permutations: Int = 9_999,
    seed: Seed
  ) -> PermutationTest {
    requirePermutations(permutations)
    guard !differences.isEmpty else { return PermutationTest(without: .noExamples) }
    guard allFinite(differences) else { return PermutationTest(without: .notFinite) }
    let magnitude = compensatedSum(differences.lazy.map(abs))
    guard magnitude.isFinite, let difference = mean(of: differences) else {
      return PermutationTest(without: .undefined)
    }
    let isExtreme = Extremeness(
      alternative: alternative, observed: compensatedSum(differences), slack: 1e-12 * magnitude)
    let total = differences.count < 62 ? 1 << differences.count : Int.max
    let isExact = total - 1 <= permutations
    let extreme =
      isExact
      ? countAllPatterns(differences, total: total, isExtreme)
      : 1 + countDrawnPatterns(differences, permutations: permutations, seed, isExtreme)
    let arrangements = isExact ? total : permutations + 1
    return PermutationTest(
      difference: difference, extreme: extreme, arrangements: arrangements, isExact: isExact,
      // Flipping every sign mirrors the statistic, so two patterns are the most extreme ones.
      minimumPValue: isExact && alternative == .twoSided
        ? 2 / Double(arrangements) : 1 / Double(arrangements))
  }

  /// The sum with the signs of those differences flipped whose bits are set.
  private static func flippedSum(_ differences: Span<Double>, _ patterns: Span<UInt64>) -> Double {
    var sum = 0.0
    for index in differences.indices {
      let sign = (patterns[index >> 6] >> UInt64(index & 63)) << 63
      sum += Double(bitPattern: differences[index].bitPattern ^ sign)
    }
    return sum
  }

  private static func countAllPatterns(
    _ differences: [Double], total: Int, _ isExtreme: Extremeness
  ) -> Int {
    (0..<UInt64(total)).count { pattern in
      isExtreme(flippedSum(differences.span, [pattern].span))
    }
  }

  private static func countDrawnPatterns(
    _ differences: [Double], permutations: Int, _ seed: Seed, _ isExtreme: Extremeness
  ) -> Int {
    var generator = SeededGenerator(seed)
    var patterns = [UInt64](repeating: 0, count: (differences.count + 63) / 64)
    var extreme = 0
    for _ in 0..<permutations {
      for word in patterns.indices { patterns[word] = generator.next() }
      if isExtreme(flippedSum(differences.span, patterns.span)) { extreme += 1 }
    }
    return extreme
  }
}
