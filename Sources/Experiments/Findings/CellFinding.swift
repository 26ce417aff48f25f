/// What one cell of the notebook shows.
public struct CellFinding: Codable, Sendable, Equatable {
  /// How a cell ended.
  public enum Status: String, Codable, Sendable {
    /// All that it needs was measured.
    case ok
    /// Something is missing; `problems` say what.
    case partial
    /// Nothing could be shown; `problems` say why.
    case failed
  }

  /// What a cell holds.
  public enum Content: Codable, Sendable, Equatable {
    /// Markdown.
    case markdown(String)
    /// A chart.
    case chart(ChartFinding)
    /// A table.
    case table(TableFinding)
    /// A claim and its verdict.
    case claim(ClaimFinding)
    /// Nothing, because the cell failed.
    case nothing
  }

  /// The cell's address in the report.
  public var id: String
  /// The sentence above the cell: the specification's, or one that says what is seen.
  public var title: String
  /// What is shown, of how many examples, with what interval.
  public var caption: String
  /// How it ended.
  public var status: Status
  /// What is missing and why, a sentence each.
  public var problems: [String]
  /// The SHA-256 of all that produced the cell: equal fingerprints mean equal findings.
  public var fingerprint: String
  /// What it shows.
  public var content: Content

  /// Creates a cell.
  public init(
    id: String, title: String, caption: String, status: Status, problems: [String],
    fingerprint: String, content: Content
  ) {
    self.id = id
    self.title = title
    self.caption = caption
    self.status = status
    self.problems = problems
    self.fingerprint = fingerprint
    self.content = content
  }
}

/// What a number is of.
public struct QuantityFacts: Codable, Sendable, Equatable {
  /// The metric, as the specification spells it.
  public var metric: String
  /// The name for people.
  public var label: String
  /// The unit; `nil` for a dimensionless quantity.
  public var unit: String?
  /// `higher`, `lower` or `neutral`: which change is an improvement.
  public var direction: String
  /// One sentence with the formula.
  public var summary: String

  /// Creates facts.
  public init(metric: String, label: String, unit: String?, direction: String, summary: String) {
    self.metric = metric
    self.label = label
    self.unit = unit
    self.direction = direction
    self.summary = summary
  }
}

/// What a result is of: joins the results of two reports.
public struct Identity: Codable, Sendable, Equatable, Hashable {
  /// The model; `nil` where the result spans several.
  public var model: String?
  /// The model's family.
  public var family: String?
  /// The model's size.
  public var size: String?
  /// The data set; `nil` where the result spans several.
  public var data: String?
  /// The projection; `nil` where the result has or spans several.
  public var projection: String?

  /// Creates an identity.
  public init(
    model: String? = nil, family: String? = nil, size: String? = nil, data: String? = nil,
    projection: String? = nil
  ) {
    self.model = model
    self.family = family
    self.size = size
    self.data = data
    self.projection = projection
  }
}

/// A number with its interval.
public struct EstimateFinding: Codable, Sendable {
  /// The estimate; `nil` where it is undefined.
  public var value: Double?
  /// The interval's lower end; `nil` where there is none.
  public var lower: Double?
  /// The interval's upper end.
  public var upper: Double?
  /// The number of examples behind it.
  public var n: Int
  /// How far each example moves it, a list for each sample that it is made of; empty where that is not
  /// known. Written beside the findings, in ``ExampleInfluences``.
  public var influence: [ExampleInfluence] = []

  // The influence is no part of `findings.json`.
  private enum CodingKeys: CodingKey { case value, lower, upper, n }

  /// Creates an estimate.
  public init(
    value: Double?, lower: Double?, upper: Double?, n: Int, influence: [ExampleInfluence] = []
  ) {
    self.value = value
    self.lower = lower
    self.upper = upper
    self.n = n
    self.influence = influence
  }
}

extension EstimateFinding: Equatable {
  /// Whether a reader of the findings sees the same.
  public static func == (first: EstimateFinding, second: EstimateFinding) -> Bool {
    first.value == second.value && first.lower == second.lower && first.upper == second.upper
      && first.n == second.n
  }
}

extension CellFinding.Content {
  private enum CodingKeys: String, CodingKey {
    case markdown, chart, table, claim
  }

  /// Reads an object with one member, named after what the cell holds; an empty one holds nothing.
  public init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: CodingKeys.self)
    if let text = try object.decodeIfPresent(String.self, forKey: .markdown) {
      self = .markdown(text)
    } else if let chart = try object.decodeIfPresent(ChartFinding.self, forKey: .chart) {
      self = .chart(chart)
    } else if let table = try object.decodeIfPresent(TableFinding.self, forKey: .table) {
      self = .table(table)
    } else if let claim = try object.decodeIfPresent(ClaimFinding.self, forKey: .claim) {
      self = .claim(claim)
    } else {
      self = .nothing
    }
  }

  /// Writes an object with one member, named after what the cell holds.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .markdown(let text): try object.encode(text, forKey: .markdown)
    case .chart(let chart): try object.encode(chart, forKey: .chart)
    case .table(let table): try object.encode(table, forKey: .table)
    case .claim(let claim): try object.encode(claim, forKey: .claim)
    case .nothing: break
    }
  }
}
