import ArgumentParser
import Foundation
import LinearAlgebra

/// `gradbook bench training`: how fast decoders train from scratch.
struct TrainingBenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training",
    abstract: "Time the training of small decoders from scratch.",
    discussion: """
      Trains decoders of about 0.5, 2 and 8 million parameters on batches of 16 random texts of 256 tokens \
      with a vocabulary of 2048. Tests/Oracles/training_speed.py sets it beside PyTorch.
      """)

  @Option(help: "Architectures: \(names(TrainingBenchmark.Architecture.self)).")
  var architecture: [TrainingBenchmark.Architecture] = TrainingBenchmark.Architecture.allCases

  @Option(help: "Sizes: \(names(TrainingBenchmark.Size.self)).")
  var size: [TrainingBenchmark.Size] = TrainingBenchmark.Size.allCases

  @Option(help: "Timed updates, after one that is not.")
  var steps = 4

  @Option(help: "Threads.")
  var threads = 2

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func validate() throws {
    guard threads >= 1, steps >= 1 else {
      throw ValidationError("--threads and --steps must be at least 1.")
    }
  }

  func run() throws {
    NumericEnvironment.useOneThreadPerProduct()
    for architecture in architecture {
      for size in size {
        let result = TrainingBenchmark.run(architecture, size, steps: steps, threads: threads)
        print(json ? object(architecture, size, result) : line(architecture, size, result))
      }
    }
  }

  private func line(
    _ architecture: TrainingBenchmark.Architecture, _ size: TrainingBenchmark.Size,
    _ result: TrainingBenchmark.Result
  ) -> String {
    let millions = (Double(result.parameters) / 1e5).rounded() / 10
    return "\(architecture.rawValue) \(size.rawValue): \(millions) M parameters, "
      + "\(Int(result.tokensPerSecond.rounded())) tokens/s"
  }

  private func object(
    _ architecture: TrainingBenchmark.Architecture, _ size: TrainingBenchmark.Size,
    _ result: TrainingBenchmark.Result
  ) -> String {
    "{\"architecture\":\"\(architecture.rawValue)\",\"size\":\"\(size.rawValue)\","
      + "\"parameters\":\(result.parameters),\"tokensPerSecond\":\(result.tokensPerSecond),"
      + "\"loss\":\(result.loss)}"
  }
}

extension TrainingBenchmark.Architecture: ExpressibleByArgument {}
extension TrainingBenchmark.Size: ExpressibleByArgument {}

private func names<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> String {
  type.allCases.map(\.rawValue).joined(separator: ", ")
}
