/// Values in cells of rows and columns, as colours, in small multiples.
public struct HeatMap: StretchableChart, Hashable {
  /// The rows of cells of one panel, from top to bottom; `nil` and not finite mean missing.
  public typealias Cells = [[Double?]]

  /// What the chart says.
  public var headline: Headline
  /// The panels and their cells.
  public let grid: PanelGrid<Cells>
  /// What the columns of cells are, such as `layer`.
  public var xTitle: String
  /// The label of each column of cells.
  public let xLabels: [String]
  /// What the rows of cells are, such as `projection`.
  public var yTitle: String
  /// The label of each row of cells.
  public let yLabels: [String]
  /// What the colours mean; a domain fixes the colour scale.
  public var quantity: Axis
  /// The colours.
  public var ramp: ColorRamp
  /// What the height of each plot is multiplied by, more than 0.
  public var stretch = 1.0

  /// Creates a heat map. Traps unless each panel has a cell for each pair of labels.
  public init(
    _ headline: Headline, grid: PanelGrid<Cells>, xTitle: String, xLabels: [String],
    yTitle: String, yLabels: [String], quantity: Axis, ramp: ColorRamp = .sequential
  ) {
    for cells in grid.shown {
      precondition(
        cells.count == yLabels.count, "\(yLabels.count) rows of cells, found \(cells.count)")
      for row in cells {
        precondition(row.count == xLabels.count, "\(xLabels.count) cells, found \(row.count)")
      }
    }
    self.headline = headline
    self.grid = grid
    self.xTitle = xTitle
    self.xLabels = xLabels
    self.yTitle = yTitle
    self.yLabels = yLabels
    self.quantity = quantity
    self.ramp = ramp
  }

  /// The drawing.
  public func scene(width: Double, measurer: any TextMeasurer) -> Scene {
    HeatMapDrawing(self, width: width, measurer: measurer).scene()
  }
}

extension HeatMap {
  var values: [Double] { grid.shown.joined().joined().compactMap(\.finite) }

  var hasMissing: Bool { grid.shown.joined().joined().contains { $0.finite == nil } }

  /// The domain of the colour scale: that of the data, and as far below 0 as above it for differences.
  var domain: Domain {
    guard ramp == .diverging else {
      return Domain(of: values, axis: quantity, padding: 0, reachesZero: false)
    }
    let given = quantity.domain.map { max($0.lowerBound.magnitude, $0.upperBound.magnitude) }
    let reach = given ?? values.map(\.magnitude).max() ?? 1
    let top = reach > 0 ? reach : 1
    return Domain(bounds: -top...top, isLogarithmic: false)
  }

  /// The number in a cell: with so many digits of the largest, at most 3 decimals; on a logarithmic scale,
  /// where small values matter as much as large ones, with two digits of its own.
  func cellText(_ value: Double, digits: Int) -> String {
    guard !domain.isLogarithmic else { return NumberText.significant(value, digits: 2) }
    let largest = values.map(\.magnitude).max() ?? 0
    let decimals = min(max(digits - 1 - (DecimalDigits(largest).magnitude ?? 0), 0), 3)
    return NumberText.fixed(value, fraction: decimals)
  }

  /// Kind, axes, and for each panel the range and where its ends are.
  public var spokenDescription: String {
    var sentences = [
      "Heat map of \(quantity.label) by \(yTitle) and \(xTitle): "
        + "\(counted(yLabels.count, "row")) of \(counted(xLabels.count, "cell"))"
        + (grid.isSingle ? "." : ", \(counted(grid.shown.count, "panel")) shown.")
    ]
    for (row, panels) in grid.panels.enumerated() {
      for (column, panel) in panels.enumerated() {
        let place = grid.name(row: row, column: column)
        switch panel {
        case .absent(let absence): sentences.append("\(place ?? "The panel"): \(absence.rawValue).")
        case .shown(let cells):
          let words = range(of: cells)
          sentences.append((place.map { "\($0): \(words)" } ?? words.capitalizedFirst) + ".")
        }
      }
    }
    return sentences.joined(separator: " ")
  }

  private func range(of cells: Cells) -> String {
    let known = cells.enumerated().flatMap { y, row in
      row.enumerated().compactMap { x, value in value.finite.map { (x: x, y: y, value: $0) } }
    }
    guard let low = known.min(by: { $0.value < $1.value }),
      let high = known.max(by: { $0.value < $1.value })
    else { return "no data" }
    let missing = xLabels.count * yLabels.count - known.count
    return "from \(at(low.x, low.y, low.value)) to \(at(high.x, high.y, high.value))"
      + (missing == 0 ? "" : ", \(counted(missing, "cell")) missing")
  }

  /// For example `0.52 at layer 3, projection q`.
  private func at(_ x: Int, _ y: Int, _ value: Double) -> String {
    "\(NumberText.significant(value)) at \(place(x, y))"
  }

  func place(_ x: Int, _ y: Int) -> String {
    "\(xTitle) \(xLabels[x]), \(yTitle) \(yLabels[y])"
  }

  /// One line for each cell.
  public var table: ChartTable {
    var cells: [[ChartTable.Cell]] = []
    for (row, panels) in grid.panels.enumerated() {
      for (column, panel) in panels.enumerated() {
        guard let content = panel.content else { continue }
        for (y, line) in content.enumerated() {
          for (x, value) in line.enumerated() {
            cells.append(
              grid.tableCells(row: row, column: column)
                + [.text(yLabels[y]), .text(xLabels[x]), .init(value)])
          }
        }
      }
    }
    let sides = yTitle == xTitle ? ["\(yTitle) (row)", "\(xTitle) (column)"] : [yTitle, xTitle]
    return ChartTable(header: grid.tableHeader + sides + [quantity.label], cells: cells)
  }
}

extension String {
  /// With a capital first letter, to begin a sentence.
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
