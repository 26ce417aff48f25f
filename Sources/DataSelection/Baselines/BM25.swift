/// Okapi BM25 (Robertson and Zaragoza 2009) over documents of words.
///
/// score(q, d) = Σ over the words of q, repetitions counted, of idf(w)·f·(k₁ + 1)/(f + k₁·(1 − b +
/// b·|d|/mean |d|)), f the occurrences of w in d.
public struct BM25: Sendable {
  /// How rare words count.
  public enum RarityWeight: Sendable, Hashable {
    /// ln(1 + (N − n + ½)/(n + ½)), never negative.
    case positive
    /// ln((N − n + ½)/(n + ½)), negative ones replaced by this factor of the mean over all words, as the
    /// package rank_bm25 does with 0.25.
    case floored(Double)
  }

  /// Where the occurrences saturate.
  public let saturation: Double
  /// How far a document's length counts, from 0 to 1.
  public let lengthWeight: Double
  /// The number of documents.
  public let documentCount: Int
  /// The number of each word, in the order of first occurrences.
  private let numbers: [String: Int]
  /// For each word, the documents that have it and how often, in order.
  private let postings: [[(document: Int, count: Int)]]
  private let rarities: [Double]
  /// k₁·(1 − b + b·|d|/mean |d|) of each document.
  private let norms: [Double]

  /// Indexes documents.
  ///
  /// - Parameters:
  ///   - documents: The words of each, as of `words(of:)`, [n].
  ///   - saturation: k₁; 1.5 as rank_bm25 has it.
  ///   - lengthWeight: b; 0.75 likewise.
  ///   - rarity: How rare words count.
  public init(
    _ documents: [[String]], saturation: Double = 1.5, lengthWeight: Double = 0.75,
    rarity: RarityWeight = .positive
  ) {
    precondition(
      saturation >= 0 && (0...1).contains(lengthWeight), "k₁ \(saturation), b \(lengthWeight)")
    self.saturation = saturation
    self.lengthWeight = lengthWeight
    documentCount = documents.count
    (numbers, postings) = BM25.index(documents)
    rarities = BM25.rarities(postings.map(\.count), of: documents.count, rarity)
    let total = documents.reduce(0) { $0 + $1.count }
    let mean = total == 0 ? 1 : Double(total) / Double(documents.count)
    norms = documents.map {
      saturation * (1 - lengthWeight + lengthWeight * Double($0.count) / mean)
    }
  }

  /// The score of every document.
  ///
  /// - Parameter query: The words of the query; each counts as often as it occurs.
  /// - Returns: [n]; 0 for documents without any of the words.
  public func scores(_ query: [String]) -> [Double] {
    var scores = [Double](repeating: 0, count: documentCount)
    for word in query {
      guard let number = numbers[word] else { continue }
      for (document, count) in postings[number] {
        let f = Double(count)
        scores[document] += rarities[number] * f * (saturation + 1) / (f + norms[document])
      }
    }
    return scores
  }

  private static func index(
    _ documents: [[String]]
  ) -> (numbers: [String: Int], postings: [[(document: Int, count: Int)]]) {
    var numbers: [String: Int] = [:]
    var postings: [[(document: Int, count: Int)]] = []
    for (document, words) in documents.enumerated() {
      for word in words {
        guard let number = numbers[word] else {
          numbers[word] = postings.count
          postings.append([(document, 1)])
          continue
        }
        let last = postings[number].count - 1
        if postings[number][last].document == document {
          postings[number][last].count += 1
        } else {
          postings[number].append((document, 1))
        }
      }
    }
    return (numbers, postings)
  }

  /// How rare each word is, given the documents that have it.
  private static func rarities(
    _ counts: [Int], of documents: Int, _ weight: RarityWeight
  ) -> [Double] {
    let odds = counts.map { (Double(documents - $0) + 0.5) / (Double($0) + 0.5) }
    switch weight {
    case .positive: return odds.map { logarithm(1 + $0) }
    case .floored(let factor):
      let raw = odds.map(logarithm)
      let floor = raw.isEmpty ? 0 : factor * raw.reduce(0, +) / Double(raw.count)
      return raw.map { $0 < 0 ? floor : $0 }
    }
  }
}
