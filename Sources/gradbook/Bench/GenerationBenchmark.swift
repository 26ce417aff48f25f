import LinearAlgebra
import Tensors
import Transformer

/// Times greedy decoding with random weights of SmolLM2-135M's shape, after prompts as long as eight GSM8K
/// questions.
struct GenerationBenchmark {
  /// How many tokens each text is continued by.
  let newTokens: Int
  /// Threads, each with texts of its own.
  let threads: Int
  private let decoder = BenchmarkModel.random()

  /// Tokens that may be random: no model reads them.
  private var prompts: [[Int32]] {
    let size = BenchmarkModel.design.vocabularySize
    return BenchmarkModel.lengths.prefix(8).enumerated().map { row, length in
      (0..<length.prompt).map { Int32(($0 * $0 * 7919 + row * 104_729) % size) }
    }
  }

  init(newTokens: Int, threads: Int) {
    (self.newTokens, self.threads) = (newTokens, threads)
  }

  /// New tokens a second, prompts and all, over eight texts.
  ///
  /// - Parameter inStep: How many texts each thread continues at once.
  /// - Returns: Tokens a second.
  /// - Throws: Nothing of its own.
  func speed(inStep: Int) throws -> Double {
    let prompts = prompts
    let recipe = GenerationRecipe(maxNewTokens: newTokens, inStep: inStep)
    let share = (prompts.count + threads - 1) / threads
    let time = try ContinuousClock().measure {
      _ = try concurrently((prompts.count + share - 1) / share) { thread in
        let own = thread * share..<min((thread + 1) * share, prompts.count)
        return decoder.greedy(Array(prompts[own]), recipe)
      }
    }
    return Double(prompts.count * newTokens) / time.seconds
  }
}
