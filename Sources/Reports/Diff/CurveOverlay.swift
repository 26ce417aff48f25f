import Charts
import Comparison
import Experiments

/// The curves of one cell before and after, in the panels of the cell; `nil` where it shows none that
/// changed.
struct CurveOverlay {
  let chart: any Chart
  let caption: String

  init?(_ cell: CellComparison, _ before: Findings, _ after: Findings) {
    guard cell.numbers.contains(where: { $0.isPoint && $0.verdict != .equivalent }),
      let old = Self.curves(of: cell.id, in: before), let new = Self.curves(of: cell.id, in: after)
    else { return nil }
    let maker = ChartMaker(after)
    let styles = maker.styles.telling(
      apart: new.panels.panels.map { $0.map { $0 ?? [] } }, by: new.chart.color)
    let earlier = old.panels.panels.joined().compactMap { $0 }.joined()
    let panels = new.panels.panels.map { row in
      row.map { panel -> Panel<[LineChart.Series]> in
        guard let panel else { return .absent(.notRun) }
        let lines = panel.flatMap { series -> [LineChart.Series] in
          let same = earlier.filter {
            $0.identity == series.identity && equal($0.name, series.name)
          }
          return same.prefix(1).map {
            LineChart.Series(
              "before", style: SeriesStyle(.context, dash: .dashed), values: maker.values(of: $0))
          } + [
            LineChart.Series(series.name, style: styles(series), values: maker.values(of: series))
          ]
        }
        return .shown(lines)
      }
    }
    let quantity = new.chart.quantity
    chart = LineChart(
      Headline("", subtitle: "Before (grey, dashed) and after"),
      grid: PanelGrid(
        rowTitle: new.panels.rowTitle, rows: new.panels.rows, columnTitle: new.panels.columnTitle,
        columns: new.panels.columns, panels: panels),
      x: new.chart.x == "relative depth"
        ? .relativeDepth : Axis(new.chart.x, scaling: .linear, isWhole: true),
      y: Axis(
        quantity?.label ?? "", unit: quantity?.unit,
        scaling: new.chart.scale == "log" ? .logarithmic : .automatic),
      intervalName: maker.intervalName)
    caption =
      "\(quantity?.label ?? "Singular value") before, grey and dashed, and after, in the colours of the report."
  }

  private static func curves(
    of id: String, in findings: Findings
  ) -> (chart: ChartFinding, panels: PanelsFinding<[SeriesFinding]>)? {
    guard let cell = findings.cells.first(where: { equal($0.id, id) }),
      case .chart(let chart) = cell.content, case .lines(let panels) = chart.body
    else { return nil }
    return (chart, panels)
  }
}
