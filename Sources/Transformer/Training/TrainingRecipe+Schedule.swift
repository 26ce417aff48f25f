import Foundation

extension TrainingRecipe {
  /// The learning rate of one update.
  ///
  /// With p the peak, m the minimum, w the warmup and n the number of steps, update s takes p·s/w up to
  /// s = w. From there on, with f = (s − w)/(n − w) the part of the decay that is behind, it takes
  /// m + (p − m)·(1 + cos πf)/2, or p + (m − p)·f, or p. No update takes 0 unless m is 0.
  ///
  /// - Parameter step: The update, the first being 1; beyond the last it stays that of the last.
  /// - Returns: The learning rate.
  public func learningRate(atStep step: Int) -> Double {
    precondition(step >= 1, "update \(step); the first is 1")
    if step < warmupSteps { return learningRate * Double(step) / Double(warmupSteps) }
    guard step > warmupSteps, steps > warmupSteps else { return learningRate }
    let behind = min(1, Double(step - warmupSteps) / Double(steps - warmupSteps))
    let span = learningRate - minimumLearningRate
    switch decay {
    case .cosine: return minimumLearningRate + span * (1 + cos(.pi * behind)) / 2
    case .linear: return learningRate - span * behind
    case .constant: return learningRate
    }
  }
}
