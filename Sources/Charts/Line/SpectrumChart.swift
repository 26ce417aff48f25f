/// Singular values by rank on two logarithmic axes, in small multiples.
public struct SpectrumChart: StretchableChart, Hashable {
  /// The singular values of one thing, largest first, with intervals where they are means of several spectra.
  public struct Spectrum: Sendable, Hashable {
    /// The name, the same in every panel.
    public var name: String
    /// How it looks.
    public var style: SeriesStyle
    /// The values by rank, 0 or more; rank 1 is the first. Not finite means missing.
    public var values: [Double]
    /// The interval of each value, as many as `values`; empty if there are none.
    public var intervals: [Interval]

    /// Creates a spectrum. Traps unless there are no intervals or one for each value.
    public init(
      _ name: String, style: SeriesStyle, values: [Double], intervals: [Interval] = []
    ) {
      precondition(
        intervals.isEmpty || intervals.count == values.count,
        "\(values.count) singular values have \(intervals.count) intervals")
      self.name = name
      self.style = style
      self.values = values
      self.intervals = intervals
    }
  }

  /// The same data as lines.
  public private(set) var lines: LineChart

  /// Creates a chart.
  ///
  /// - Parameters:
  ///   - headline: what the chart says.
  ///   - grid: the panels and their spectra.
  ///   - isRelative: whether to divide each spectrum, and its intervals, by its first value: σ/σ₁.
  ///   - intervalName: what the intervals are.
  public init(
    _ headline: Headline, grid: PanelGrid<[Spectrum]>, isRelative: Bool = true,
    intervalName: String = "interval"
  ) {
    let panels = grid.panels.map { row in
      row.map { panel -> Panel<[LineChart.Series]> in
        switch panel {
        case .absent(let absence): .absent(absence)
        case .shown(let spectra): .shown(spectra.map { $0.series(isRelative: isRelative) })
        }
      }
    }
    lines = LineChart(
      headline,
      grid: PanelGrid(
        rowTitle: grid.rowTitle, rows: grid.rows, columnTitle: grid.columnTitle,
        columns: grid.columns, panels: panels),
      x: Axis("rank", scaling: .logarithmic, isWhole: true),
      y: Axis(isRelative ? "σ / σ₁" : "singular value σ", scaling: .logarithmic),
      intervalName: intervalName)
  }

  /// What the height of each plot is multiplied by, more than 0.
  public var stretch: Double {
    get { lines.stretch }
    set { lines.stretch = newValue }
  }

  /// What the chart says.
  public var headline: Headline { lines.headline }

  /// The drawing.
  public func scene(width: Double, measurer: any TextMeasurer) -> Scene {
    lines.scene(width: width, measurer: measurer)
  }

  /// Kind, axes, and for each spectrum how it falls.
  public var spokenDescription: String { lines.spokenDescription }

  /// One line for each singular value.
  public var table: ChartTable { lines.table }
}

extension SpectrumChart.Spectrum {
  /// A spectrum that begins with 0 stays as it is: there is nothing to divide by.
  fileprivate func series(isRelative: Bool) -> LineChart.Series {
    let first = values.first ?? 1
    let unit = isRelative && first.isFinite && first > 0 ? first : 1
    let points = values.enumerated().map { index, value in
      LineChart.Value(
        x: Double(index + 1), y: value / unit,
        interval: intervals.isEmpty
          ? nil : Interval(intervals[index].low / unit, intervals[index].high / unit))
    }
    return LineChart.Series(name, style: style, values: points)
  }
}
