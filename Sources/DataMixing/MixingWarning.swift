import Statistics

/// What a reader of influences or of a new mix must know.
public enum MixingWarning: Sendable, Equatable {
  /// All influences have one sign, so all domains grow or all shrink: the model is not at an optimum of
  /// its training loss, where some would have to go up and others down.
  case sameSign
  /// Σα / Σ|α| is so far from 0: the model is not at an optimum, or the gradients of domains and of the
  /// training data come from different samples.
  case unbalanced(Double)
  /// No interval leaves out zero: the mixture cannot be improved on this evidence.
  case nothingResolved
  /// The interval of a domain's influence covers zero: whether it helps is not known.
  case unresolved(domain: String)
  /// The influence of a domain has no interval.
  case withoutInterval(domain: String)
  /// A domain that had rows has none any more; it never comes back.
  case emptied(domain: String)
  /// A domain takes so many times its rows, beyond the fourfold repetition that was found to be nearly as
  /// good as new data (Muennighoff et al. 2023, arXiv 2305.16264).
  case oftenRepeated(domain: String, times: Double)

  /// What is to be said of influences, in the order of the cases.
  static func about(
    _ values: [DomainInfluences.Value], imbalance: Double?, tolerance: Double
  ) -> [MixingWarning] {
    var warnings: [MixingWarning] = []
    let alphas = values.map(\.alpha)
    if alphas.count > 1, alphas.allSatisfy({ $0 > 0 }) || alphas.allSatisfy({ $0 < 0 }) {
      warnings.append(.sameSign)
    }
    if let imbalance, abs(imbalance) > tolerance { warnings.append(.unbalanced(imbalance)) }
    let known = values.filter { $0.estimate.interval != nil }
    let open = known.filter { $0.estimate.interval?.contains(0) ?? false }
    if !known.isEmpty, open.count == known.count {
      warnings.append(.nothingResolved)
    } else {
      warnings += open.map { .unresolved(domain: $0.domain) }
    }
    return warnings
      + values.filter { $0.estimate.interval == nil }.map { .withoutInterval(domain: $0.domain) }
  }

  /// What is to be said of the rows that domains get.
  ///
  /// - Parameters:
  ///   - counts: The rows that each domain gets.
  ///   - before: How many it got before.
  ///   - domains: The name of each domain, and the different rows that it has.
  /// - Returns: Warnings, in the order of the domains.
  public static func about(
    _ counts: [Int], before: [Int], domains: [(name: String, rows: Int)]
  ) -> [MixingWarning] {
    precondition(
      counts.count == domains.count && before.count == domains.count,
      "\(counts.count) counts, \(before.count) before, \(domains.count) domains")
    return domains.indices.compactMap { index in
      let (count, domain) = (counts[index], domains[index])
      if count == 0 { return before[index] > 0 ? .emptied(domain: domain.name) : nil }
      let times = Double(count) / Double(max(domain.rows, 1))
      return times > 4 ? .oftenRepeated(domain: domain.name, times: times) : nil
    }
  }
}
