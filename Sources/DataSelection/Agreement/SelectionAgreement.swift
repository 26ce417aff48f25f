import Statistics

/// How far two selections agree.
public enum SelectionAgreement {
  /// |A ∩ B| / |A ∪ B|, from 0 to 1; 1 for two that are empty.
  public static func jaccard(_ a: [Int], _ b: [Int]) -> Double {
    let (first, second) = (Set(a), Set(b))
    let union = first.union(second).count
    return union == 0 ? 1 : Double(first.intersection(second).count) / Double(union)
  }

  /// The part of the first k of one order that is among the first k of the other, from 0 to 1.
  ///
  /// - Parameters:
  ///   - k: At least 1 and at most the length of the shorter order.
  ///   - a: An order, best first.
  ///   - b: Another.
  /// - Returns: The part.
  public static func overlap(at k: Int, _ a: [Int], _ b: [Int]) -> Double {
    precondition(k >= 1 && k <= min(a.count, b.count), "the first \(k) of \(a.count), \(b.count)")
    return Double(Set(a.prefix(k)).intersection(b.prefix(k)).count) / Double(k)
  }

  /// What `overlap(at:_:_:)` is expected to be by chance: k / n.
  public static func overlapByChance(at k: Int, of n: Int) -> Double { Double(k) / Double(n) }

  /// Spearman's rank correlation of the scores that are finite on both sides.
  ///
  /// - Returns: From −1 to 1, and the number of examples that it is over; `nil` for fewer than two, or
  ///   where all are equal on one side.
  public static func spearman(_ a: [Double], _ b: [Double]) -> (rho: Double, count: Int)? {
    precondition(a.count == b.count, "\(a.count) scores and \(b.count)")
    let pairs = zip(a, b).filter { $0.isFinite && $1.isFinite }
    return spearmanCorrelation(pairs.map(\.0), pairs.map(\.1)).map { ($0, pairs.count) }
  }

  /// The part of the wanted examples that a selection has, from 0 to 1.
  public static func recall(_ selection: [Int], of wanted: Set<Int>) -> Double {
    precondition(!wanted.isEmpty, "the recall of nothing")
    return Double(wanted.intersection(selection).count) / Double(wanted.count)
  }
}
