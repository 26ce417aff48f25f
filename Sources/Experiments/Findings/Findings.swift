public import JSONTree

/// Everything that a report of an experiment shows: the result of the measurements, and nothing of how
/// it is drawn.
///
/// Written to `findings.json`. A report is a function of it alone.
public struct Findings: Codable, Sendable, Equatable {
  /// The version of this format.
  public static let currentSchema = 1

  /// The version of the format of this value.
  public var schema = Findings.currentSchema
  /// The name of the experiment: that of its file, without the ending.
  public var name: String
  /// Whether published data stood in place of the experiment's own; the name then ends in `-published`.
  public var isPublished: Bool?
  /// The title.
  public var title: String
  /// The question that the experiment answers.
  public var question: String
  /// More about it, in Markdown.
  public var description: String?
  /// The experiment's specification with every default filled in.
  public var spec: JSONValue
  /// The models, in the order of the specification.
  public var models: [ModelFacts]
  /// The data sets, in the order of the specification.
  public var data: [DataFacts]
  /// What beside model and data decides the last digits.
  public var environment: EnvironmentFacts
  /// The versions of the methods, by name.
  public var methods: [MethodFacts]
  /// How intervals were computed.
  public var statistics: StatisticsFacts
  /// The cells, in reading order.
  public var cells: [CellFinding]
  /// How far each example moves each number; `nil` where that is not known. A file of its own, beside
  /// `findings.json`.
  public var samples: ExampleInfluences?

  private enum CodingKeys: CodingKey {
    case schema, name, isPublished, title, question, description, spec, models, data, environment
    case methods, statistics, cells
  }

  /// Creates findings.
  public init(
    name: String, isPublished: Bool? = nil, title: String, question: String,
    description: String?, spec: JSONValue,
    models: [ModelFacts], data: [DataFacts], environment: EnvironmentFacts,
    methods: [MethodFacts], statistics: StatisticsFacts, cells: [CellFinding]
  ) {
    self.name = name
    self.isPublished = isPublished
    self.title = title
    self.question = question
    self.description = description
    self.spec = spec
    self.models = models
    self.data = data
    self.environment = environment
    self.methods = methods
    self.statistics = statistics
    self.cells = cells
  }
}

/// What is known of a model.
public struct ModelFacts: Codable, Sendable, Equatable {
  /// The name by which cells refer to it.
  public var name: String
  /// The family, such as `SmolLM2`.
  public var family: String
  /// The size, such as `135M`.
  public var size: String
  /// `base` or `instruct`.
  public var variant: String?
  /// The SHA-256 of its weights; `nil` if it could not be loaded.
  public var digest: String?
  /// The number of blocks; `nil` if it could not be loaded.
  public var layers: Int?
  /// The width of the residual stream; `nil` if it could not be loaded.
  public var hiddenSize: Int?
  /// The architecture, such as `llama`; `nil` if it is not known.
  public var architecture: String?
  /// The number of parameters, counted; `nil` if it is not known.
  public var parameters: Int?
  /// How it was trained; `nil` for a model that came trained.
  public var training: TrainingFacts?
  /// Why it could not be loaded.
  public var problem: String?

  /// Creates facts.
  public init(
    name: String, family: String, size: String, variant: String?, digest: String?, layers: Int?,
    hiddenSize: Int?, architecture: String? = nil, parameters: Int? = nil,
    training: TrainingFacts? = nil, problem: String?
  ) {
    self.name = name
    self.family = family
    self.size = size
    self.variant = variant
    self.digest = digest
    self.layers = layers
    self.hiddenSize = hiddenSize
    self.architecture = architecture
    self.parameters = parameters
    self.training = training
    self.problem = problem
  }
}

/// What is known of a data set.
public struct DataFacts: Codable, Sendable, Equatable {
  /// The name by which cells refer to it.
  public var name: String
  /// The name for people.
  public var label: String
  /// `instruction`, `reasoning`, `knowledge` or `code`.
  public var kind: String
  /// `none`, `simplified` or `detailed`.
  public var thinking: String?
  /// `correct` or `irrelevant`.
  public var relevance: String
  /// The SHA-256 of the examples used; `nil` if the file could not be read.
  public var digest: String?
  /// The number of rows looked at.
  public var rows: Int
  /// Per model, how many examples were measured and which were not.
  public var measured: [MeasuredFacts]
  /// The number of rows left out because an earlier one says the same; `nil` for none.
  public var repeated: Int?
  /// The number of examples that the file of scores has nothing on; `nil` for none.
  public var unscored: Int?
  /// The number of examples that could not be chosen for want of a number; `nil` for none.
  public var withoutScore: Int?
  /// How the examples were come by, a sentence each; `nil` where the file says all.
  public var notes: [String]?
  /// Why the file could not be read.
  public var problem: String?

  /// Creates facts.
  public init(
    name: String, label: String, kind: String, thinking: String?, relevance: String,
    digest: String?, rows: Int, measured: [MeasuredFacts], repeated: Int? = nil,
    unscored: Int? = nil, withoutScore: Int? = nil, notes: [String]? = nil, problem: String?
  ) {
    self.name = name
    self.label = label
    self.kind = kind
    self.thinking = thinking
    self.relevance = relevance
    self.digest = digest
    self.rows = rows
    self.measured = measured
    self.repeated = repeated
    self.unscored = unscored
    self.withoutScore = withoutScore
    self.notes = notes
    self.problem = problem
  }
}

/// What became of the examples of one data set in one model.
public struct MeasuredFacts: Codable, Sendable, Equatable {
  /// The model.
  public var model: String
  /// The number of examples measured.
  public var count: Int
  /// The number of examples of which a fixed number of response tokens was measured too; `nil` if that
  /// was not asked for.
  public var fixedCount: Int?
  /// The median number of response tokens; `nil` if nothing was measured.
  public var medianResponseTokens: Double?
  /// The fewest and the most response tokens.
  public var responseTokens: [Int]
  /// The mean loss on the response tokens, in nats.
  public var meanLoss: Double?
  /// The examples without a measurement, each with its reason.
  public var missing: [MissingExample]
  /// Of a subset by measurement, the number of measured examples that it was chosen among; else `nil`.
  public var candidates: Int?
  /// Why nothing could be chosen of what was measured.
  public var problem: String?

  /// Creates facts.
  public init(
    model: String, count: Int, fixedCount: Int? = nil, medianResponseTokens: Double?,
    responseTokens: [Int], meanLoss: Double?, missing: [MissingExample], candidates: Int? = nil,
    problem: String? = nil
  ) {
    self.model = model
    self.count = count
    self.fixedCount = fixedCount
    self.medianResponseTokens = medianResponseTokens
    self.responseTokens = responseTokens
    self.meanLoss = meanLoss
    self.missing = missing
    self.candidates = candidates
    self.problem = problem
  }
}

/// An example that could not be measured.
public struct MissingExample: Codable, Sendable, Equatable {
  /// Its position in the file, from 0.
  public var index: Int
  /// Its id, if it has one.
  public var id: String?
  /// Why, in a sentence.
  public var reason: String

  /// Creates a missing example.
  public init(index: Int, id: String?, reason: String) {
    self.index = index
    self.id = id
    self.reason = reason
  }
}

/// What beside model and data decides the last digits of a result.
public struct EnvironmentFacts: Codable, Sendable, Equatable {
  /// The BLAS library and its version.
  public var library: String
  /// Its kernels for this processor.
  public var kernels: String
  /// The threads of one product.
  public var threads: Int
  /// The type of weights and activations.
  public var precision: String

  /// Creates facts.
  public init(library: String, kernels: String, threads: Int, precision: String) {
    self.library = library
    self.kernels = kernels
    self.threads = threads
    self.precision = precision
  }
}

/// A method and its version.
public struct MethodFacts: Codable, Sendable, Equatable {
  /// The name, such as `spectra`.
  public var name: String
  /// The version; results of two versions are not comparable.
  public var version: Int

  /// Creates facts.
  public init(name: String, version: Int) {
    self.name = name
    self.version = version
  }
}

/// How intervals were computed.
public struct StatisticsFacts: Codable, Sendable, Equatable {
  /// The number of bootstrap resamples.
  public var resamples: Int
  /// The confidence level, between 0 and 1.
  public var confidence: Double
  /// The seed.
  public var seed: Int

  /// Creates facts.
  public init(resamples: Int, confidence: Double, seed: Int) {
    self.resamples = resamples
    self.confidence = confidence
    self.seed = seed
  }
}
