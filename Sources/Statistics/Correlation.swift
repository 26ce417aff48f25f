/// Pearson's correlation of paired values, from −1 to 1.
///
/// `nil` for fewer than two pairs, for values of which all are equal on one side, and for a value that
/// is not finite.
public func pearsonCorrelation(_ first: [Double], _ second: [Double]) -> Double? {
  requireSameCount(first.count, second.count)
  guard let a = scaledDeviations(first), let b = scaledDeviations(second) else { return nil }
  return min(max(dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot(), -1), 1)
}

/// Spearman's rank correlation of paired values, ties sharing their mean rank; `nil` as for
/// `pearsonCorrelation`.
public func spearmanCorrelation(_ first: [Double], _ second: [Double]) -> Double? {
  requireSameCount(first.count, second.count)
  guard let a = ranks(of: first), let b = ranks(of: second) else { return nil }
  return pearsonCorrelation(a, b)
}

/// The values less their mean, over the largest magnitude, so that their squares neither overflow nor
/// vanish.
private func scaledDeviations(_ values: [Double]) -> [Double]? {
  guard values.count >= 2, let centre = mean(of: values) else { return nil }
  let rest = values.map { $0 - centre }
  guard let largest = rest.lazy.map(abs).max(), largest > 0, largest.isFinite else { return nil }
  return rest.map { $0 / largest }
}
