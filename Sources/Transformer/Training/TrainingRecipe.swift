/// How a decoder is trained: the length, the schedule, the optimizer and how a batch is cut up.
///
/// Two runs with equal recipes, designs and batches end in the same bits on one machine, on any number
/// of threads.
public struct TrainingRecipe: Sendable, Equatable {
  /// How the learning rate falls from its peak after the warmup.
  public enum Decay: String, Sendable, CaseIterable {
    /// Along half a cosine (Loshchilov and Hutter, arXiv 1608.03983).
    case cosine
    /// Along a straight line.
    case linear
    /// Not at all.
    case constant
  }

  /// The number of updates, at least 1.
  public var steps: Int
  /// The peak of the learning rate, greater than 0.
  public var learningRate: Double
  /// The learning rate of the last update, absolute, from 0 to the peak; unused without decay.
  public var minimumLearningRate: Double
  /// The updates over which the learning rate rises to its peak, from 0 to `steps`.
  public var warmupSteps: Int
  /// How the learning rate falls after the warmup.
  public var decay: Decay
  /// The decoupled decay λ: each update first multiplies weights by 1 − λ · learning rate. It acts on
  /// matrices (projections, embeddings, positions and the head), never on norms and biases.
  public var weightDecay: Double
  /// The decay of the mean of gradients, from 0 to below 1.
  public var beta1: Double
  /// The decay of the mean of squared gradients, from 0 to below 1.
  public var beta2: Double
  /// Added to the root of the mean of squares, greater than 0.
  public var epsilon: Double
  /// The largest norm that the gradient of all parameters together may have; longer ones are scaled
  /// down to it. `nil` leaves them.
  public var gradientClip: Double?
  /// Decides the initial weights.
  public var seed: UInt64
  /// The partial sums that a batch's gradient is made of, at least 1: each is computed by one thread,
  /// and they are added in a fixed order. More threads than that do not help.
  public var partialGradients: Int
  /// The sequences that one pass stacks, at least 1.
  public var sequencesPerPass: Int

  /// Creates a recipe.
  public init(
    steps: Int, learningRate: Double, minimumLearningRate: Double = 0, warmupSteps: Int = 0,
    decay: Decay = .cosine, weightDecay: Double = 0.1, beta1: Double = 0.9, beta2: Double = 0.95,
    epsilon: Double = 1e-8, gradientClip: Double? = 1, seed: UInt64 = 0,
    partialGradients: Int = 4, sequencesPerPass: Int = 2
  ) {
    precondition(steps >= 1, "\(steps) steps")
    precondition(
      learningRate > 0 && (0...learningRate).contains(minimumLearningRate),
      "a learning rate from \(learningRate) down to \(minimumLearningRate)")
    precondition((0...steps).contains(warmupSteps), "\(warmupSteps) of \(steps) steps of warmup")
    precondition(weightDecay >= 0 && epsilon > 0, "decay \(weightDecay), epsilon \(epsilon)")
    precondition(
      (0..<1).contains(beta1) && (0..<1).contains(beta2), "betas \(beta1) and \(beta2)")
    precondition(gradientClip.map { $0 > 0 } ?? true, "gradients clipped to nothing")
    precondition(
      partialGradients >= 1 && sequencesPerPass >= 1,
      "\(partialGradients) partial gradients, \(sequencesPerPass) sequences in a pass")
    self.steps = steps
    self.learningRate = learningRate
    self.minimumLearningRate = minimumLearningRate
    self.warmupSteps = warmupSteps
    self.decay = decay
    self.weightDecay = weightDecay
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.gradientClip = gradientClip
    self.seed = seed
    self.partialGradients = partialGradients
    self.sequencesPerPass = sequencesPerPass
  }
}
