/// What stands for a candidate's gradient in the score (arXiv 2402.04333, table 9).
public enum GradientDirection: Sendable, Hashable {
  /// The step of Adam, with its moments.
  case adam(AdamDirection)
  /// The gradient itself: the step of stochastic gradient descent. Targets always have this one.
  case gradient
  /// The sign of each coordinate; 0 stays 0.
  case sign

  /// Turns a gradient into the direction.
  ///
  /// - Parameters:
  ///   - gradient: [n]; overwritten.
  ///   - first: Adam's first moment, [n]; not read by the others.
  ///   - second: Adam's second moment, [n]; not read by the others.
  ///   - step: The steps that made the moments.
  public func turn(
    _ gradient: inout [Float], first: [Float] = [], second: [Float] = [], step: Int = 0
  ) {
    switch self {
    case .adam(let adam): adam.turn(&gradient, first: first, second: second, step: step)
    case .gradient: break
    case .sign:
      var values = gradient.mutableSpan
      for i in 0..<values.count {
        let value = unsafe values[unchecked: i]
        // A NaN stays one, so that its row is marked.
        unsafe values[unchecked: i] = value > 0 ? 1 : value < 0 ? -1 : value
      }
    }
  }

  /// What a datastore records: equal texts mean equal directions.
  public var identity: String {
    switch self {
    case .adam(let adam):
      "adam \(adam.firstDecay) \(adam.secondDecay), epsilon \(adam.epsilon) "
        + "\(adam.epsilonPlacement.rawValue), \(adam.correctsBias ? "corrected" : "uncorrected")"
    case .gradient: "gradient"
    case .sign: "sign"
    }
  }
}
