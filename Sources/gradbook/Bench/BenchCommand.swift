import ArgumentParser
import Foundation
import LinearAlgebra

/// `gradbook bench`: how fast spectra are, against what the arithmetic alone would take.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time layer-wise spectra against the speed of the matrix product.",
    discussion: """
      Runs a model of SmolLM2-135M's shape with random weights over 24 texts as long as eight GSM8K
      questions with no, simplified and detailed chain of thought. Needs no file and no network.
      """,
    subcommands: [
      AdapterBenchmarkCommand.self, CurvatureBenchmarkCommand.self, DiffBenchmarkCommand.self,
      GenerationBenchmarkCommand.self, InverseBenchmarkCommand.self,
      ProjectionsBenchmarkCommand.self,
      SelectionBenchmarkCommand.self, TrainingBenchmarkCommand.self,
    ])

  @Option(help: "Threads, one text each at a time.")
  var threads = 2

  @Option(help: "How often to go through the texts.")
  var rounds = 3

  func validate() throws {
    guard threads >= 1, rounds >= 1 else {
      throw ValidationError("--threads and --rounds must be at least 1.")
    }
  }

  func run() throws {
    NumericEnvironment.useOneThreadPerProduct()
    let environment = NumericEnvironment.current
    print(
      "\(environment.library), \(environment.kernels) kernels, \(counted(threads, "thread")) with "
        + "single-threaded products")
    print("round  Gflop/s  s/example  thread s  forward  loss  backward  spectra  floor s  ratio")
    let model = BenchmarkModel.random()
    var ratios: [Double] = []
    for round in 1...rounds {
      let result = SpectraBenchmark(model: model, threads: threads).run()
      print(line(round, result))
      ratios.append(result.ratio)
    }
    print("median ratio to the floor: \(fixed(ratios.sorted()[ratios.count / 2], 2))")
  }

  private func line(_ round: Int, _ result: SpectraBenchmark.Round) -> String {
    func share(_ part: Double) -> String { fixed(part / result.stages.total * 100, 0) + " %" }
    let fields: [(String, Int)] = [
      (String(round), 5), (fixed(result.speed.perThread / 1e9, 0), 9), (fixed(result.wall, 3), 11),
      (fixed(result.stages.total, 3), 10), (share(result.stages.forward), 9),
      (share(result.stages.loss), 6), (share(result.stages.backward), 10),
      (share(result.stages.spectra), 9), (fixed(result.floor, 3), 9), (fixed(result.ratio, 2), 7),
    ]
    return fields.map { text, width in
      String(repeating: " ", count: max(0, width - text.count)) + text
    }.joined()
  }

  private func fixed(_ value: Double, _ digits: Int) -> String {
    value.formatted(
      .number.precision(.fractionLength(digits)).grouping(.never).locale(
        .init(identifier: "en_US_POSIX")))
  }
}
