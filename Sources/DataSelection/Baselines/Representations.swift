public import Tensors

/// How the hidden states of an example become one row (RDS).
public enum RepresentationPooling: String, Sendable, Hashable, CaseIterable {
  /// The state at the last token, as the RDS of arXiv 2402.04333.
  case lastToken
  /// Σ t·h_t / Σ t over positions from 1, as RDS+ (arXiv 2503.01807): later states have read more.
  case positionWeighted
  /// The mean over positions.
  case mean

  /// The row of one example.
  ///
  /// - Parameter states: The last layer's hidden states, [T, h]; T at least 1.
  /// - Returns: [h].
  public func pooled(_ states: Matrix<Float>) -> [Float] {
    precondition(states.rows > 0, "hidden states of no token")
    let last = states.rows - 1
    let weights = (0..<states.rows).map { t -> Double in
      switch self {
      case .lastToken: t == last ? 1 : 0
      case .positionWeighted: Double(t + 1)
      case .mean: 1
      }
    }
    let total = weights.reduce(0, +)
    var sums = [Double](repeating: 0, count: states.columns)
    for (t, weight) in weights.enumerated() where weight > 0 {
      let row = states.values.span.extracting(states.range(ofRow: t))
      for i in 0..<row.count { sums[i] += Double(row[i]) * weight }
    }
    return sums.map { Float($0 / total) }
  }
}
