/// The data of a chart, in panels.
public struct ChartFinding: Codable, Sendable, Equatable {
  /// What a chart is made of.
  public enum Body: Codable, Sendable, Equatable {
    /// Curves with intervals.
    case lines(PanelsFinding<[SeriesFinding]>)
    /// Mean singular values by rank, with intervals.
    case spectra(PanelsFinding<[SeriesFinding]>)
    /// One value an example.
    case distributions(PanelsFinding<[SampleFinding]>)
    /// Grids of values.
    case heat(PanelsFinding<HeatFinding>)
    /// Grids whose rows add up: a bar for each, a segment for each column.
    case stacks(PanelsFinding<HeatFinding>)
    /// Differences, a row each.
    case forest([ForestGroupFinding])
    /// How alike models are.
    case matrix(PanelsFinding<MatrixFinding>)
  }

  /// What is drawn; `nil` for a spectrum, which draws the singular values.
  public var quantity: QuantityFacts?
  /// What the horizontal axis shows: `layer`, `relative depth`, `response tokens`, `parameters`,
  /// `training tokens`, `rank`; for a forest plot `difference`, `log ratio` or
  /// `AUC`; else empty.
  public var x: String
  /// `linear`, `log` or `auto`: the scale of the values.
  public var scale: String
  /// What colours tell apart: `model`, `data`, `projection`, `family`, `size`; `nil` for nothing.
  public var color: String?
  /// Whether singular values are divided by the first when drawn.
  public var isRelative: Bool
  /// The value that a curve without an effect has, drawn as a line: 0 for differences, 1 for curves
  /// over their means, 0.5 for areas under the ROC curve; `nil` where there is none.
  public var baseline: Double?
  /// What intervals are, such as `95% interval over examples and seeds`; `nil` for bootstrap intervals over
  /// examples.
  public var intervals: String?
  /// The data.
  public var body: Body

  /// Creates a chart.
  public init(
    quantity: QuantityFacts?, x: String, scale: String, color: String?, isRelative: Bool,
    baseline: Double? = nil, intervals: String? = nil, body: Body
  ) {
    self.quantity = quantity
    self.x = x
    self.scale = scale
    self.color = color
    self.isRelative = isRelative
    self.baseline = baseline
    self.intervals = intervals
    self.body = body
  }
}

extension ChartFinding.Body {
  private enum CodingKeys: String, CodingKey {
    case lines, spectra, distributions, heat, stacks, forest, matrix
  }

  /// Reads an object with one member, named after the form.
  public init(from decoder: any Decoder) throws {
    typealias Lines = PanelsFinding<[SeriesFinding]>
    let object = try decoder.container(keyedBy: CodingKeys.self)
    if let lines = try object.decodeIfPresent(Lines.self, forKey: .lines) {
      self = .lines(lines)
    } else if let spectra = try object.decodeIfPresent(Lines.self, forKey: .spectra) {
      self = .spectra(spectra)
    } else if object.contains(.distributions) {
      self = .distributions(
        try object.decode(PanelsFinding<[SampleFinding]>.self, forKey: .distributions))
    } else if object.contains(.heat) {
      self = .heat(try object.decode(PanelsFinding<HeatFinding>.self, forKey: .heat))
    } else if object.contains(.stacks) {
      self = .stacks(try object.decode(PanelsFinding<HeatFinding>.self, forKey: .stacks))
    } else if object.contains(.matrix) {
      self = .matrix(try object.decode(PanelsFinding<MatrixFinding>.self, forKey: .matrix))
    } else {
      self = .forest(try object.decode([ForestGroupFinding].self, forKey: .forest))
    }
  }

  /// Writes an object with one member, named after the form.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .lines(let panels): try object.encode(panels, forKey: .lines)
    case .spectra(let panels): try object.encode(panels, forKey: .spectra)
    case .distributions(let panels): try object.encode(panels, forKey: .distributions)
    case .heat(let panels): try object.encode(panels, forKey: .heat)
    case .stacks(let panels): try object.encode(panels, forKey: .stacks)
    case .forest(let groups): try object.encode(groups, forKey: .forest)
    case .matrix(let panels): try object.encode(panels, forKey: .matrix)
    }
  }
}

/// Panels in rows and columns.
public struct PanelsFinding<Content: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
  /// What tells rows apart, such as `model`; empty for a single row without heading.
  public var rowTitle: String
  /// The heading of each row; at least one.
  public var rows: [String]
  /// What tells columns apart.
  public var columnTitle: String
  /// The heading of each column; at least one.
  public var columns: [String]
  /// The panels, a list for each row; `nil` where nothing was measured.
  public var panels: [[Content?]]

  /// Creates panels.
  public init(
    rowTitle: String, rows: [String], columnTitle: String, columns: [String], panels: [[Content?]]
  ) {
    self.rowTitle = rowTitle
    self.rows = rows
    self.columnTitle = columnTitle
    self.columns = columns
    self.panels = panels
  }
}

/// One curve: as many estimates and bounds as positions.
public struct SeriesFinding: Codable, Sendable {
  /// The name for people.
  public var name: String
  /// What it is of.
  public var identity: Identity
  /// Where along the horizontal axis.
  public var x: [Double]
  /// The estimates.
  public var value: [Double?]
  /// The lower ends of the intervals.
  public var lower: [Double?]
  /// The upper ends of the intervals.
  public var upper: [Double?]
  /// The number of examples.
  public var n: Int
  /// For each position, how far each example moves the estimate; empty where that is not known.
  public var influence: [[ExampleInfluence]] = []

  // The influence is no part of `findings.json`.
  private enum CodingKeys: CodingKey { case name, identity, x, value, lower, upper, n }

  /// Creates a series.
  public init(
    name: String, identity: Identity, x: [Double], value: [Double?], lower: [Double?],
    upper: [Double?], n: Int, influence: [[ExampleInfluence]] = []
  ) {
    self.name = name
    self.identity = identity
    self.x = x
    self.value = value
    self.lower = lower
    self.upper = upper
    self.n = n
    self.influence = influence
  }
}

extension SeriesFinding: Equatable {
  /// Whether a reader of the findings sees the same.
  public static func == (first: SeriesFinding, second: SeriesFinding) -> Bool {
    first.name == second.name && first.identity == second.identity && first.x == second.x
      && first.value == second.value && first.lower == second.lower
      && first.upper == second.upper && first.n == second.n
  }

  /// The estimate at each position.
  public var estimates: [EstimateFinding] {
    x.indices.map { index in
      EstimateFinding(
        value: value[index], lower: lower[index], upper: upper[index], n: n,
        influence: influence.isEmpty ? [] : influence[index])
    }
  }
}

/// One value an example, with the median.
public struct SampleFinding: Codable, Sendable {
  /// The name for people.
  public var name: String
  /// What it is of.
  public var identity: Identity
  /// The values, in the order of the examples.
  public var values: [Double]
  /// The median with its interval.
  public var median: EstimateFinding
  /// The digests of the examples, in their order; empty where they are not known.
  public var examples: [UInt64] = []

  // The digests are no part of `findings.json`.
  private enum CodingKeys: CodingKey { case name, identity, values, median }

  /// Creates a sample.
  public init(
    name: String, identity: Identity, values: [Double], median: EstimateFinding,
    examples: [UInt64] = []
  ) {
    self.name = name
    self.identity = identity
    self.values = values
    self.median = median
    self.examples = examples
  }
}

extension SampleFinding: Equatable {
  /// Whether a reader of the findings sees the same.
  public static func == (first: SampleFinding, second: SampleFinding) -> Bool {
    first.name == second.name && first.identity == second.identity
      && first.values == second.values && first.median == second.median
  }
}

/// A grid of mean values.
public struct HeatFinding: Codable, Sendable, Equatable {
  /// What the columns are: `layer`, `projection`, `model`, `data`.
  public var xTitle: String
  /// The name of each column.
  public var x: [String]
  /// What the rows are.
  public var yTitle: String
  /// The name of each row, from top to bottom.
  public var y: [String]
  /// The values, a list for each row; `nil` where there is none.
  public var values: [[Double?]]
  /// The number of examples behind each value, at least.
  public var n: Int

  /// Creates a grid.
  public init(
    xTitle: String, x: [String], yTitle: String, y: [String], values: [[Double?]], n: Int
  ) {
    self.xTitle = xTitle
    self.x = x
    self.yTitle = yTitle
    self.y = y
    self.values = values
    self.n = n
  }
}

/// Rows of a forest plot under one heading.
public struct ForestGroupFinding: Codable, Sendable, Equatable {
  /// The heading; empty for none.
  public var heading: String
  /// The rows.
  public var rows: [DifferenceFinding]

  /// Creates a group.
  public init(heading: String, rows: [DifferenceFinding]) {
    self.heading = heading
    self.rows = rows
  }
}

/// How one data set differs from another, with the interval of the difference.
public struct DifferenceFinding: Codable, Sendable, Equatable {
  /// The name for people.
  public var label: String
  /// What it is of; `data` is the data set that is compared.
  public var identity: Identity
  /// The data set, or the number, that it is compared with.
  public var reference: String
  /// The difference in the form that the cell asks for.
  public var difference: EstimateFinding
  /// The mean of the data set.
  public var value: Double?
  /// The mean of what it is compared with.
  public var referenceValue: Double?
  /// Whether examples were paired by id.
  public var isPaired: Bool
  /// The two-sided permutation p-value of no difference, and the least that it could have been.
  public var pValue: Double?
  /// The least p-value that so many examples allow.
  public var minimumPValue: Double?
  /// For a claim of families, the probability that a distance between families is above one within;
  /// else `nil`.
  public var effect: EstimateFinding?
  /// For a claim: `supported`, `refuted` or `inconclusive`; for a claim of families: `supported`,
  /// `not supported`, `inconclusive` or `cannot be tested`. For a forest plot: `greater`, `less`,
  /// `inconclusive`.
  public var verdict: String
  /// Why there is no estimate.
  public var problem: String?
  /// The difference in forms that control for response length, and in other forms; `nil` where none was
  /// computed.
  public var controls: [ControlFinding]?
  /// The verdict of the deciding control; `not comparable` where all are refused, `nil` where none was
  /// asked for.
  public var controlledVerdict: String?
  /// Cliff's delta of the examples, from −1 to 1.
  public var cliffsDelta: EstimateFinding?
  /// The probability that an example lies above one that it is compared with, ties half.
  public var auc: EstimateFinding?
  /// The smallest true difference that would have been found with a probability of 0.8.
  public var detectable: Double?
  /// The p-value, adjusted for all rows of the cell (Benjamini and Hochberg).
  public var adjustedPValue: Double?

  /// Creates a difference.
  public init(
    label: String, identity: Identity, reference: String, difference: EstimateFinding,
    value: Double?, referenceValue: Double?, isPaired: Bool, pValue: Double?,
    minimumPValue: Double?, effect: EstimateFinding? = nil, verdict: String, problem: String?,
    controls: [ControlFinding]? = nil, controlledVerdict: String? = nil,
    cliffsDelta: EstimateFinding? = nil, auc: EstimateFinding? = nil, detectable: Double? = nil,
    adjustedPValue: Double? = nil
  ) {
    self.label = label
    self.identity = identity
    self.reference = reference
    self.difference = difference
    self.value = value
    self.referenceValue = referenceValue
    self.isPaired = isPaired
    self.pValue = pValue
    self.minimumPValue = minimumPValue
    self.effect = effect
    self.verdict = verdict
    self.problem = problem
    self.controls = controls
    self.controlledVerdict = controlledVerdict
    self.cliffsDelta = cliffsDelta
    self.auc = auc
    self.detectable = detectable
    self.adjustedPValue = adjustedPValue
  }
}
