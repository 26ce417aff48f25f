import Architectures
public import Artifacts
public import Diagnostics
public import Execution
public import Statistics
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
    /// The influence on a query, or the mean over all of them: above 0 where a step on the row lowers the
    /// loss. 0 where nothing of the row is scored.
    public let influence: Double
    /// The interval of a mean over several queries: how far it would move with other queries like these.
    public let interval: Interval?
    /// Its place among all rows, from 1 for the most helpful; of equal ones the first comes first.
    public let place: Int
  }

  /// A query with the rows as they help it.
  public struct ScoredQuery: Sendable {
    /// Its position among the rows of its file, from 0.
    public let row: Int
    /// Its own name, if it has one.
    public let id: String?
    /// The training rows in the order of their files.
    public let rows: [ScoredRow]
  }

  /// The rows of the files that are no examples.
  public let unusable: [Problem]
  /// What is to be computed.
  public let steps: [any Step]
  private let pool: SelectionPool
  private let queries: SelectionPool
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
    pool = SelectionPool(request.training, of: opened.data)
    queries = SelectionPool([request.query], of: opened.data)
    var loop = request.loop
    loop.sampling = 1
    curvature = loop.curvatures[0]
    let mixture = MixtureStep(
      pool: pool, evidence: .counts(pool.sets.map(\.range.count)), seed: request.seed,
      round: 0, purpose: "all rows")
    let subject = CurvatureSubject(
      model: opened.model, training: nil, mixture: mixture, settings: loop, seed: request.seed)
    steps = InfluenceStep(of: subject, on: queries).withNeeds
  }

  /// The rows with their mean influence on the queries, in the order of their files.
  ///
  /// - Parameters:
  ///   - outcomes: What became of ``steps``.
  ///   - store: Where the results are.
  ///   - resamples: Of intervals, at least 1: of the queries, the same for every row.
  /// - Returns: The rows.
  /// - Throws: The `Problem` of the step that failed first, or that says why there are no influences.
  public func rows(
    _ outcomes: [Run.Outcome], store: Store, resamples: Int = 2000
  ) throws -> [ScoredRow] {
    let matrix = try influences(outcomes, store)
    let bootstrap = Bootstrap(
      BootstrapIndices(count: matrix.rows, resamples: resamples, seed: Seed("influence")))
    let estimates = (0..<matrix.columns).map { column in
      bootstrap.mean(of: (0..<matrix.rows).map { matrix[$0, column] })
    }
    return scored(estimates.map { $0.value ?? 0 }, estimates.map(\.interval))
  }

  /// The queries in the order of their file, each with the influence of every row on it.
  ///
  /// - Parameters:
  ///   - outcomes: What became of ``steps``.
  ///   - store: Where the results are.
  /// - Returns: The queries.
  /// - Throws: `Problem` as ``rows(_:store:resamples:)`` does.
  public func queries(_ outcomes: [Run.Outcome], store: Store) throws -> [ScoredQuery] {
    let matrix = try influences(outcomes, store)
    return queries.examples.enumerated().map { index, query in
      let values = Array(matrix.values[matrix.range(ofRow: index)])
      return ScoredQuery(
        row: query.index, id: query.id, rows: scored(values, values.map { _ in nil }))
    }
  }

  /// [queries, rows].
  private func influences(_ outcomes: [Run.Outcome], _ store: Store) throws -> Matrix<Double> {
    if let problem = outcomes.lazy.compactMap(\.problem).first { throw problem }
    guard let result = outcomes.last?.result else { throw Problem.damagedResult("influences") }
    let table = try InfluenceTable.read(result, in: store)
    guard let matrix = table.values[curvature], matrix.columns == pool.examples.count,
      matrix.rows == queries.examples.count
    else { throw Problem.noInfluences(table.refusals[curvature] ?? "nothing was measured.") }
    guard matrix.values.allSatisfy(\.isFinite) else {
      throw Problem.noInfluences("some are not finite.")
    }
    return matrix
  }

  private func scored(_ values: [Double], _ intervals: [Interval?]) -> [ScoredRow] {
    let order = values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
    var places = [Int](repeating: 0, count: order.count)
    for (place, index) in order.enumerated() { places[index] = place + 1 }
    return pool.examples.indices.map { index in
      let example = pool.examples[index]
      return ScoredRow(
        file: pool.sources[index], row: example.index, id: example.id, influence: values[index],
        interval: intervals[index], place: places[index])
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
