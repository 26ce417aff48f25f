/// Samples side by side: the shape of each, all of its values, its median and the median's interval.
public struct DistributionChart: StretchableChart, Hashable {
  /// One row of every panel.
  public struct Group: Sendable, Hashable {
    /// The name.
    public var name: String
    /// How it looks; dash and marker are not used.
    public var style: SeriesStyle

    /// Creates a group.
    public init(_ name: String, style: SeriesStyle) {
      self.name = name
      self.style = style
    }
  }

  /// The values of a group in one panel.
  public struct Sample: Sendable, Hashable {
    /// The values in any order; not finite ones are left out.
    public var values: [Double]
    /// The interval of the median.
    public var interval: Interval?

    /// Creates a sample.
    public init(_ values: [Double], interval: Interval? = nil) {
      self.values = values
      self.interval = interval
    }
  }

  /// What the chart says.
  public var headline: Headline
  /// The rows of each panel, from top to bottom.
  public let groups: [Group]
  /// The panels: a sample for each group, in the order of `groups`.
  public let grid: PanelGrid<[Sample]>
  /// What is measured.
  public var axis: Axis
  /// What the intervals are.
  public var intervalName: String
  /// What the height of each plot is multiplied by, more than 0.
  public var stretch = 1.0

  /// Creates a chart. Traps unless each panel has a sample for each group.
  public init(
    _ headline: Headline, groups: [Group], grid: PanelGrid<[Sample]>, axis: Axis,
    intervalName: String = "interval of the median"
  ) {
    for samples in grid.shown {
      precondition(
        samples.count == groups.count,
        "\(groups.count) groups need as many samples, found \(samples.count)")
    }
    self.headline = headline
    self.groups = groups
    self.grid = grid
    self.axis = axis
    self.intervalName = intervalName
  }

  /// The drawing.
  public func scene(width: Double, measurer: any TextMeasurer) -> Scene {
    DistributionDrawing(self, width: width, measurer: measurer).scene()
  }
}

extension DistributionChart.Sample {
  var finite: [Double] { values.filter(\.isFinite) }

  /// `nil` if no value is finite.
  var median: Double? { Optional(quantile(0.5, of: finite.sorted())).finite }
}

extension DistributionChart {
  var domain: Domain {
    let values = grid.shown.joined().flatMap { sample in
      sample.finite + (sample.interval?.finite.map { [$0.low, $0.high] } ?? [])
    }
    return Domain(of: values, axis: axis, padding: 0.05, reachesZero: false)
  }

  /// What the reader must know about values that are not drawn.
  var notes: [String] {
    let hidden =
      domain.isLogarithmic ? grid.shown.joined().flatMap(\.finite).filter { $0 <= 0 }.count : 0
    return hidden == 0
      ? [] : ["\(counted(hidden, "value")) at or below 0 cannot be shown on a logarithmic axis."]
  }

  /// Kind, axis, and for each group its size, median and range.
  public var spokenDescription: String {
    var sentences = [
      "Distributions of \(axis.label) in \(counted(groups.count, "group"))"
        + (grid.isSingle ? "." : ", \(counted(grid.shown.count, "panel")) shown.")
    ]
    for (row, panels) in grid.panels.enumerated() {
      for (column, panel) in panels.enumerated() {
        let place = grid.name(row: row, column: column)
        switch panel {
        case .absent(let absence): sentences.append("\(place ?? "The panel"): \(absence.rawValue).")
        case .shown(let samples):
          let words = zip(groups, samples).map { Self.words($0.name, $1) }
          sentences.append((place.map { "\($0): " } ?? "") + words.joined(separator: "; ") + ".")
        }
      }
    }
    return sentences.joined(separator: " ")
  }

  static func words(_ name: String, _ sample: Sample) -> String {
    let values = sample.finite
    guard let median = sample.median, let low = values.min(), let high = values.max() else {
      return "\(name): no data"
    }
    return
      "\(name) has \(counted(values.count, "value")), median \(spoken(median, sample.interval)), "
      + "range \(NumberText.significant(low)) to \(NumberText.significant(high))"
  }

  /// One line for each sample: size, quartiles, range and interval of the median.
  public var table: ChartTable {
    var cells: [[ChartTable.Cell]] = []
    for (row, panels) in grid.panels.enumerated() {
      for (column, panel) in panels.enumerated() {
        for (group, sample) in zip(groups, panel.content ?? []) {
          let sorted = sample.finite.sorted()
          let interval = sample.interval?.finite
          let numbers = [0, 0.25, 0.5, 0.75, 1].map { quantile($0, of: sorted) }
          cells.append(
            grid.tableCells(row: row, column: column)
              + [.text(group.name), .number(Double(sorted.count))]
              + numbers.map { .init($0) } + [.init(interval?.low), .init(interval?.high)])
        }
      }
    }
    return ChartTable(
      header: grid.tableHeader + [
        "group", "n", "least", "lower quartile", "median", "upper quartile", "greatest",
        "\(intervalName) low", "\(intervalName) high",
      ], cells: cells)
  }

  /// One line for each value.
  public var valuesTable: ChartTable {
    var cells: [[ChartTable.Cell]] = []
    for (row, panels) in grid.panels.enumerated() {
      for (column, panel) in panels.enumerated() {
        for (group, sample) in zip(groups, panel.content ?? []) {
          let place = grid.tableCells(row: row, column: column) + [.text(group.name)]
          cells += sample.values.map { place + [.init($0)] }
        }
      }
    }
    return ChartTable(header: grid.tableHeader + ["group", axis.label], cells: cells)
  }
}
