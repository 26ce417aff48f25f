import ArgumentParser
import LinearAlgebra

/// `gradbook bench`: how fast spectra are, against what the arithmetic alone would take.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time layer-wise spectra against the speed of the matrix product.",
    discussion: """
      Runs a model of SmolLM2-135M's shape with random weights over 24 texts as long as eight GSM8K
      questions with no, simplified and detailed chain of thought. Needs no file and no network.
      """)

  @Option(help: "Threads, one text each at a time.")
  var threads = 2

  @Option(help: "How often to go through the texts; the fastest round counts.")
  var rounds = 2

  mutating func run() throws {
    NumericEnvironment.useOneThreadPerProduct()
    let environment = NumericEnvironment.current
    print("\(environment.library), \(environment.kernels) kernels, \(threads) threads of one product each")
    let model = BenchmarkModel.random()
    for round in 1...max(rounds, 1) {
      let speed = ProductSpeed.measure(threads: threads)
      print("round \(round): " + SpectraBenchmark(model: model, threads: threads).run(speed: speed))
    }
  }
}
