import LinearAlgebra
public import Statistics

/// DSIR: importance weights of texts by the hashed n-grams of pool and target (arXiv 2302.03169).
///
/// log w(x) = Σ over buckets of count(x)·[ln(p_target + 10⁻⁸) − ln(p_pool + 10⁻⁸)], both p normalized
/// counts; not divided by the length of x, as published.
public struct ImportanceWeights: Sendable {
  /// The log weight of each text of the pool, [n].
  public let logWeights: [Double]
  /// The tokens of each text of the pool, [n].
  public let tokenCounts: [Int]

  /// Weighs the texts of a pool.
  ///
  /// - Parameters:
  ///   - pool: The texts to choose from.
  ///   - target: The texts that the choice should be like.
  ///   - features: The n-grams.
  ///   - pseudocount: What is added to each bucket of the target.
  public init(
    pool: [String], target: [String], features: HashedNgrams = HashedNgrams(),
    pseudocount: Double = 0
  ) {
    let texts = Self.counted(pool, features)
    let counts = texts.map(\.ngrams)
    let p = Self.distribution(counts, features.buckets, pseudocount: 0)
    let q = Self.distribution(
      Self.counted(target, features).map(\.ngrams), features.buckets, pseudocount: pseudocount)
    let ratios = zip(q, p).map { logarithm($0 + 1e-8) - logarithm($1 + 1e-8) }
    self.init(
      logWeights: counts.map { $0.reduce(0) { $0 + Double($1.count) * ratios[$1.bucket] } },
      tokenCounts: texts.map(\.tokens))
  }

  init(logWeights: [Double], tokenCounts: [Int]) {
    self.logWeights = logWeights
    self.tokenCounts = tokenCounts
  }

  /// An order whose first k are a sample without replacement by weight: each log weight plus a Gumbel
  /// number, highest first. Without a seed the order of the weights themselves.
  ///
  /// - Parameters:
  ///   - seed: What the Gumbel numbers are drawn by.
  ///   - minimumTokens: Shorter texts go last; the published default of 100 would discard most
  ///     instructions.
  /// - Returns: A permutation of 0 to n − 1.
  public func order(seed: Seed?, minimumTokens: Int = 0) -> [Int] {
    var generator = seed.map { SeededGenerator($0) }
    let keys = logWeights.indices.map { index in
      let noise = generator?.gumbel() ?? 0
      return tokenCounts[index] < minimumTokens ? -.infinity : logWeights[index] + noise
    }
    return ranking(of: keys)
  }

  private typealias Counted = (tokens: Int, ngrams: [(bucket: Int, count: Int)])

  /// The texts' counts, in parts at once; where the parts end changes nothing.
  private static func counted(_ texts: [String], _ features: HashedNgrams) -> [Counted] {
    let parts = 8
    let counted = try? concurrently(parts) { part in
      var known: [String: Int] = [:]
      let range = texts.count * part / parts..<texts.count * (part + 1) / parts
      return texts[range].map { text -> Counted in
        let tokens = wordsAndPunctuation(of: text)
        return (tokens.count, features.counts(tokens, known: &known))
      }
    }
    // Nothing in a part throws.
    return (counted ?? []).flatMap { $0 }
  }

  private static func distribution(
    _ texts: [[(bucket: Int, count: Int)]], _ buckets: Int, pseudocount: Double
  ) -> [Double] {
    var sums = [Double](repeating: pseudocount, count: buckets)
    for (bucket, count) in texts.joined() { sums[bucket] += Double(count) }
    let total = sums.reduce(0, +)
    return total > 0 ? sums.map { $0 / total } : sums
  }
}

extension SeededGenerator {
  /// A number of the standard Gumbel distribution: −ln(−ln u), u from 0 to 1 without its ends.
  mutating func gumbel() -> Double {
    let uniform = (Double(next() >> 12) + 0.5) * 0x1p-52
    return -logarithm(-logarithm(uniform))
  }
}
