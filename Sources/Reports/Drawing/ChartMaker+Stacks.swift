import Charts
import Experiments

extension ChartMaker {
  /// Bars of segments that have the colours of their data sets. Panels share their labels; a segment that a
  /// panel lacks is left out.
  func stacks(
    _ panels: PanelsFinding<HeatFinding>, of finding: ChartFinding, _ headline: Headline
  ) -> StackedChart {
    let all = panels.panels.joined().compactMap { $0 }
    let (parts, bars) = (distinct(all.flatMap(\.x)), distinct(all.flatMap(\.y)))
    let grid = grid(panels) { stack in
      bars.map { bar in
        parts.map { part -> Double? in
          guard let row = stack.y.firstIndex(where: { equal($0, bar) }),
            let column = stack.x.firstIndex(where: { equal($0, part) })
          else { return nil }
          return stack.values[row][column]
        }
      }
    }
    return StackedChart(
      headline,
      parts: parts.enumerated().map { index, part in
        StackedChart.Part(part, style: styles.style(ofDataLabelled: part, at: index))
      },
      barTitle: all.first?.yTitle ?? "", bars: bars, grid: grid, axis: axis(of: finding))
  }
}
