/// Numbers over saved reports, a small panel each: estimates with their intervals, levels where they step, and
/// dashed lines where neighbours cannot be compared.
public struct HistoryChart: Chart, Hashable {
  /// What one report says of one number.
  public struct Value: Sendable, Hashable {
    /// The estimate; `nil` where the report has none.
    public var estimate: Double?
    /// The interval around it.
    public var interval: Interval?

    /// Creates a value.
    public init(_ estimate: Double?, interval: Interval? = nil) {
      (self.estimate, self.interval) = (estimate, interval)
    }
  }

  /// Reports over which a number keeps its level.
  public struct Level: Sendable, Hashable {
    /// Which reports, counted from 0.
    public var range: Range<Int>
    /// The level.
    public var value: Double
    /// Whether it is a step away from the one before.
    public var isStep: Bool

    /// Creates a level.
    public init(_ range: Range<Int>, value: Double, isStep: Bool) {
      (self.range, self.value, self.isStep) = (range, value, isStep)
    }
  }

  /// A place where numbers of two reports cannot be compared.
  public struct Cut: Sendable, Hashable {
    /// The first report, counted from 0, that is unlike those before it.
    public var index: Int
    /// Why, in a word or two, such as `data`.
    public var reason: String

    /// Creates a cut.
    public init(before index: Int, reason: String) {
      (self.index, self.reason) = (index, reason)
    }
  }

  /// The history of one number.
  public struct Panel: Sendable, Hashable {
    /// What tells it from the others.
    public var name: String
    /// A value for each report.
    public var values: [Value]
    /// The levels, in order; empty where nothing steps.
    public var levels: [Level]
    /// Where it is cut apart, in order.
    public var cuts: [Cut]

    /// Creates a history.
    public init(_ name: String, values: [Value], levels: [Level] = [], cuts: [Cut] = []) {
      (self.name, self.values, self.levels, self.cuts) = (name, values, levels, cuts)
    }

    /// The first reports of the levels that are steps.
    var steps: [Level] { levels.filter(\.isStep) }
  }

  /// What the chart says.
  public var headline: Headline
  /// The names of the reports, from the oldest to the newest.
  public let reports: [String]
  /// The panels.
  public let panels: [Panel]
  /// What is measured; each panel has a range of its own.
  public var y: Axis
  /// What the intervals are, for instance `95% bootstrap interval`.
  public var intervalName: String

  /// Creates a chart. Traps without a panel, and unless each has a value for each report.
  public init(
    _ headline: Headline, reports: [String], panels: [Panel], y: Axis, intervalName: String
  ) {
    precondition(!panels.isEmpty, "a history needs a panel")
    for panel in panels {
      precondition(
        panel.values.count == reports.count && !reports.isEmpty,
        "\(reports.count) reports need as many values, found \(panel.values.count)")
      for level in panel.levels {
        precondition(
          level.range.lowerBound >= 0 && level.range.upperBound <= reports.count,
          "a level over reports \(level.range) of \(reports.count)")
      }
    }
    (self.headline, self.reports, self.panels) = (headline, reports, panels)
    (self.y, self.intervalName) = (y, intervalName)
  }

  /// The drawing.
  public func scene(width: Double, measurer: any TextMeasurer) -> Scene {
    HistoryDrawing(self, width: width, measurer: measurer).scene()
  }
}
