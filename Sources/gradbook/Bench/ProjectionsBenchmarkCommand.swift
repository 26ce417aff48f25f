import ArgumentParser
import Artifacts
import Charts
import DataSelection
import Execution
import Experiments

/// `gradbook bench projections`: what projections leave of a ranking by gradients.
struct ProjectionsBenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "projections",
    abstract: "Compare scores through projections with exact inner products of real gradients.",
    discussion: """
      Warms adapters up on the first rows of the pool, then compares each row's step of Adam with the mean \
      gradient of the target: exactly, and through each projection from the same passes. Prints how far \
      cosines are off, the rank correlation with the exact scores, and how much of the best twentieth is found.
      """)

  @Option(help: "A GGUF file, a folder of safetensors, a name of the catalog or a repository.")
  var model: String

  @Option(parsing: .upToNextOption, help: "Files of the rows to choose from.")
  var pool: [String]

  @Option(help: "A file of the target's rows.")
  var target: String

  @Option(parsing: .upToNextOption, help: "The lengths of rows.")
  var dimensions = [1024, 8192, 65536, 524_288]

  @Option(help: "The largest length for which signs are dense.")
  var dense = 8192

  @Option(help: "The rank of the adapters.")
  var rank = 32

  @Option(help: "How many rows adapters are warmed up on.")
  var warmup = 50

  @Option(help: "The number of tokens after which an example is cut.")
  var maxLength = 384

  @Option(help: "The folder of stored results.")
  var store = ".gradbook"

  @OptionGroup var models: ModelsCommand.Options

  func validate() throws {
    try InfluenceOptions.requireOnce(pool, "--pool")
    guard dimensions.allSatisfy({ $0 >= 64 && $0 & ($0 - 1) == 0 }), !dimensions.isEmpty else {
      throw ValidationError("--dimensions must be powers of two of at least 64.")
    }
    guard rank >= 1, warmup >= 1, maxLength >= 2 else {
      throw ValidationError("--rank and --warmup must be at least 1, --max-length at least 2.")
    }
  }

  func run() throws {
    var request = ProjectionJudgement.Request(
      model: model, pool: pool, target: target, projections: dimensions.flatMap(projections))
    (request.rank, request.warmup, request.maxLength) = (rank, warmup, maxLength)
    let found = try ProjectionJudgement(
      request, library: try models.library(), store: try Store(store)
    ) { printError($0) }
    print(
      "\(counted(found.candidates, "candidate")), \(found.coordinates) coordinates, cosines spread by "
        + "\(NumberText.significant(found.spread)), a gradient "
        + "\(NumberText.significant(found.gradientSeconds)) s")
    print("error    rank corr.  best 5 %  s/candidate  projection")
    for row in found.rows {
      let values = [(row.error, 9), (row.correlation, 12), (row.overlap, 10), (row.seconds, 13)]
      print(
        values.map { (NumberText.significant($0) + " ").padded(to: $1) }.joined()
          + row.projection.identity)
    }
  }

  /// Each kind, of one length.
  private func projections(_ dimension: Int) -> [Projection] {
    let side = 1 << (dimension.trailingZeroBitCount / 2)
    return [.countSketch(dimension), .factored(outputs: dimension / side, inputs: side)]
      + (dimension <= dense ? [.rademacher(dimension)] : [])
  }
}
