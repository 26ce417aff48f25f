import ArgumentParser
import Artifacts
import Charts
import Execution
import Experiments

/// `gradbook bench inverse`: how near approximate inverses of the curvature come to the exact one.
struct InverseBenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inverse",
    abstract: "Compare inverses of the curvature with conjugate gradients on a real model.",
    discussion: """
      The mean gradient of the query, by the MLPs of some layers, is multiplied by the inverse of the exact \
      Gauss–Newton matrix of the rows, by conjugate gradients in double precision, and by each approximation \
      with the same damping. Prints their cosines, by map and overall, and says where conjugate gradients \
      did not converge: then nothing is judged. A product with the matrix takes five passes over all rows \
      in double precision, from the first of the layers on: late layers cost least.
      """)

  @Option(help: "A GGUF file, a folder of safetensors, a name of the catalog or a repository.")
  var model: String

  @Option(help: "A file of the rows that the curvature is taken from.")
  var rows: String

  @Option(help: "A file of the rows whose mean gradient is multiplied.")
  var query: String

  @Option(parsing: .upToNextOption, help: "The layers whose MLPs take part, from 0.")
  var layers: [Int]

  @Option(help: "How many rows of each file, the first ones.")
  var count = 8

  @Option(help: "The number of tokens after which an example is cut.")
  var maxLength = 128

  @Option(help: "What is added to eigenvalues, as a share of their mean.")
  var damping = 0.1

  @Option(help: "The residual at which conjugate gradients end.")
  var tolerance = 1e-3

  @Option(help: "The most products with the matrix.")
  var limit = 200

  @Flag(help: "Do not precondition by EK-FAC: more products, but cheap ones where tokens are few.")
  var plain = false

  @Option(help: "Rows in work at once.")
  var threads = 2

  @Option(help: "The folder of stored results.")
  var store = ".gradbook"

  @OptionGroup var models: ModelsCommand.Options

  func validate() throws {
    guard count >= 1, maxLength >= 2, limit >= 1, threads >= 1 else {
      throw ValidationError(
        "--count, --limit and --threads must be at least 1, --max-length at least 2.")
    }
    guard damping > 0, damping.isFinite, tolerance > 0, tolerance < 1 else {
      throw ValidationError("--damping must be above 0, --tolerance between 0 and 1.")
    }
    guard !layers.isEmpty, layers.allSatisfy({ $0 >= 0 }) else {
      throw ValidationError("--layers names numbers from 0.")
    }
  }

  func run() throws {
    var request = CurvatureJudgement.Request(
      model: model, rows: rows, query: query, layers: Array(Set(layers)).sorted())
    (request.count, request.maxLength, request.damping) = (count, maxLength, damping)
    (request.tolerance, request.limit, request.isPreconditioned) = (tolerance, limit, !plain)
    let found = try CurvatureJudgement(
      request, library: try models.library(), store: try Store(store), threads: threads)
    print(
      "\(counted(found.products, "product")), residual \(NumberText.significant(found.residual)), "
        + "damping \(NumberText.significant(found.damping))")
    if !found.converged {
      print(
        "Conjugate gradients did not converge: the cosines judge nothing. "
          + "Raise --limit or --damping, or take fewer rows.")
    }
    let width = max(7, found.maps.map(\.count).max() ?? 0)
    let heading = "map".padded(to: width)
    print(heading + found.rows.map { $0.inverse.label.leading(to: 16) }.joined())
    for (place, name) in (found.maps + ["overall"]).enumerated() {
      let values = found.rows.map { place < found.maps.count ? $0.cosines[place] : $0.overall }
      print(name.padded(to: width) + values.map { text($0).leading(to: 16) }.joined())
    }
  }

  private func text(_ cosine: Double) -> String {
    NumberText.significant((cosine * 1000).rounded() / 1000)
  }
}

extension String {
  fileprivate func leading(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
