/// The area under the ROC curve: the probability that a value of `positives` is above one of
/// `negatives`, ties counted half. From 0 to 1; 0.5 where the groups do not differ.
///
/// It is the Mann–Whitney U over the number of pairs. `nil` where a group is empty or a value is not
/// finite.
public func areaUnderROC(positives: [Double], negatives: [Double]) -> Double? {
  guard !positives.isEmpty, !negatives.isEmpty, let ranks = ranks(of: positives + negatives) else {
    return nil
  }
  let (n, m) = (Double(positives.count), Double(negatives.count))
  // Ranks are multiples of a half, so this sum is exact.
  return (ranks.prefix(positives.count).reduce(0, +) - n * (n + 1) / 2) / (n * m)
}

/// Cliff's delta: the probability that a value of `first` is above one of `second`, less that it is
/// below. From −1 to 1; `nil` where a group is empty or a value is not finite.
public func cliffsDelta(_ first: [Double], _ second: [Double]) -> Double? {
  areaUnderROC(positives: first, negatives: second).map { 2 * $0 - 1 }
}
