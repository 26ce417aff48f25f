/// Parts that add up to wholes: bars lying down, a segment for each part.
public struct StackedChart: StretchableChart, Hashable {
  /// What a segment of every bar stands for.
  public struct Part: Sendable, Hashable {
    /// The name.
    public var name: String
    /// How it looks; dash and marker are not used.
    public var style: SeriesStyle

    /// Creates a part.
    public init(_ name: String, style: SeriesStyle) {
      self.name = name
      self.style = style
    }
  }

  /// What the chart says.
  public var headline: Headline
  /// The segments of each bar, from left to right.
  public let parts: [Part]
  /// The name of each bar, from top to bottom.
  public let bars: [String]
  /// What tells the bars apart, such as `round`.
  public let barTitle: String
  /// The panels: for each bar its segments; `nil` where there is none.
  public let grid: PanelGrid<[[Double?]]>
  /// What is counted.
  public var axis: Axis
  /// What the height of each plot is multiplied by, more than 0.
  public var stretch = 1.0

  /// Creates a chart. Traps unless each panel has all segments of all bars.
  public init(
    _ headline: Headline, parts: [Part], barTitle: String, bars: [String],
    grid: PanelGrid<[[Double?]]>, axis: Axis
  ) {
    for panel in grid.shown {
      precondition(
        panel.count == bars.count && panel.allSatisfy { $0.count == parts.count },
        "\(bars.count) bars of \(parts.count) parts, found \(panel.map(\.count))")
    }
    self.headline = headline
    self.parts = parts
    self.barTitle = barTitle
    self.bars = bars
    self.grid = grid
    self.axis = axis
  }

  /// The drawing.
  public func scene(width: Double, measurer: any TextMeasurer) -> Scene {
    StackedDrawing(self, width: width, measurer: measurer).scene()
  }
}

extension StackedChart {
  /// The sum of a bar's segments; 0 for a bar without any.
  static func total(_ segments: [Double?]) -> Double {
    segments.reduce(0) { $0 + max($1.finite ?? 0, 0) }
  }

  /// From 0 to the longest bar.
  var domain: Domain {
    let longest = grid.shown.joined().map(Self.total).max() ?? 0
    var fixed = axis
    fixed.scaling = .linear
    fixed.domain = axis.domain ?? 0...max(longest * 1.02, longest > 0 ? 0 : 1)
    return Domain(of: [0, longest], axis: fixed, padding: 0, reachesZero: true)
  }

  /// The segments of a bar in words.
  func words(_ bar: String, _ segments: [Double?]) -> String {
    let known = zip(parts, segments).compactMap { part, value in
      value.finite.map { "\(part.name) \(NumberText.significant($0))" }
    }
    guard !known.isEmpty else { return "\(bar): no data" }
    return "\(bar): \(known.joined(separator: ", ")), in all "
      + NumberText.significant(Self.total(segments))
  }

  /// Kind, axis, and each bar with its segments.
  public var spokenDescription: String {
    var sentences = [
      "Stacked bars of \(axis.label) in \(counted(parts.count, "part"))"
        + (grid.isSingle ? "." : ", \(counted(grid.shown.count, "panel")) shown.")
    ]
    for (row, panels) in grid.panels.enumerated() {
      for (column, panel) in panels.enumerated() {
        let place = grid.name(row: row, column: column)
        switch panel {
        case .absent(let absence): sentences.append("\(place ?? "The panel"): \(absence.rawValue).")
        case .shown(let bars):
          let told = zip(self.bars, bars).map { words($0, $1) }
          sentences.append((place.map { "\($0): " } ?? "") + told.joined(separator: "; ") + ".")
        }
      }
    }
    return sentences.joined(separator: " ")
  }

  /// One line for each segment.
  public var table: ChartTable {
    var cells: [[ChartTable.Cell]] = []
    for (row, panels) in grid.panels.enumerated() {
      for (column, panel) in panels.enumerated() {
        for (bar, segments) in zip(bars, panel.content ?? []) {
          for (part, value) in zip(parts, segments) {
            cells.append(
              grid.tableCells(row: row, column: column)
                + [.text(bar), .text(part.name), .init(value)])
          }
        }
      }
    }
    return ChartTable(header: grid.tableHeader + [barTitle, "part", axis.label], cells: cells)
  }
}
