import LinearAlgebra
import Tensors
import Transformer

/// Times the training of LESS's adapters beside random weights of SmolLM2-135M's shape, on random examples
/// of one length.
struct AdapterBenchmark {
  static let batchSize = 4

  /// What was measured.
  struct Result {
    /// The numbers that are trained.
    var parameters: Int
    /// Tokens a second of updates.
    var trainingSpeed: Double
    /// Tokens a second of gradients of single examples, with nothing dropped.
    var gradientSpeed: Double
    /// The same where the examples of a batch go through the model as one stack.
    var stackedSpeed: Double
    /// The loss of the last update.
    var loss: Double
  }

  private var tuner: FineTuner<AdapterTarget<Float>>
  private let examples: [TrainingExample]

  /// Does one untimed update, so that all memory has been touched.
  ///
  /// - Parameters:
  ///   - threads: The threads of the updates.
  ///   - length: The tokens of each example.
  ///   - response: The scored ones, its last.
  init(threads: Int, length: Int, response: Int) {
    let target = AdapterTarget(BenchmarkModel.random().weights, lora: LoRADesign())
    var recipe = FineTuningRecipe()
    (recipe.epochs, recipe.batchSize) = (1000, Self.batchSize)
    // As many partial gradients as threads: each has its own sums.
    recipe.partialGradients = threads
    let size = BenchmarkModel.design.vocabularySize
    examples = (0..<Self.batchSize).map { row in
      TrainingExample(
        tokens: (0..<length).map { Int32(($0 * $0 * 7919 + row * 104_729) % size) },
        responseStart: length - response)
    }
    tuner = FineTuner(
      target: target, recipe: recipe, examples: examples, state: target.initialState(seed: 0),
      threads: threads)
    tuner.step()
  }

  /// Times some updates, then as many gradients of single examples as they had.
  mutating func run(steps: Int) throws -> Result {
    let count = steps * Self.batchSize
    let clock = ContinuousClock()
    var loss = 0.0
    let training = clock.measure { for _ in 1...steps { loss = tuner.step().loss } }
    let weights = AdaptedWeights(
      tuner.target.base, lora: tuner.target.lora, adapters: tuner.state.values)
    let length = examples[0].tokens.count
    let tables = RotaryTables<Float>(design: weights.design, maxLength: length)
    let examples = examples
    let gradients = try clock.measure {
      _ = try concurrently(count) {
        weights.gradient(of: examples[$0 % examples.count], tables: tables).loss
      }
    }
    let stacked = try clock.measure {
      _ = try concurrently(steps) { _ in
        weights.gradients(stacked: examples, tables: tables).map(\.loss)
      }
    }
    let tokens = Double(count * length)
    return Result(
      parameters: tuner.state.values.count, trainingSpeed: tokens / training.seconds,
      gradientSpeed: tokens / gradients.seconds, stackedSpeed: tokens / stacked.seconds, loss: loss)
  }
}
