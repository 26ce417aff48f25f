import Charts
import Comparison
import Experiments

/// The differences of one cell as a forest plot; `nil` where none has an interval.
struct ForestOfDifferences {
  let chart: any Chart
  let caption: String

  init?(_ cell: CellComparison, level: Double) {
    let lines = cell.lines.filter {
      $0.verdict != .equivalent && $0.number.difference?.lower != nil
    }
    // Differences of one quantity share an axis; of several, the first that asks for attention is drawn.
    guard let quantity = lines.first?.quantity else { return nil }
    let alike = lines.filter { $0.quantity == quantity }
    let shown = alike.prefix(VersionSection.rowLimit)
    let rows = shown.map { line in
      ForestPlot.Row(line.subject, Self.outcome(line))
    }
    let bands = Set(shown.map(\.number.tolerance))
    let band = bands.count == 1 ? bands.first : nil
    let name = "\(percentText(level)) interval"
    chart = ForestPlot(
      Headline("", subtitle: "Difference in \(quantity.lowercasingFirst), with its \(name)"),
      groups: [ForestPlot.Group(rows: Array(rows))],
      axis: Axis("difference", unit: shown.first?.number.quantity.unit), reference: 0,
      tolerance: band.flatMap { $0 > 0 ? Interval(-$0, $0) : nil }, intervalName: name)
    let rest = alike.count - shown.count
    caption =
      "Differences in \(quantity.lowercasingFirst); of a curve, the point that asks for most attention. "
      + "Bars are \(name)s"
      + (band.map { $0 > 0 ? "; the shaded band is the tolerance" : "" } ?? "")
      + (rest > 0 ? "; \(rest) more are in the table's order." : ".")
  }

  private static func outcome(_ line: ComparisonLine) -> ForestPlot.Outcome {
    guard let difference = line.number.difference, let lower = difference.lower,
      let upper = difference.upper
    else { return .absent("no interval") }
    let verdict: ForestPlot.Verdict =
      switch line.verdict {
      case .improved, .fixed: .improved
      case .regressed, .failing: .regressed
      case .changed: .changed
      case .equivalent, .withinTolerance: .equivalent
      default: .inconclusive
      }
    return .estimate(difference.value, Interval(lower, upper), verdict)
  }
}
