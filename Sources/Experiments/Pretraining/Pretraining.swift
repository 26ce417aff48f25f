import Architectures
import Diagnostics
import LinearAlgebra
import Tokenization
import Transformer

/// A training under way.
struct Pretraining {
  private let recipe: PretrainRecipe
  private var trainer: Trainer<Float>
  private var batches: BatchReader
  private let heldOut: PackedTokens
  private(set) var log: TrainingLog
  private var pace: TrainingPace

  /// Prepares a training, or goes on with one.
  ///
  /// - Parameters:
  ///   - recipe: The recipe.
  ///   - texts: What is trained on, and what is held out.
  ///   - tokenizerJSON: The tokenizer.
  ///   - threads: The threads to work with.
  ///   - draft: What an earlier training of the same recipe and text kept; anything else is ignored.
  /// - Throws: `Problem` if the text is too short.
  init(
    _ recipe: PretrainRecipe, texts: HeldOutText, tokenizerJSON: [UInt8], threads: Int,
    draft: [UInt8]?
  ) throws {
    let tokenizer = try Tokenizer(tokenizerJSON: tokenizerJSON)
    func packed(_ texts: [String]) throws -> PackedTokens {
      PackedTokens(
        try TokenizedText.tokens(texts, tokenizer, end: 0), context: recipe.context,
        seed: UInt64(recipe.seed))
    }
    let training = try packed(texts.training)
    heldOut = try packed(texts.heldOut)
    guard training.count >= recipe.batch, heldOut.count > 0 else {
      throw Problem.textTooShort(
        tokens: training.tokenCount + heldOut.tokenCount, context: recipe.context,
        batch: recipe.batch)
    }
    let design = recipe.design
    let known = draft.flatMap { TrainingDraft(bytes: $0, design: design) }
    self.recipe = recipe
    batches = BatchReader(training, size: recipe.batch)
    log =
      known?.log
      ?? TrainingLog(
        tokensPerStep: recipe.batch * recipe.context, parameters: design.parameterCount)
    trainer = Trainer(
      design: design, recipe: recipe.training, state: known?.state, threads: threads)
    pace = TrainingPace(startingAt: trainer.state.step)
  }

  var isDone: Bool { trainer.state.step >= recipe.steps }

  /// What to go on from.
  var draft: TrainingDraft { TrainingDraft(state: trainer.state, log: log) }

  /// For a line of progress: `step 480 of 976, loss 3.214, 14200 tokens/s`.
  var words: String {
    let step = trainer.state.step
    let loss = log.losses.last.map { ", loss \(thousandths($0))" } ?? ""
    let rate = pace.stepsPerSecond(at: step).map {
      ", \(Int(($0 * Double(log.tokensPerStep)).rounded())) tokens/s"
    }
    return "step \(step) of \(recipe.steps)\(loss)\(rate ?? "")"
  }

  /// Does one update.
  ///
  /// - Throws: `Problem` if loss or gradient are no longer numbers.
  mutating func step() throws {
    let step = trainer.state.step + 1
    let record = trainer.step(batches.batch(ofStep: step))
    guard record.isFinite else { throw Problem.diverged(step: step, rate: recipe.learningRate) }
    log.append(loss: record.loss, learningRate: record.learningRate)
  }

  /// What the training came to.
  ///
  /// - Throws: `Problem` if the architecture is one that we do not write.
  func checkpoint(tokenizerJSON: [UInt8]) throws -> TrainedCheckpoint {
    var log = log
    let weights = trainer.state.weights
    log.heldOutLoss = try heldOutLoss(weights)
    return try TrainedCheckpoint(weights, recipe: recipe, tokenizerJSON: tokenizerJSON, log: log)
  }

  /// The mean loss over the first sequences that were held out, in nats a token.
  private func heldOutLoss(_ weights: ResidentWeights<Float>) throws -> Double {
    let decoder = Decoder(weights: weights, maxLength: recipe.context)
    let losses = try concurrently(min(64, heldOut.count)) { index in
      decoder.loss(decoder.forward(heldOut[index], retention: .inputs), responseStart: 1).mean
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  private func thousandths(_ value: Double) -> String {
    let whole = Int((value * 1000).rounded())
    let digits = String(whole % 1000)
    return "\(whole / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}

/// How fast a training goes, since it began or went on.
private struct TrainingPace {
  private let firstStep: Int
  private let start = ContinuousClock.now

  init(startingAt step: Int) { firstStep = step }

  func stepsPerSecond(at step: Int) -> Double? {
    let seconds = start.duration(to: .now) / .seconds(1)
    return step > firstStep && seconds > 0 ? Double(step - firstStep) / seconds : nil
  }
}

extension Problem {
  static func diverged(step: Int, rate: Double) -> Problem {
    Problem(
      "The training diverged: in update \(step) the loss or its gradient is no longer a number.",
      found: "a learning rate of \(rate)",
      remedy: "Lower 'learningRate', or raise 'warmup'.")
  }
}
