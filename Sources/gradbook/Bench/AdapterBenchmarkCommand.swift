import ArgumentParser
import LinearAlgebra

/// `gradbook bench adapters`: how fast adapters train, and gradients of single examples come.
struct AdapterBenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adapters",
    abstract: "Time the training of LESS's adapters, and gradients of single examples.",
    discussion: """
      Random weights of SmolLM2-135M's shape with adapters of rank 128 on q, k, v and o; batches of four \
      texts as long as those of LESS's warmup, or of another length. Needs no file and no network. \
      Tests/Oracles/lora_speed.py sets it beside peft.
      """)

  @Option(help: "Timed updates, after one that is not.")
  var steps = 2

  @Option(help: "Threads of the updates; gradients of single examples take all cores.")
  var threads = 2

  @Option(help: "Tokens of each text.")
  var length = 371

  @Option(help: "Scored tokens of each text, its last.")
  var response = 105

  func validate() throws {
    guard threads >= 1, steps >= 1 else {
      throw ValidationError("--threads and --steps must be at least 1.")
    }
    guard response >= 1, response < length else {
      throw ValidationError("--response must be at least 1 and below --length.")
    }
  }

  func run() throws {
    NumericEnvironment.useOneThreadPerProduct()
    var benchmark = AdapterBenchmark(threads: threads, length: length, response: response)
    let result = try benchmark.run(steps: steps)
    print(
      "{\"parameters\":\(result.parameters),\"trainingSpeed\":\(result.trainingSpeed),"
        + "\"gradientSpeed\":\(result.gradientSpeed),\"stackedSpeed\":\(result.stackedSpeed),"
        + "\"loss\":\(result.loss)}")
  }
}
