import ArgumentParser
import LinearAlgebra

/// `gradbook bench generation`: how fast texts are continued.
struct GenerationBenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generation",
    abstract: "Time greedy decoding, one text at a time and several in step.",
    discussion: """
      Random weights of SmolLM2-135M's shape, eight prompts as long as GSM8K's questions. Needs no file \
      and no network. Tests/Oracles/generation_speed.py sets it beside transformers.
      """)

  @Option(help: "New tokens of each text.")
  var tokens = 32

  @Option(help: "Threads, each with texts of its own.")
  var threads = 2

  func validate() throws {
    guard threads >= 1, tokens >= 1 else {
      throw ValidationError("--threads and --tokens must be at least 1.")
    }
  }

  func run() throws {
    NumericEnvironment.useOneThreadPerProduct()
    let benchmark = GenerationBenchmark(newTokens: tokens, threads: threads)
    let (alone, inStep) = (try benchmark.speed(inStep: 1), try benchmark.speed(inStep: 8))
    print("{\"aloneSpeed\":\(alone),\"inStepSpeed\":\(inStep)}")
  }
}
