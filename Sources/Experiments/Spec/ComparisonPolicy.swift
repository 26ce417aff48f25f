/// Which changes of an experiment's results are allowed.
public struct ComparisonPolicy: Sendable, Equatable {
  /// What holds where no rule says otherwise.
  public var standard: Terms
  /// Rules for some cells or metrics; of several that apply, the last one that says something holds.
  public var rules: [Rule]

  /// Creates a policy.
  public init(standard: Terms = .usual, rules: [Rule] = []) {
    self.standard = standard
    self.rules = rules
  }

  /// What differences are tolerated and which verdicts allowed.
  public struct Terms: Sendable, Equatable {
    /// The greatest difference that does not matter.
    public var tolerance: Tolerance
    /// Which change is an improvement; `nil` for what the metric itself says.
    public var direction: Metric.Direction?
    /// The verdicts that pass.
    public var allowed: [ComparisonVerdict]

    /// Creates terms.
    public init(
      tolerance: Tolerance, direction: Metric.Direction? = nil, allowed: [ComparisonVerdict]
    ) {
      self.tolerance = tolerance
      self.direction = direction
      self.allowed = allowed
    }

    /// A thousandth; all verdicts pass but `failing`, `regressed`, `changed`, `not comparable` and
    /// `removed`.
    public static let usual = Terms(
      tolerance: Tolerance(absolute: 0, relative: 1e-3),
      allowed: [.inconclusive, .improved, .fixed, .added, .withinTolerance, .equivalent])
  }

  /// The greatest difference that does not matter: whichever is more.
  public struct Tolerance: Sendable, Equatable {
    /// In the unit of the metric, at least 0.
    public var absolute: Double
    /// As a share of the magnitude of the reference, at least 0.
    public var relative: Double

    /// Creates a tolerance.
    public init(absolute: Double, relative: Double) {
      self.absolute = absolute
      self.relative = relative
    }

    /// The greatest difference from `reference` that does not matter.
    public func band(around reference: Double) -> Double {
      max(absolute, relative * abs(reference))
    }
  }

  /// What holds for some cells or metrics.
  public struct Rule: Sendable, Equatable {
    /// Patterns of the ids of cells, with `*` for any characters; `nil` for all cells.
    public var cells: [String]?
    /// The metrics, as the specification spells them; `nil` for all.
    public var metrics: [String]?
    /// What differences are tolerated; `nil` for what holds without the rule.
    public var tolerance: Tolerance?
    /// Which change is an improvement; `nil` for what holds without the rule.
    public var direction: Metric.Direction?
    /// The verdicts that pass; `nil` for what holds without the rule.
    public var allowed: [ComparisonVerdict]?

    /// Creates a rule.
    public init(
      cells: [String]?, metrics: [String]?, tolerance: Tolerance?, direction: Metric.Direction?,
      allowed: [ComparisonVerdict]?
    ) {
      self.cells = cells
      self.metrics = metrics
      self.tolerance = tolerance
      self.direction = direction
      self.allowed = allowed
    }

    /// Whether the rule speaks of a cell and metric; of a cell as a whole, `metric` is `nil`.
    public func applies(toCell cell: String, metric: String?) -> Bool {
      let isCell = cells?.contains { Self.matches(cell, $0) } ?? true
      let isMetric = metrics.map { names in metric.map(names.contains) ?? false } ?? true
      return isCell && isMetric
    }

    /// Whether `pattern`, in which `*` stands for any characters, is the whole of `text`.
    public static func matches(_ text: String, _ pattern: String) -> Bool {
      let parts = pattern.utf8.split(
        separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
      guard let first = parts.first, let last = parts.last, parts.count > 1 else {
        return text.utf8.elementsEqual(pattern.utf8)
      }
      var rest = Array(text.utf8)[...]
      guard rest.starts(with: first) else { return false }
      rest = rest.dropFirst(first.count)
      for part in parts.dropFirst().dropLast() {
        guard let place = rest.indices.first(where: { rest[$0...].starts(with: part) }) else {
          return false
        }
        rest = rest[(place + part.count)...]
      }
      return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }
  }

  /// What holds for a metric of a cell; of the cell as a whole where `metric` is `nil`.
  public func terms(forCell cell: String, metric: String?) -> Terms {
    rules.filter { $0.applies(toCell: cell, metric: metric) }.reduce(standard) { terms, rule in
      Terms(
        tolerance: rule.tolerance ?? terms.tolerance, direction: rule.direction ?? terms.direction,
        allowed: rule.allowed ?? terms.allowed)
    }
  }
}
