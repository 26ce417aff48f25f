/// Estimates with intervals in rows, against a reference and what counts as no difference.
public struct ForestPlot: Chart, Hashable {
  /// What a comparison found; whether it went up or down follows from the estimate.
  public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// It differs, for the better.
    case improved
    /// It differs, for the worse.
    case regressed
    /// It differs, and neither direction is better.
    case changed
    /// It is the same within the tolerance.
    case equivalent
    /// The interval is too wide to say.
    case inconclusive
  }

  /// What is known about a row.
  public enum Outcome: Sendable, Hashable {
    /// A comparison.
    case estimate(Double, Interval, Verdict)
    /// None, and why in a word or two: not run, failed, not comparable.
    case absent(String)
  }

  /// A line of the plot.
  public struct Row: Sendable, Hashable {
    /// What is compared.
    public var label: String
    /// What was found.
    public var outcome: Outcome
    /// The same under control, drawn hollow right below; `nil` for nothing.
    public var controlled: Outcome?

    /// Creates a row.
    public init(_ label: String, _ outcome: Outcome, controlled: Outcome? = nil) {
      self.label = label
      self.outcome = outcome
      self.controlled = controlled
    }
  }

  /// Rows under a heading.
  public struct Group: Sendable, Hashable {
    /// The heading; empty for none.
    public var heading: String
    /// The rows, from top to bottom.
    public var rows: [Row]

    /// Creates a group.
    public init(_ heading: String = "", rows: [Row]) {
      self.heading = heading
      self.rows = rows
    }
  }

  /// What the chart says.
  public var headline: Headline
  /// The rows, from top to bottom.
  public var groups: [Group]
  /// What is estimated. With a domain, intervals that reach past it end in arrowheads.
  public var axis: Axis
  /// The value that means no difference: 0, or 1 for ratios.
  public var reference: Double
  /// The differences that do not matter, shaded.
  public var tolerance: Interval?
  /// What the intervals are.
  public var intervalName: String
  /// What hollow marks are, such as `at equal length`.
  public var controlName: String

  /// Creates a plot. A logarithmic axis with a reference at or below 0 traps.
  public init(
    _ headline: Headline, groups: [Group], axis: Axis, reference: Double = 0,
    tolerance: Interval? = nil, intervalName: String = "95% interval",
    controlName: String = "under control"
  ) {
    precondition(
      axis.scaling != .logarithmic || reference > 0,
      "a logarithmic axis needs a reference above 0, found \(reference)")
    self.headline = headline
    self.groups = groups
    self.axis = axis
    self.reference = reference
    self.tolerance = tolerance
    self.intervalName = intervalName
    self.controlName = controlName
  }

  /// The drawing.
  public func scene(width: Double, measurer: any TextMeasurer) -> Scene {
    ForestDrawing(self, width: width, measurer: measurer).scene()
  }
}

extension ForestPlot.Outcome {
  /// The estimate if all of it is finite.
  var finite: (value: Double, interval: Interval, verdict: ForestPlot.Verdict)? {
    guard case .estimate(let value, let interval, let verdict) = self, value.isFinite,
      let interval = interval.finite
    else { return nil }
    return (value, interval, verdict)
  }
}

extension ForestPlot {
  var rows: [Row] { groups.flatMap(\.rows) }

  /// Whether any row has a controlled outcome.
  var isControlled: Bool { rows.contains { $0.controlled != nil } }

  /// All estimates, raw and controlled.
  private var estimates: [(value: Double, interval: Interval, verdict: Verdict)] {
    rows.flatMap { [$0.outcome, $0.controlled] }.compactMap { $0?.finite }
  }

  /// The domain of the estimates, intervals, reference and tolerance.
  var domain: Domain {
    let ends = estimates.flatMap {
      [$0.value, $0.interval.low, $0.interval.high]
    }
    let context = [reference] + (tolerance.map { [$0.low, $0.high] } ?? [])
    return Domain(of: ends + context, axis: axis, padding: 0.06, reachesZero: false)
  }

  /// As many decimals for all rows as show two digits of the middle interval, at most 4: one narrow
  /// interval among many should not fill all rows with digits that say nothing.
  var decimals: Int {
    let widths = estimates.map { $0.interval.high - $0.interval.low }
      .filter { $0 > 0 && $0.isFinite }.sorted()
    let middle = widths.isEmpty ? 1 : widths[widths.count / 2]
    return min(max(1 - (DecimalDigits(middle).magnitude ?? 0), 0), 4)
  }

  /// For example −1.52 [−1.93, −1.10].
  func words(_ value: Double, _ interval: Interval) -> String {
    func end(_ number: Double) -> String { NumberText.end(number, fraction: decimals) }
    return
      "\(NumberText.fixed(value, fraction: decimals)) [\(end(interval.low)), \(end(interval.high))]"
  }

  /// Kind, counts of verdicts, and each row.
  public var spokenDescription: String {
    let found = rows.compactMap(\.outcome.finite)
    let counts = Verdict.allCases.compactMap { verdict -> String? in
      let count = found.filter { $0.verdict == verdict }.count
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    var sentences = [
      "Forest plot of \(axis.label) with \(intervalName) against "
        + "\(NumberText.significant(reference)): \(counted(rows.count, "row"))"
        + (counts.isEmpty ? "." : ", \(counts.joined(separator: ", ")).")
    ]
    if let least = found.min(by: { $0.value < $1.value }),
      let most = found.max(by: { $0.value < $1.value })
    {
      sentences.append(
        "Estimates range from \(words(least.value, least.interval)) "
          + "to \(words(most.value, most.interval)).")
    }
    let controlled = rows.compactMap(\.controlled)
    if !controlled.isEmpty {
      let clear = controlled.compactMap(\.finite).count { $0.verdict != .inconclusive }
      let absent = controlled.count { $0.finite == nil }
      sentences.append(
        "Of \(counted(controlled.count, "row")) \(controlName), \(clear) "
          + "\(clear == 1 ? "differs" : "differ")"
          + (absent > 0 ? " and \(absent) cannot be compared." : "."))
    }
    return sentences.joined(separator: " ")
  }

  /// One line for each row of the plot.
  public var table: ChartTable {
    let hasHeadings = groups.contains { !$0.heading.isEmpty }
    let cells = groups.flatMap { group in
      group.rows.map { row in
        (hasHeadings ? [.text(group.heading)] : []) + [.text(row.label)] + Self.fields(row.outcome)
          + (isControlled ? Self.fields(row.controlled ?? .absent("")) : [])
      }
    }
    return ChartTable(
      header: (hasHeadings ? ["group"] : []) + [
        "row", axis.label, "\(intervalName) low", "\(intervalName) high", "verdict",
      ] + (isControlled ? controlHeader : []), cells: cells)
  }

  private var controlHeader: [String] {
    ["\(controlName)", "\(controlName) low", "\(controlName) high", "\(controlName) verdict"]
  }

  private static func fields(_ outcome: Outcome) -> [ChartTable.Cell] {
    switch outcome {
    case .absent(let reason): [.empty, .empty, .empty, .text(reason)]
    case .estimate(let value, let interval, let verdict):
      [.init(value), .init(interval.low), .init(interval.high), .text(verdict.rawValue)]
    }
  }
}
