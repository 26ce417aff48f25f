public import LinearAlgebra

/// All that training goes on from: weights, the moments of the optimizer, and how far it is.
///
/// Saved value by value and restored, it goes on to the same bits as if it had never stopped.
public struct TrainingState<Element: BLASScalar>: Sendable {
  /// The weights.
  public var weights: ResidentWeights<Element>
  /// The running mean of each gradient.
  public var firstMoments: ParameterValues<Element>
  /// The running mean of each squared gradient.
  public var secondMoments: ParameterValues<Element>
  /// The updates that were done.
  public var step: Int

  /// Creates the state before the first update, with moments of zero.
  public init(_ weights: ResidentWeights<Element>) {
    self.weights = weights
    firstMoments = ParameterValues(zeros: weights.design)
    secondMoments = firstMoments
    step = 0
  }
}

/// What one update reports.
public struct StepRecord: Sendable, Equatable {
  /// The update, the first being 1.
  public var step: Int
  /// The mean loss of the batch before the update, over all predicted tokens, in nats.
  public var loss: Double
  /// The norm of the gradient of all parameters together, before it is clipped.
  public var gradientNorm: Double
  /// The learning rate of the update.
  public var learningRate: Double
  /// The tokens of the batch.
  public var tokens: Int

  /// Whether loss and gradient are finite. Where they are not, training has diverged: nothing was
  /// updated, and the step does not count.
  public var isFinite: Bool { loss.isFinite && gradientNorm.isFinite }
}
