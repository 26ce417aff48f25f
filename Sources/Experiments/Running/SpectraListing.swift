import Checkpoints
public import Diagnostics
import Dispatch
import GradientSpectra
import JSONTree
import LinearAlgebra
import Synchronization
import Transformer

/// The spectra of a file of examples as JSON lines, without a specification and without a store.
public struct SpectraListing: Sendable {
  /// What to measure, and how.
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
    /// The projections, such as `q`.
    public var projections: [ExperimentSpec.Projection]
    /// Whether to list the singular values themselves.
    public var listsSingularValues: Bool
    /// How a GGUF vocabulary splits text, in place of what its file says.
    public var preTokenizer: String?
    /// How many examples are measured at once.
    public var jobs: Int
    /// Where the weights are while they are measured.
    public var memory: WeightMemory

    /// Creates options.
    public init(
      limit: Int?, maxLength: Int?, usesChatTemplate: Bool, template: String? = nil,
      projections: [ExperimentSpec.Projection], listsSingularValues: Bool, preTokenizer: String?,
      jobs: Int, memory: WeightMemory = .resident
    ) {
      self.limit = limit
      self.maxLength = maxLength
      self.usesChatTemplate = usesChatTemplate
      self.template = template
      self.projections = projections
      self.listsSingularValues = listsSingularValues
      self.preTokenizer = preTokenizer
      self.jobs = jobs
      self.memory = memory
    }
  }

  /// The examples in the file that can be used.
  public let examples: [Example]
  /// The rows that cannot.
  public let unusable: [Problem]
  private let model: LoadedModel
  private let options: Options
  private let maxLength: Int

  /// Opens a model and reads a file of examples.
  ///
  /// - Parameters:
  ///   - model: A path, a name in the catalog or a Hugging Face repository.
  ///   - data: A `.json` or `.jsonl` file.
  ///   - library: Where models are found.
  ///   - options: What to measure.
  /// - Throws: `Problem` if either cannot be opened.
  public init(model: String, data: String, library: ModelLibrary, options: Options) throws {
    NumericEnvironment.useOneThreadPerProduct()
    let found = try library.locate(model)
    self.model = try LoadedModel(
      path: found.path, maxLength: options.maxLength ?? 1024, memory: options.memory,
      preTokenizer: options.preTokenizer, template: options.template ?? found.template)
    maxLength = options.maxLength ?? min(1024, self.model.checkpoint.configuration.contextLength)
    try self.model.checkRunnable(
      ExperimentSpec.Spectra(
        projections: options.projections, maxLength: maxLength,
        prompt: options.usesChatTemplate ? .chat : .plain))
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
  /// - Throws: `Problem` if the weights cannot be read; what `emit` throws.
  public func run(
    emit: @Sendable (String) throws -> Void, report: @Sendable (Problem) -> Void
  ) throws {
    let loaded = try model.model()
    let groups = groups
    let queue = Mutex(Queue())
    DispatchQueue.concurrentPerform(iterations: max(1, min(options.jobs, groups.count))) { _ in
      while let index = queue.withLock({ $0.next(below: groups.count) }) {
        let results = lines(groups[index], loaded)
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

  private func lines(
    _ group: ArraySlice<Example>, _ loaded: Decoder<Float>
  ) -> [Result<String, Problem>] {
    let tokenized = group.map { example in
      capturingProblem {
        try model.tokenize(
          example, prompt: options.usesChatTemplate ? .chat : .plain, maxLength: maxLength)
      }
    }
    let measure = SpectraMeasurement(
      model: loaded, projections: Set(options.projections.map(\.measured)))
    let texts = tokenized.compactMap { try? $0.get() }
    var measured = measure.measure(
      texts.map { SpectraMeasurement.Text($0.tokens, responseStart: $0.responseStart) }
    ).makeIterator()
    return zip(group, tokenized).map { example, tokens in
      tokens.flatMap { tokens in
        guard let result = measured.next() else { preconditionFailure("a result for each text") }
        return line(example, tokens: tokens.tokens.count, result)
      }
    }
  }

  private func line(
    _ example: Example, tokens: Int, _ result: Result<ExampleSpectra, UnmeasurableExample>
  ) -> Result<String, Problem> {
    result.map { json(example, $0).text() }.mapError { reason in
      Problem(
        reason.sentence(tokens: tokens), at: Place(example: example.index),
        remedy: reason == .noResponseToken
          ? "Raise --max-length, or shorten the prompt." : "Look at the example and the model.")
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

// MARK: - JSON

extension SpectraListing {
  /// The keys of the reference implementation, then further metrics.
  private func json(_ example: Example, _ spectra: ExampleSpectra) -> JSONValue {
    let layers = spectra.spectra.values.first?.count ?? 0
    return [
      "index": .integer(example.index), "loss": .number(spectra.loss),
      "tokens": .integer(spectra.tokens), "responseTokens": .integer(spectra.responseTokens),
      "layers": .array((0..<layers).map { json(spectra, layer: $0) }),
    ]
  }

  private func json(_ spectra: ExampleSpectra, layer: Int) -> JSONValue {
    var members = options.projections.compactMap { projection -> JSONMember? in
      guard let spectrum = spectra.spectra[projection.measured]?[layer] else { return nil }
      var values: [JSONMember] = [
        JSONMember("nuclear", .number(spectrum.nuclearNorm)),
        JSONMember("sigma1", .number(spectrum.sigma1)),
        JSONMember("frobenius", .number(spectrum.frobeniusNorm)),
        JSONMember("effectiveRank", .finite(spectrum.effectiveRank)),
        JSONMember("sigma1Ratio", .number(spectrum.sigma1Ratio)),
        JSONMember("stableRank", .finite(spectrum.stableRank)),
        JSONMember("nuclearRank", .finite(spectrum.nuclearRank)),
        JSONMember(
          "lossNormalizedNuclear",
          .finite(spectra.loss > 0 ? spectrum.nuclearNorm / spectra.loss : nil)),
      ]
      if options.listsSingularValues {
        let zeros = [JSONValue](
          repeating: .integer(0), count: spectrum.size - spectrum.values.count)
        values.append(
          JSONMember("singularValues", .array(spectrum.values.map { .number($0) } + zeros)))
      }
      if let adjacent = spectra.adjacent[projection.measured], layer < adjacent.count {
        values.append(JSONMember("adjacent", .number(adjacent[layer])))
      }
      return JSONMember(projection.rawValue, .object(values))
    }
    members.append(JSONMember("qo", .finite(spectra.queryOutput?[layer])))
    members.append(JSONMember("kv", .finite(spectra.keyValue?[layer])))
    return .object(members)
  }
}
