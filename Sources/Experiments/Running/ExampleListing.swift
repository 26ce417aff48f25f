import Checkpoints
public import Diagnostics
import LinearAlgebra
import Synchronization
import Transformer

/// A file of examples that go through a model one after another, each to a JSON line: what the listings of
/// spectra and of quality scores have in common.
public struct ExampleListing: Sendable {
  /// How examples go through the model.
  public struct Options: Sendable {
    /// The number of rows to read, from the first; `nil` for all.
    public var limit: Int?
    /// The number of tokens after which an example is cut; `nil` for 1024, or the model's context where
    /// that is shorter.
    public var maxLength: Int?
    /// Whether to use the model's chat template in place of the plain prompt.
    public var usesChatTemplate: Bool
    /// The chat template in place of the model's own: the name of a built-in one, or the path of a
    /// file.
    public var template: String?
    /// How a GGUF vocabulary splits text, in place of what its file says.
    public var preTokenizer: String?
    /// How many examples are measured at once.
    public var jobs: Int
    /// Where the weights are while they are measured.
    public var memory: WeightMemory

    /// Creates options.
    public init(
      limit: Int? = nil, maxLength: Int? = nil, usesChatTemplate: Bool = false,
      template: String? = nil, preTokenizer: String? = nil, jobs: Int = 1,
      memory: WeightMemory = .resident
    ) {
      self.limit = limit
      self.maxLength = maxLength
      self.usesChatTemplate = usesChatTemplate
      self.template = template
      self.preTokenizer = preTokenizer
      self.jobs = jobs
      self.memory = memory
    }

    var prompt: ExperimentSpec.Spectra.Prompt { usesChatTemplate ? .chat : .plain }
  }

  /// The examples in the file that can be used.
  public let examples: [Example]
  /// The rows that cannot.
  public let unusable: [Problem]
  let model: LoadedModel
  let options: Options
  /// The number of tokens after which an example is cut.
  let maxLength: Int

  /// Opens a model and reads a file of examples.
  ///
  /// - Parameters:
  ///   - model: A path, a name in the catalog or a Hugging Face repository.
  ///   - data: A `.json` or `.jsonl` file.
  ///   - library: Where models are found.
  ///   - options: How examples go through the model.
  ///   - check: Checks that the model can be run with this window, before the data are read.
  /// - Throws: `Problem` if either cannot be opened; what `check` throws.
  init(
    model: String, data: String, library: ModelLibrary, options: Options,
    check: (LoadedModel, _ maxLength: Int) throws -> Void
  ) throws {
    NumericEnvironment.useOneThreadPerProduct()
    let found = try library.locate(model)
    self.model = try LoadedModel(
      path: found.path, maxLength: options.maxLength ?? 1024, memory: options.memory,
      preTokenizer: options.preTokenizer, template: options.template ?? found.template)
    maxLength = options.maxLength ?? min(1024, self.model.checkpoint.configuration.contextLength)
    try check(self.model, maxLength)
    let set = try ExampleSet(contentsOf: data, limit: options.limit)
    examples = set.examples
    unusable = set.unusable.map(\.problem)
    self.options = options
  }

  /// Measures the examples, several at once, and hands over their lines in the order of the file.
  ///
  /// - Parameters:
  ///   - emit: Receives the line of each measured example, without a line break; what it throws ends
  ///     the listing.
  ///   - report: Receives the problem of each example that cannot be measured.
  ///   - measure: The line or the problem of each of a few examples.
  /// - Throws: `Problem` if the weights cannot be read; what `emit` throws.
  func run(
    emit: @Sendable (String) throws -> Void, report: @Sendable (Problem) -> Void,
    measure: @Sendable (ArraySlice<Example>, Decoder<Float>) -> [Result<String, Problem>]
  ) throws {
    let loaded = try model.model()
    let groups = groups
    let queue = Mutex(Queue())
    onThreads(min(options.jobs, groups.count)) { _ in
      while let index = queue.withLock({ $0.next(below: groups.count) }) {
        let results = measure(groups[index], loaded)
        queue.withLock { queue in
          queue.finish(index, results) { result in
            switch result {
            case .success(let line): try emit(line)
            case .failure(let problem): report(problem)
            }
          }
        }
      }
    }
    if let error = queue.withLock({ $0.error }) { throw error }
  }

  /// Examples that go through the model together: one, or a few whose blocks are widened once for all,
  /// as long as no job is left without any.
  private var groups: [ArraySlice<Example>] {
    let share = (examples.count + options.jobs - 1) / options.jobs
    let size = options.memory == .streamed ? max(1, min(4, share)) : 1
    return stride(from: 0, to: examples.count, by: size).map {
      examples[$0..<min($0 + size, examples.count)]
    }
  }
}

/// Groups in order: given out one after another, and handed on only when all before them are done.
private struct Queue {
  private var given = 0
  private var handedOn = 0
  private var waiting: [Int: [Result<String, Problem>]] = [:]
  private(set) var error: (any Error)?

  mutating func next(below count: Int) -> Int? {
    guard given < count, error == nil else { return nil }
    defer { given += 1 }
    return given
  }

  mutating func finish(
    _ index: Int, _ results: [Result<String, Problem>],
    _ handOn: (Result<String, Problem>) throws -> Void
  ) {
    waiting[index] = results
    while error == nil, let ready = waiting.removeValue(forKey: handedOn) {
      handedOn += 1
      do { try ready.forEach(handOn) } catch { self.error = error }
    }
  }
}
