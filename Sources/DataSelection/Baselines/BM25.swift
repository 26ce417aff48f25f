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
  /// For each word, the documents that have it and how often, in order.
  private let postings: [String: [(document: Int, count: Int)]]
  private let rarities: [String: Double]
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
    var postings: [String: [(document: Int, count: Int)]] = [:]
    var order: [String] = []
    for (index, words) in documents.enumerated() {
      for word in words {
        let known = postings[word]
        if known == nil { order.append(word) }
        if let known, known[known.count - 1].document == index {
          postings[word]?[known.count - 1].count += 1
        } else {
          postings[word, default: []].append((index, 1))
        }
      }
    }
    self.postings = postings
    rarities = BM25.rarities(order, postings.mapValues(\.count), of: documents.count, rarity)
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
      guard let rarity = rarities[word] else { continue }
      for (document, count) in postings[word] ?? [] {
        let f = Double(count)
        scores[document] += rarity * f * (saturation + 1) / (f + norms[document])
      }
    }
    return scores
  }

  /// Words in the order of their first occurrence, so that the mean has the same bits every time.
  private static func rarities(
    _ order: [String], _ counts: [String: Int], of documents: Int, _ weight: RarityWeight
  ) -> [String: Double] {
    let raw = order.map { word in
      let n = Double(counts[word] ?? 0)
      let odds = (Double(documents) - n + 0.5) / (n + 0.5)
      return switch weight {
      case .positive: logarithm(1 + odds)
      case .floored: logarithm(odds)
      }
    }
    var values = raw
    if case .floored(let factor) = weight, !raw.isEmpty {
      let floor = factor * raw.reduce(0, +) / Double(raw.count)
      values = raw.map { $0 < 0 ? floor : $0 }
    }
    return Dictionary(uniqueKeysWithValues: zip(order, values))
  }
}
