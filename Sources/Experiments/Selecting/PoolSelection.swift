public import Artifacts
public import DataSelection
public import Diagnostics
public import Execution
import JSONTree
public import Transformer

/// A selection from files that needs no specification: what `gradbook select` does.
public struct PoolSelection: Sendable {
  /// What is selected, and how.
  public struct Request: Sendable {
    /// A path, a name in the catalog or a Hugging Face repository.
    public var model: String
    /// The files to choose from, at least one, none twice.
    public var pool: [String]
    /// The file of the examples that are known of the target; `nil` where the selector asks for none.
    public var target: String?
    /// The column of `target` that holds the subtask; one subtask if `nil`.
    public var subtasks: String?
    /// The selector.
    public var selector: ExperimentSpec.SelectionMeasure.Selector
    /// How many are chosen.
    public var policy: SelectionPolicy
    /// The number of tokens after which an example is cut.
    public var maxLength = 1024
    /// Whether prompts go through the model's chat template.
    public var usesChatTemplate = false
    /// The adapters of the warmup.
    public var lora = LoRADesign()
    /// How they are trained.
    public var training = FineTuningRecipe()
    /// The part of the pool that the warmup trains on, above 0, at most 1.
    public var warmup = 0.05
    /// Folders of adapters that were trained elsewhere, in place of the warmup.
    public var checkpoints: [ExperimentSpec.SelectionMeasure.ExternalCheckpoint] = []
    /// What a selector by a score takes.
    public var scores = ExperimentSpec.SelectionMeasure.Scores()
    /// The seed.
    public var seed = 0

    /// Creates a request.
    public init(
      model: String, pool: [String], target: String?, subtasks: String?,
      selector: ExperimentSpec.SelectionMeasure.Selector, policy: SelectionPolicy
    ) {
      (self.model, self.pool, self.target, self.subtasks) = (model, pool, target, subtasks)
      (self.selector, self.policy) = (selector, policy)
    }
  }

  /// A row of the pool with its score.
  public struct ScoredRow: Sendable {
    /// Its file.
    public let file: String
    /// Its position among the rows of the file, from 0.
    public let row: Int
    /// Its own name, if it has one.
    public let id: String?
    /// The score, the highest best; `nil` where it has none.
    public let score: Double?
    /// Its place in the choice, from 1; `nil` if it was not chosen.
    public let place: Int?
  }

  /// The rows of the files that are no examples.
  public let unusable: [Problem]
  /// What is to be computed.
  public var steps: [any Step] { layout.steps }
  private let layout: SelectionSteps

  /// Opens the model and reads the files.
  ///
  /// - Parameters:
  ///   - request: What is selected, and how.
  ///   - library: Where models are found.
  ///   - store: Where results are.
  ///   - memory: Where weights are while they are used.
  /// - Throws: `Problem` if something cannot be opened, or the selector asks for a target and there is none.
  public init(
    _ request: Request, library: ModelLibrary, store: Store, memory: WeightMemory = .resident
  ) throws {
    guard request.target != nil || !request.selector.asksTarget else {
      throw Problem.noTarget(request.selector)
    }
    let opened = try OpenedFiles(
      request.pool + (request.target.map { [$0] } ?? []), model: request.model,
      maxLength: request.maxLength, usesChatTemplate: request.usesChatTemplate, library: library,
      store: store, memory: memory)
    unusable = opened.unusable
    layout = SelectionSteps(
      request.settings, models: [opened.model], data: opened.data,
      checkpoints: request.checkpoints.map { OpenedCheckpoint($0, from: "", store: store) })
  }

  /// The rows of the pool in their order, with scores and choice.
  ///
  /// - Parameters:
  ///   - outcomes: What became of ``steps``.
  ///   - store: Where the results are.
  /// - Returns: The rows.
  /// - Throws: The `Problem` of the step that failed first.
  public func rows(_ outcomes: [Run.Outcome], store: Store) throws -> [ScoredRow] {
    if let problem = outcomes.lazy.compactMap(\.problem).first { throw problem }
    guard let place = layout.rankings.values.first, let result = outcomes[place].result,
      let ranking = Ranking(bytes: try store.bytes(of: result))
    else { throw Problem.damagedResult("ranking") }
    let places = Dictionary(
      uniqueKeysWithValues: ranking.chosen.enumerated().map { ($1, $0 + 1) })
    return layout.pool.examples.indices.map { index in
      let (example, score) = (layout.pool.examples[index], ranking.scores[index])
      return ScoredRow(
        file: layout.pool.sources[index], row: example.index, id: example.id,
        score: score.isFinite ? score : nil, place: places[index])
    }
  }
}

extension PoolSelection.Request {
  fileprivate var settings: ExperimentSpec.SelectionMeasure {
    ExperimentSpec.SelectionMeasure(
      pool: pool,
      targets: [
        .init(name: "target", data: target ?? pool[0], subtasks: subtasks, test: nil, answers: nil)
      ], selectors: [.init(selector)], policy: policy, maxLength: maxLength,
      prompt: usesChatTemplate ? .chat : .plain, lora: lora, training: training, warmup: warmup,
      external: checkpoints, features: .standard, scores: scores, seeds: [seed], trained: [])
  }
}

extension PoolSelection {
  /// The chosen rows as they stand in their files, in the order of the choice: lines of a `.jsonl` file byte
  /// for byte, elements of a `.json` array as one line each.
  ///
  /// - Parameters:
  ///   - rows: What `rows` gave.
  ///   - emit: Receives each line, without a line break.
  /// - Throws: `Problem` if a file cannot be read any more; what `emit` throws.
  public static func lines(of rows: [ScoredRow], _ emit: (String) throws -> Void) throws {
    var texts: [String: [String]] = [:]
    for row in rows.filter({ $0.place != nil }).sorted(by: { ($0.place ?? 0) < ($1.place ?? 0) }) {
      let lines = try texts[row.file] ?? DataRows.lines(of: row.file)
      texts[row.file] = lines
      guard row.row < lines.count else { throw Problem.damagedResult(row.file) }
      try emit(lines[row.row])
    }
  }
}

extension Problem {
  fileprivate static func noTarget(_ selector: ExperimentSpec.SelectionMeasure.Selector) -> Problem
  {
    Problem(
      "The selector '\(selector.rawValue)' chooses for a target, and none is given.",
      expected: "a file of examples of the target", remedy: "Name it by --target.")
  }
}
