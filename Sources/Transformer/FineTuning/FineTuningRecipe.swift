/// How a decoder or its adapters are trained on examples: by default as LESS warms up (Xia et al., arXiv
/// 2402.04333).
///
/// Two runs with equal recipes, examples and starts end in the same bits on one machine, on any number of
/// threads.
public struct FineTuningRecipe: Sendable, Equatable {
  /// Over what the loss of a batch is a mean.
  public enum Mean: String, Sendable, CaseIterable {
    /// Over all scored tokens of the batch: Hugging Face's Trainer since transformers 4.46, which divides
    /// by the number of scored tokens of all accumulated parts.
    case tokens
    /// Over the examples, of each the mean over its scored tokens: what the Trainer did before with one
    /// example a part, as in the published runs of LESS.
    case examples
  }

  /// How often each example is seen, at least 1.
  public var epochs = 4
  /// The examples of an update, at least 1: the product of a Trainer's batch, accumulation steps and
  /// processes. The last batch of an epoch may be smaller.
  public var batchSize = 128
  /// The peak of the learning rate, greater than 0.
  public var learningRate = 2e-5
  /// The share of the updates over which the learning rate rises, from 0 to 1.
  public var warmupRatio = 0.03
  /// How the learning rate falls to 0 after the warmup.
  public var decay = TrainingRecipe.Decay.linear
  /// The decoupled decay λ: each update first multiplies weights by 1 − λ · learning rate. It acts on
  /// matrices, adapters among them, never on norms and biases.
  public var weightDecay = 0.0
  /// The decay of the mean of gradients, from 0 to below 1.
  public var beta1 = 0.9
  /// The decay of the mean of squared gradients, from 0 to below 1.
  public var beta2 = 0.999
  /// Added to the root of the mean of squares, greater than 0.
  public var epsilon = 1e-8
  /// The largest norm that the gradient of all trained parameters together may have; `nil` for any.
  public var gradientClip: Double? = 1
  /// Over what the loss is a mean.
  public var mean = Mean.tokens
  /// Decides the order of the examples and what is dropped.
  public var seed: UInt64 = 0
  /// The partial sums that a batch's gradient is made of, at least 1: each is computed by one thread,
  /// and they are added in a fixed order. More threads than that do not help.
  public var partialGradients = 4
  /// The most examples that one pass stacks, at least 1; one where the loss is a mean over examples.
  public var examplesPerPass = 1
  /// The most tokens of a pass that stacks several examples; `nil` for any.
  public var tokensPerPass: Int?
  /// What a pass keeps between forward and backward: memory against time. The bits are the same.
  public var retention = Retention.everything

  /// Creates the recipe of LESS's warmup.
  public init() {}

  /// The updates of one epoch.
  ///
  /// - Parameter examples: The number of examples, at least 1.
  /// - Returns: The number of batches, the last of which may be smaller.
  public func stepsPerEpoch(examples: Int) -> Int { (examples - 1) / batchSize + 1 }

  /// The learning rates of a run over so many examples.
  public func schedule(examples: Int) -> LearningRateSchedule {
    LearningRateSchedule(
      peak: learningRate, decay: decay, steps: epochs * stepsPerEpoch(examples: examples),
      warmupRatio: warmupRatio)
  }

  /// The examples of one update: batch by batch through an order of all examples that seed and epoch
  /// decide.
  ///
  /// - Parameters:
  ///   - step: The update, the first being 1.
  ///   - examples: The number of examples, at least 1.
  /// - Returns: Indices of examples.
  public func batch(atStep step: Int, examples: Int) -> [Int] {
    precondition(step >= 1 && examples >= 1, "update \(step) of \(examples) examples")
    let (epoch, part) = (step - 1).quotientAndRemainder(
      dividingBy: stepsPerEpoch(examples: examples))
    let order = KeyedNumbers(seed: seed, key: 7 << 48 | UInt64(epoch)).order(of: examples)
    return Array(order.dropFirst(part * batchSize).prefix(batchSize))
  }

  func rule<Element>(
    _ schedule: LearningRateSchedule, step: Int, gradientNorm: Double
  ) -> AdamW<Element> {
    AdamW(
      rate: schedule.rate(atStep: step), weightDecay: weightDecay, beta1: beta1, beta2: beta2,
      epsilon: epsilon, gradientClip: gradientClip, step: step, gradientNorm: gradientNorm)
  }

  func check() {
    precondition(epochs >= 1 && batchSize >= 1, "\(epochs) epochs in batches of \(batchSize)")
    precondition(weightDecay >= 0 && epsilon > 0, "decay \(weightDecay), epsilon \(epsilon)")
    precondition(
      (0..<1).contains(beta1) && (0..<1).contains(beta2), "betas \(beta1) and \(beta2)")
    precondition(gradientClip.map { $0 > 0 } ?? true, "gradients clipped to nothing")
    precondition(
      partialGradients >= 1 && examplesPerPass >= 1,
      "\(partialGradients) partial gradients, \(examplesPerPass) examples in a pass")
  }
}

extension KeyedNumbers {
  /// A random order of 0 to `count` − 1 (Fisher and Yates; Durstenfeld, 1964).
  func order(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in order.indices.dropFirst().reversed() {
      // The upper half of a product of 128 bits is below its factor, and uniform up to count / 2⁶⁴.
      let place = bits(at: last).multipliedFullWidth(by: UInt64(last) + 1).high
      order.swapAt(last, Int(place))
    }
    return order
  }
}
