public import Experiments
import Statistics

/// What of a number's identity a contrast sets against each other.
public enum ContrastAxis: String, Sendable, CaseIterable {
  case family, size, model, data
  /// Two different experiments.
  case experiment
}

/// Two families, sizes, models, data sets or experiments set against each other: how large each
/// difference is and how sure. Nothing here is better or worse, and nothing passes or fails.
public struct Contrast: Sendable {
  /// What is set against each other.
  public var axis: ContrastAxis
  /// The form of the differences.
  public var form: NumberDifference.Form
  /// The cells, in the order of the first report.
  public var cells: [Cell]
  /// The confidence level of intervals.
  public var level: Double
  /// How many numbers were compared, over which p-values are adjusted.
  public var tested: Int

  /// The contrasts of one cell.
  public struct Cell: Sendable {
    /// The cell's id.
    public var id: String
    /// Its title.
    public var title: String
    /// Its rows.
    public var rows: [Row]
  }

  /// One contrast.
  public struct Row: Sendable {
    /// What joins the two numbers: what they have in common.
    public var key: ReportedNumber.Key
    /// What they are numbers of.
    public var quantity: QuantityFacts
    /// The name of what is compared with.
    public var reference: String
    /// The name of what is compared.
    public var other: String
    /// The number that is compared with.
    public var first: EstimateFinding
    /// The number that is compared.
    public var second: EstimateFinding
    /// How they differ; `nil` where a value is missing or has no logarithm.
    public var difference: NumberDifference?
    /// The p-value, adjusted for all rows (Benjamini and Hochberg).
    public var adjustedPValue: Double?

    /// `greater`, `less`, `inconclusive`, or `not measured`.
    public func verdict(alpha: Double) -> String {
      guard let difference else { return "not measured" }
      guard let p = adjustedPValue, p < alpha else { return "inconclusive" }
      return difference.value > 0 ? "greater" : "less"
    }
  }
}

// MARK: - Within reports

extension Contrast {
  /// Sets what the numbers of one report are of against each other.
  ///
  /// - Parameters:
  ///   - report: The report.
  ///   - axis: What is set against each other; not `experiment`.
  ///   - reference: Which family, size, model or data set the others are compared with; `nil` for the
  ///     first of each cell.
  ///   - form: The form of the differences.
  public init(
    _ report: ComparedReport, across axis: ContrastAxis, reference: String? = nil,
    form: NumberDifference.Form = .absolute
  ) {
    (self.axis, self.form, tested) = (axis, form, 0)
    level = report.findings.statistics.confidence
    cells = []
    for cell in report.findings.cells {
      let numbers = summarized(report.numbers(of: cell))
      let rows = Self.rows(numbers, axis, reference, form, level)
      if !rows.isEmpty { cells.append(Cell(id: cell.id, title: cell.title, rows: rows)) }
    }
    adjust()
  }

  private static func rows(
    _ numbers: [ReportedNumber], _ axis: ContrastAxis, _ reference: String?,
    _ form: NumberDifference.Form, _ level: Double
  ) -> [Row] {
    let placed = numbers.filter { axis.name(of: $0.key.identity) != nil }
    // Sizes tell families apart only where families share some.
    let sizes = Dictionary(grouping: placed, by: \.key.identity.size).mapValues {
      Set($0.compactMap(\.key.identity.family)).count
    }
    let sharesSizes = sizes.contains { $0.key != nil && $0.value > 1 }
    var order: [ReportedNumber.Key] = []
    var groups: [ReportedNumber.Key: [ReportedNumber]] = [:]
    for number in placed {
      let key = axis.rest(of: number.key, keepingSize: sharesSizes)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(number)
    }
    return order.flatMap { key -> [Row] in
      let group = groups[key] ?? []
      let first =
        reference == nil
        ? group.first : group.first { axis.name(of: $0.key.identity) == reference }
      guard let first else { return [] }
      let firstName = axis.name(of: first.key.identity)
      return group.filter { axis.name(of: $0.key.identity) != firstName }.map {
        row(key, first, $0, names: (axis.label(of: first), axis.label(of: $0)), form, level)
      }
    }
  }

  private static func row(
    _ key: ReportedNumber.Key, _ first: ReportedNumber, _ second: ReportedNumber,
    names: (String, String), _ form: NumberDifference.Form, _ level: Double
  ) -> Row {
    Row(
      key: key, quantity: first.quantity, reference: names.0, other: names.1,
      first: first.estimate, second: second.estimate,
      difference: NumberDifference(
        from: first.estimate, to: second.estimate, form: form, level: level))
  }

  private mutating func adjust() {
    let values = cells.flatMap(\.rows).compactMap { $0.difference?.pValue }
    tested = values.count
    var adjusted = benjaminiHochberg(values)[...]
    for cell in cells.indices {
      for row in cells[cell].rows.indices where cells[cell].rows[row].difference?.pValue != nil {
        cells[cell].rows[row].adjustedPValue = adjusted.popFirst()
      }
    }
  }
}

// MARK: - Between experiments

extension Contrast {
  /// Sets the numbers that two different experiments have in common against each other, wherever they
  /// stand.
  public init(
    _ first: ComparedReport, _ second: ComparedReport, form: NumberDifference.Form = .absolute
  ) {
    (axis, self.form, tested) = (.experiment, form, 0)
    let level = first.findings.statistics.confidence
    self.level = level
    var others: [ReportedNumber.Key: ReportedNumber] = [:]
    for cell in second.findings.cells {
      for number in summarized(second.numbers(of: cell)) where others[number.key] == nil {
        others[number.key] = number
      }
    }
    cells = []
    var seen: Set<ReportedNumber.Key> = []
    for cell in first.findings.cells {
      let rows = summarized(first.numbers(of: cell)).compactMap { number -> Row? in
        guard let other = others[number.key], seen.insert(number.key).inserted else { return nil }
        return Self.row(
          number.key, number, other, names: (first.name, second.name), form, level)
      }
      if !rows.isEmpty { cells.append(Cell(id: cell.id, title: cell.title, rows: rows)) }
    }
    adjust()
  }
}

// MARK: - Curves as numbers

/// The numbers, with each curve over layers or ranks as its mean: models differ in how many they have.
private func summarized(_ numbers: [ReportedNumber]) -> [ReportedNumber] {
  var result: [ReportedNumber] = []
  var places: [ReportedNumber.Key: Int] = [:]
  var curves: [[ReportedNumber]] = []
  for number in numbers {
    guard number.isPoint else {
      result.append(number)
      continue
    }
    // Fields of a grid and groups of lengths have no examples of their own to average over.
    guard let axis = number.key.axis, ["layer", "relative depth"].contains(axis) else { continue }
    var key = number.key
    (key.axis, key.coordinate) = ("mean over layers", nil)
    if let place = places[key] {
      curves[place].append(number)
    } else {
      places[key] = curves.count
      curves.append([number])
    }
  }
  return result + curves.compactMap(mean)
}

private func mean(of curve: [ReportedNumber]) -> ReportedNumber? {
  guard var number = curve.first else { return nil }
  let values = curve.compactMap(\.estimate.value)
  guard values.count == curve.count else { return nil }
  let count = Double(values.count)
  let samples = number.estimate.influence.map(\.examples)
  let isWhole = curve.allSatisfy { $0.estimate.influence.map(\.examples) == samples }
  let influence = (isWhole ? samples : []).enumerated().map { sample, examples in
    var sums = [Double](repeating: 0, count: examples.count)
    for point in curve {
      for (index, value) in point.estimate.influence[sample].values.enumerated() {
        sums[index] += value / count
      }
    }
    return ExampleInfluence(examples: examples, values: sums)
  }
  number.estimate = EstimateFinding(
    value: values.reduce(0, +) / count, lower: nil, upper: nil, n: number.estimate.n,
    influence: influence)
  (number.key.axis, number.key.coordinate, number.isPoint) = ("mean over layers", nil, false)
  return number
}

extension ContrastAxis {
  /// What of an identity is set against others.
  func name(of identity: Identity) -> String? {
    switch self {
    case .family: identity.family
    case .size: identity.size
    case .model: identity.model
    case .data: identity.data
    case .experiment: nil
    }
  }

  /// What a row calls it: families and sizes by their models where these are known.
  fileprivate func label(of number: ReportedNumber) -> String {
    let identity = number.key.identity
    switch self {
    case .family, .size: return identity.model ?? name(of: identity) ?? ""
    default: return name(of: identity) ?? ""
    }
  }

  /// What numbers that are set against each other have in common.
  fileprivate func rest(of key: ReportedNumber.Key, keepingSize: Bool) -> ReportedNumber.Key {
    var key = key
    key.occurrence = 0
    switch self {
    case .family:
      (key.identity.family, key.identity.model) = (nil, nil)
      if !keepingSize { key.identity.size = nil }
    case .size: (key.identity.size, key.identity.model) = (nil, nil)
    case .model: (key.identity.model, key.identity.family, key.identity.size) = (nil, nil, nil)
    case .data: key.identity.data = nil
    case .experiment: break
    }
    return key
  }
}
