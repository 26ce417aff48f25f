/// Values along a quantity (layer, depth, rank, tokens), one line for each series, in small multiples.
public struct LineChart: StretchableChart, Hashable {
  /// One value and its interval. What is missing or not finite leaves a gap.
  public struct Value: Sendable, Hashable {
    /// Where along the horizontal axis.
    public var x: Double
    /// The estimate.
    public var y: Double?
    /// The interval around it.
    public var interval: Interval?

    /// Creates a value.
    public init(x: Double, y: Double?, interval: Interval? = nil) {
      self.x = x
      self.y = y
      self.interval = interval
    }
  }

  /// Values that a line joins.
  public struct Series: Sendable, Hashable {
    /// The name, the same in every panel.
    public var name: String
    /// How it looks.
    public var style: SeriesStyle
    /// The values, in the order in which the line joins them.
    public var values: [Value]

    /// Creates a series.
    public init(_ name: String, style: SeriesStyle, values: [Value]) {
      self.name = name
      self.style = style
      self.values = values
    }
  }

  /// Which panels share a vertical axis.
  public enum Sharing: Sendable, Hashable {
    /// All panels.
    case all
    /// The panels of a row.
    case rows
  }

  /// How intervals are drawn.
  public enum IntervalForm: Sendable, Hashable {
    /// As one band along the line, for values at many places.
    case bands
    /// As a bar at each value, for values at few places, such as the sizes of models. Series of one panel
    /// stand side by side, so that bars at one place do not hide each other.
    case whiskers
  }

  /// A level line through every panel, such as the 0 of differences. The vertical axis reaches it.
  public struct Reference: Sendable, Hashable {
    /// Where it stands; not finite, and at or below 0 on a logarithmic axis, it is left out.
    public var value: Double
    /// What it means, for the key, such as `no difference`; may be empty.
    public var name: String

    /// Creates a reference.
    public init(_ value: Double, name: String = "") {
      self.value = value
      self.name = name
    }
  }

  /// What the chart says.
  public var headline: Headline
  /// The panels and their series, drawn in order.
  public var grid: PanelGrid<[Series]>
  /// The horizontal axis, shared by all panels.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// Which panels share the vertical axis.
  public var sharing: Sharing
  /// What the intervals are, for instance `95% bootstrap interval`.
  public var intervalName: String
  /// How intervals are drawn.
  public var intervals: IntervalForm
  /// Level lines through every panel.
  public var references: [Reference]
  /// What the height of each plot is multiplied by, more than 0.
  public var stretch = 1.0

  /// Creates a chart.
  public init(
    _ headline: Headline, grid: PanelGrid<[Series]>, x: Axis, y: Axis, sharing: Sharing = .all,
    intervalName: String = "interval", intervals: IntervalForm = .bands,
    references: [Reference] = []
  ) {
    self.headline = headline
    self.grid = grid
    self.x = x
    self.y = y
    self.sharing = sharing
    self.intervalName = intervalName
    self.intervals = intervals
    self.references = references
  }

  /// The drawing.
  public func scene(width: Double, measurer: any TextMeasurer) -> Scene {
    LineChartDrawing(self, width: width, measurer: measurer).scene()
  }
}

extension LineChart {
  /// Each series that has a name to show once, where it first appears: all but those of context.
  var distinctSeries: [Series] {
    var seen: [Series] = []
    for series in grid.shown.joined()
    where series.style.color != .context
      && !seen.contains(where: { $0.name.utf8.elementsEqual(series.name.utf8) })
    {
      seen.append(series)
    }
    return seen
  }

  var hasBands: Bool {
    grid.shown.joined().contains { $0.values.contains { $0.interval?.finite != nil } }
  }
}

extension LineChart.Series {
  /// What can be drawn on axes of these kinds: runs of neighbours without a gap.
  func runs(_ x: Domain, _ y: Domain) -> [[LineChart.Value]] {
    var runs: [[LineChart.Value]] = [[]]
    for value in values {
      if value.isDrawable(x, y) {
        runs[runs.count - 1].append(value)
      } else if runs.last?.isEmpty == false {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }
}

extension LineChart.Value {
  func isDrawable(_ xDomain: Domain, _ yDomain: Domain) -> Bool {
    guard x.isFinite, let y = y.finite else { return false }
    return (!xDomain.isLogarithmic || x > 0) && (!yDomain.isLogarithmic || y > 0)
  }
}
