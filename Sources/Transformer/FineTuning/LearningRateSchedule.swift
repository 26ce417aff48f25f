import Foundation

/// The learning rates of a run as Hugging Face's `get_linear_schedule_with_warmup`,
/// `get_cosine_schedule_with_warmup` and `get_constant_schedule_with_warmup` give them.
///
/// With p the peak, w the warmup and n the number of updates, update s takes p·(s − 1)/w while s ≤ w: the
/// first takes 0. From there on, with f = (s − 1 − w)/(n − w), it takes p·(1 − f), p·(1 + cos πf)/2, or p.
/// `TrainingRecipe`'s schedule begins and ends one update later.
public struct LearningRateSchedule: Sendable, Equatable {
  /// The peak, greater than 0.
  public let peak: Double
  /// How the learning rate falls after the warmup.
  public let decay: TrainingRecipe.Decay
  /// The number of updates, at least 1.
  public let steps: Int
  /// The updates of the warmup.
  public let warmupSteps: Int

  /// Creates a schedule.
  ///
  /// - Parameters:
  ///   - peak: The peak, greater than 0.
  ///   - decay: How the learning rate falls after the warmup.
  ///   - steps: The number of updates, at least 1.
  ///   - warmupRatio: The share of the updates over which the learning rate rises, from 0 to 1; rounded
  ///     up to a whole update.
  public init(peak: Double, decay: TrainingRecipe.Decay, steps: Int, warmupRatio: Double) {
    precondition(peak > 0 && steps >= 1, "a peak of \(peak) over \(steps) updates")
    precondition((0...1).contains(warmupRatio), "a warmup of \(warmupRatio)")
    self.peak = peak
    self.decay = decay
    self.steps = steps
    warmupSteps = Int((warmupRatio * Double(steps)).rounded(.up))
  }

  /// The learning rate of an update, the first being 1.
  public func rate(atStep step: Int) -> Double {
    precondition(step >= 1, "update \(step); the first is 1")
    let before = step - 1
    if before < warmupSteps { return peak * Double(before) / Double(warmupSteps) }
    let behind = Double(before - warmupSteps) / Double(max(1, steps - warmupSteps))
    switch decay {
    case .linear: return peak * max(0, 1 - behind)
    case .cosine: return peak * max(0, (1 + cos(.pi * behind)) / 2)
    case .constant: return peak
    }
  }

  /// The mean learning rate of some updates: LESS's weight of the checkpoint after the last of them.
  public func meanRate(atSteps steps: ClosedRange<Int>) -> Double {
    steps.reduce(0) { $0 + rate(atStep: $1) } / Double(steps.count)
  }
}
