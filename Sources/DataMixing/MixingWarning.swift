import Statistics

/// What a reader of influences or of a new mix must know.
public enum MixingWarning: Sendable, Equatable {
  /// All influences have one sign, so all domains grow or all shrink: the model is not at an optimum of
  /// its training loss, where some would have to go up and others down.
  case sameSign
  /// Σα / Σ|α| is so far from 0: the model is not at an optimum, or the gradients of domains and of the
  /// training data come from different samples.
  case unbalanced(Double)
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
    for value in values {
      guard let interval = value.estimate.interval else {
        warnings.append(.withoutInterval(domain: value.domain))
        continue
      }
      if interval.contains(0) { warnings.append(.unresolved(domain: value.domain)) }
    }
    return warnings
  }
}
