/// What is added to every eigenvalue of a curvature before it is inverted.
public enum Damping: Sendable, Equatable {
  /// So much of the mean eigenvalue of the layer; 0.1 is the custom (Grosse et al. 2023, arXiv
  /// 2308.03296). Influences are then the same, up to a factor, whatever the loss is scaled by.
  case relative(Double)
  /// So much.
  case absolute(Double)

  /// The damping of eigenvalues: at least 0.
  public func amount(for eigenvalues: [Double]) -> Double {
    switch self {
    case .absolute(let amount):
      precondition(amount >= 0 && amount.isFinite, "a damping of \(amount)")
      return amount
    case .relative(let share):
      precondition(share >= 0 && share.isFinite, "a damping of \(share) of the mean")
      return share * eigenvalues.reduce(0, +) / Double(max(eigenvalues.count, 1))
    }
  }
}
