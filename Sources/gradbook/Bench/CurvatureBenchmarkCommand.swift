import ArgumentParser
import Curvature
import Foundation
import LinearAlgebra
import Transformer

/// `gradbook bench curvature`: how fast curvature is taken, and influence through its inverse.
struct CurvatureBenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curvature",
    abstract: "Time curvature factors and influence scores, part by part.",
    discussion: """
      EK-FAC of the MLPs of the last blocks of random weights of SmolLM2-135M's shape, on texts of which \
      every token is scored, and influences of the same texts on queries. Prints a JSON object for each \
      part: covariances, eigenvectors, moments, queries, scores. Needs no file and no network. \
      Tests/Oracles/curvature_speed.py sets it beside kronfluence.
      """)

  @Option(help: "Texts that the curvature is taken from and that are scored.")
  var examples = 8

  @Option(help: "Tokens of each text.")
  var length = 256

  @Option(help: "How many blocks, from the last.")
  var layers = 15

  @Option(help: "Texts in work at once.")
  var threads = 2

  @Option(help: "Texts that influence is measured on.")
  var queries = 4

  func validate() throws {
    guard examples >= 1, length >= 2, threads >= 1, queries >= 1, (1...30).contains(layers) else {
      throw ValidationError(
        "--examples, --threads and --queries must be at least 1, --length 2, --layers 1 to 30.")
    }
  }

  func run() throws {
    NumericEnvironment.useOneThreadPerProduct()
    let count = BenchmarkModel.design.blocks.count
    let collector = CurvatureCollector(
      model: BenchmarkModel.random(),
      recipe: CurvatureRecipe(layers: Set(count - layers..<count), labels: .given),
      threads: threads)
    let texts = texts(examples, seed: 1)
    let sums = try part("covariances") { try collector.covariances(of: texts) }
    let axes = try part("eigenvectors") { try KroneckerAxes(sums, threads: threads) }
    let moments = try part("moments") { try collector.moments(of: texts, along: axes) }
    let asked = try part("queries") {
      try InfluenceQueries(
        try collector.gradients(of: self.texts(queries, seed: 2)),
        curvature: Curvature(axes: axes, moments: moments), threads: threads)
    }
    _ = try part("scores") { try collector.scores(of: texts, on: asked) }
  }

  private func texts(_ count: Int, seed: Int) -> [TrainingExample] {
    let size = BenchmarkModel.design.vocabularySize
    return (0..<count).map { row in
      TrainingExample(
        tokens: (0..<length).map { Int32(($0 * $0 * 7919 + (row * 31 + seed) * 104_729) % size) },
        responseStart: 1)
    }
  }

  /// Times a part, and prints it at once, so that an interrupted run shows what it measured.
  private func part<Value>(_ name: String, _ work: () throws -> Value) rethrows -> Value {
    let before = Usage.now
    var value: Value?
    let wall = try ContinuousClock().measure { value = try work() }
    let after = Usage.now
    print(
      "{\"part\":\"\(name)\",\"seconds\":\(wall.seconds),"
        + "\"processor\":\(after.processor - before.processor),\"peakKiB\":\(after.peakKiB)}")
    fflush(nil)
    guard let value else { preconditionFailure("\(name) gave nothing") }
    return value
  }
}

/// What this process has used so far.
private struct Usage {
  /// Seconds of all threads.
  var processor: Double
  /// The most memory that was in use at once, in KiB.
  var peakKiB: Int

  static var now: Usage {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return Usage(
      processor: seconds(usage.ru_utime) + seconds(usage.ru_stime), peakKiB: usage.ru_maxrss)
  }
}
