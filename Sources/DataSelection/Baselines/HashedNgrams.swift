import Crypto

/// How often the n-grams of a text fall into each of a number of buckets.
public struct HashedNgrams: Sendable, Hashable {
  /// The bucket of an n-gram is its SHA-256, as one big number, modulo this: as published DSIR has it.
  public let buckets: Int
  /// n-grams of 1 to this many tokens, joined by a space.
  public let longest: Int

  /// Creates features.
  ///
  /// - Parameters:
  ///   - buckets: From 1 to 2³¹; 10,000 in DSIR.
  ///   - longest: At least 1; 2 in DSIR.
  public init(buckets: Int = 10_000, longest: Int = 2) {
    precondition((1...1 << 31).contains(buckets) && longest >= 1, "\(longest)-grams in \(buckets)")
    self.buckets = buckets
    self.longest = longest
  }

  /// The counts of one text by bucket, ascending; buckets without an n-gram are left out.
  ///
  /// - Parameters:
  ///   - tokens: As of `wordsAndPunctuation(of:)`.
  ///   - known: The buckets of n-grams seen before; grows up to `knownLimit`.
  /// - Returns: Buckets and counts, at least 1.
  func counts(_ tokens: [String], known: inout [String: Int]) -> [(bucket: Int, count: Int)] {
    var counts: [Int: Int] = [:]
    for length in 1...longest where tokens.count >= length {
      for start in 0...tokens.count - length {
        let ngram = tokens[start..<start + length].joined(separator: " ")
        let bucket = known[ngram] ?? bucket(of: ngram)
        if known.count < Self.knownLimit { known[ngram] = bucket }
        counts[bucket, default: 0] += 1
      }
    }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Frequent n-grams come early, and all of them would not fit.
  private static let knownLimit = 1 << 19

  /// The bucket of an n-gram.
  func bucket(of ngram: String) -> Int {
    SHA256.hash(data: Array(ngram.utf8)).reduce(0) { ($0 << 8 | Int($1)) % buckets }
  }
}
