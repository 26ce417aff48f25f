import Architectures
public import Artifacts
public import Diagnostics
public import Execution
import Tensors
import Transformer

/// The influence of the rows of files on a query file: what `gradbook influence` does.
public struct FileInfluence: Sendable {
  /// What is measured, and how.
  public struct Request: Sendable {
    /// A path, a name in the catalog or a Hugging Face repository: a model that was trained on data like
    /// `training`.
    public var model: String
    /// The files whose rows are scored, at least one, none twice.
    public var training: [String]
    /// The file of what they should be good for.
    public var query: String
    /// The number of tokens after which an example is cut.
    public var maxLength = 1024
    /// Whether prompts go through the model's chat template.
    public var usesChatTemplate = false
    /// How influences are measured; the first curvature is used, on all rows.
    public var loop = ExperimentSpec.MixtureMeasure.Loop.usual
    /// The seed of sampled labels.
    public var seed = 0

    /// Creates a request.
    public init(model: String, training: [String], query: String) {
      (self.model, self.training, self.query) = (model, training, query)
    }
  }

  /// A row with its influence.
  public struct ScoredRow: Sendable {
    /// Its file.
    public let file: String
    /// Its position among the rows of the file, from 0.
    public let row: Int
    /// Its own name, if it has one.
    public let id: String?
    /// The mean influence on the queries: above 0 where a step on the row lowers their loss. 0 where
    /// nothing of the row is scored.
    public let influence: Double
    /// Its place among all rows, from 1 for the most helpful; of equal ones the first comes first.
    public let place: Int
  }

  /// The rows of the files that are no examples.
  public let unusable: [Problem]
  /// What is to be computed.
  public let steps: [any Step]
  private let pool: SelectionPool
  private let curvature: ExperimentSpec.MixtureMeasure.Inverse

  /// Opens the model and reads the files.
  ///
  /// - Parameters:
  ///   - request: What is measured, and how.
  ///   - library: Where models are found.
  ///   - store: Where results are.
  ///   - memory: Where weights are while they are used.
  /// - Throws: `Problem` if something cannot be opened.
  public init(
    _ request: Request, library: ModelLibrary, store: Store, memory: WeightMemory = .resident
  ) throws {
    let opened = try OpenedFiles(
      request.training + [request.query], model: request.model, maxLength: request.maxLength,
      usesChatTemplate: request.usesChatTemplate, library: library, store: store, memory: memory)
    unusable = opened.unusable
    try request.loop.check(opened.loaded.decoder.design)
    func pool(_ paths: [String]) -> SelectionPool {
      SelectionPool(paths.map { ($0, opened.data[$0] ?? []) })
    }
    self.pool = pool(request.training)
    var loop = request.loop
    loop.sampling = 1
    curvature = loop.curvatures[0]
    let mixture = MixtureStep(
      pool: self.pool, evidence: .counts(self.pool.sets.map(\.range.count)), seed: request.seed,
      round: 0, purpose: "all rows")
    let subject = CurvatureSubject(
      model: opened.model, training: nil, mixture: mixture, settings: loop, seed: request.seed)
    steps = InfluenceStep(of: subject, on: pool([request.query])).withNeeds
  }

  /// The rows in the order of their files.
  ///
  /// - Parameters:
  ///   - outcomes: What became of ``steps``.
  ///   - store: Where the results are.
  /// - Returns: The rows.
  /// - Throws: The `Problem` of the step that failed first, or that says why there are no influences.
  public func rows(_ outcomes: [Run.Outcome], store: Store) throws -> [ScoredRow] {
    if let problem = outcomes.lazy.compactMap(\.problem).first { throw problem }
    guard let result = outcomes.last?.result else { throw Problem.damagedResult("influences") }
    let table = try InfluenceTable.read(result, in: store)
    guard let means = table.means(curvature), means.count == pool.examples.count else {
      throw Problem.noInfluences(table.refusals[curvature] ?? "nothing was measured.")
    }
    guard means.allSatisfy(\.isFinite) else { throw Problem.noInfluences("some are not finite.") }
    let order = means.indices.sorted { (-means[$0], $0) < (-means[$1], $1) }
    var places = [Int](repeating: 0, count: order.count)
    for (place, index) in order.enumerated() { places[index] = place + 1 }
    return pool.examples.indices.map { index in
      let example = pool.examples[index]
      return ScoredRow(
        file: pool.sources[index], row: example.index, id: example.id, influence: means[index],
        place: places[index])
    }
  }
}

extension Problem {
  fileprivate static func noInfluences(_ reason: String) -> Problem {
    Problem(
      "There are no influences: \(reason)", expected: "finite influences of every row",
      remedy: "Raise the damping, choose other layers, or give more rows.")
  }
}
