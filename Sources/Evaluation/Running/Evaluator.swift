import Diagnostics
import Foundation
public import LinearAlgebra
public import Transformer

/// A decoder that is put to the test, whatever its weights: trained, adapted or as they were.
///
/// All cores take part, each with a few texts at a time; no result depends on how many, or on what texts
/// are beside another.
public struct Evaluator<Element: BLASScalar>: Sendable {
  /// The model.
  public let decoder: Decoder<Element>
  /// How many texts a core runs in step.
  public let inStep: Int

  /// Creates an evaluator.
  ///
  /// - Parameters:
  ///   - decoder: The model, for texts as long as those that will be asked.
  ///   - inStep: How many texts a core runs in step, at least 1. More are faster where weights are
  ///     streamed or texts generated, and need more memory.
  public init(_ decoder: Decoder<Element>, inStep: Int = 8) {
    precondition(inStep >= 1, "\(inStep) texts in step")
    self.decoder = decoder
    self.inStep = inStep
  }

  /// The losses of held-out examples.
  ///
  /// - Parameter examples: Texts of which some tokens are scored.
  /// - Returns: Their losses, in order.
  /// - Throws: `Problem` if a text is too long for the model.
  public func losses(of examples: [TrainingExample]) throws -> HeldOutLoss {
    try check(examples.map(\.tokens.count))
    return HeldOutLoss(try grouped(examples) { group in group.inStepLosses(decoder) })
  }

  /// The likelihoods of the choices of questions.
  ///
  /// - Parameter questions: Questions with their choices.
  /// - Returns: Their scores, in order.
  /// - Throws: `Problem` if a text is too long for the model.
  public func choices(of questions: [ChoiceQuestion]) throws -> [ChoiceScores] {
    try check(questions.map(\.length))
    return try grouped(questions) { group in
      zip(group, decoder.losses(of: group.map(\.texts))).map { question, losses in
        ChoiceScores(
          logLikelihoods: losses.map { -$0.reduce(0, +) }, tokens: losses.map(\.count),
          answer: question.answer)
      }
    }
  }

  /// Likeliest continuations of prompts.
  ///
  /// - Parameters:
  ///   - prompts: Token ids of each.
  ///   - recipe: When to stop; `inStep` is the evaluator's.
  ///   - condition: Asked after each new token with the index of the prompt and all new tokens; a text for
  ///     which it is true ends with them. On any thread.
  /// - Returns: How each goes on, in order.
  /// - Throws: `Problem` if a prompt has no token, or too many for the model and the new tokens.
  public func generations(
    of prompts: [[Int32]], _ recipe: GenerationRecipe,
    stoppingWhen condition: (@Sendable (_ prompt: Int, _ tokens: [Int32]) -> Bool)? = nil
  ) throws -> [Generation] {
    if let empty = prompts.firstIndex(where: \.isEmpty) {
      throw Problem.emptyPrompt(example: empty)
    }
    try check(prompts.map { $0.count + recipe.maxNewTokens })
    let recipe = GenerationRecipe(
      maxNewTokens: recipe.maxNewTokens, stopTokens: recipe.stopTokens, inStep: inStep)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    // A core that has four times as many texts as it runs in step seldom runs fewer.
    let size = max(1, min(4 * inStep, (prompts.count + cores - 1) / cores))
    return try grouped(Array(prompts.enumerated()), size: size) { group in
      decoder.greedy(group.map(\.element), recipe) { place, tokens in
        condition?(group[place].offset, tokens) ?? false
      }
    }
  }

  /// The results of groups of neighbours, in order, on all cores.
  private func grouped<Item: Sendable, Result: Sendable>(
    _ items: [Item], size: Int? = nil, _ body: @Sendable ([Item]) throws -> [Result]
  ) throws -> [Result] {
    let size = size ?? inStep
    let starts = Array(stride(from: 0, to: items.count, by: size))
    return try concurrently(starts.count) { index in
      try body(Array(items[starts[index]..<min(starts[index] + size, items.count)]))
    }.flatMap { $0 }
  }

  private func check(_ lengths: [Int]) throws {
    let limit = decoder.positionLimit
    if let example = lengths.firstIndex(where: { $0 > limit }) {
      throw Problem.tooLong(lengths[example], limit: limit, example: example)
    }
  }
}
