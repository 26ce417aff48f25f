package import Charts
package import Experiments

/// Makes charts of findings.
package struct ChartMaker {
  let styles: SeriesStyles
  /// What intervals are called, such as `95% bootstrap interval`.
  let intervalName: String

  /// Reads the styles of models and data sets.
  package init(_ findings: Findings) {
    styles = SeriesStyles(findings)
    intervalName = "\(percentText(findings.statistics.confidence)) bootstrap interval"
  }

  /// The chart of `finding`, which ``FindingsCheck`` has passed.
  package func chart(_ finding: ChartFinding, headline: Headline) -> any Chart {
    switch finding.body {
    case .lines(let panels): lines(panels, of: finding, headline)
    case .spectra(let panels): spectra(panels, of: finding, headline)
    case .distributions(let panels): distributions(panels, of: finding, headline)
    case .heat(let panels): heat(panels, of: finding, headline)
    case .stacks(let panels): stacks(panels, of: finding, headline)
    case .forest(let groups): forest(groups, of: finding, headline)
    case .matrix(let panels): matrix(panels, of: finding, headline)
    }
  }

  /// What the intervals of a chart are called.
  private func intervalName(of finding: ChartFinding) -> String {
    finding.intervals ?? intervalName
  }

  /// What the values are of.
  func axis(of finding: ChartFinding) -> Axis {
    let scaling: Axis.Scaling =
      switch finding.scale {
      case "linear": .linear
      case "log": .logarithmic
      default: .automatic
      }
    return Axis(finding.quantity?.label ?? "", unit: finding.quantity?.unit, scaling: scaling)
  }
}

// MARK: - Curves

extension ChartMaker {
  private func lines(
    _ panels: PanelsFinding<[SeriesFinding]>, of finding: ChartFinding, _ headline: Headline
  ) -> LineChart {
    let styles = styles.telling(apart: panels.panels.map { $0.map { $0 ?? [] } }, by: finding.color)
    let grid = grid(panels) { series in
      series.map { series in
        LineChart.Series(
          series.name, style: styles(series),
          values: values(of: series))
      }
    }
    let x = panels.panels.joined().flatMap { $0 ?? [] }.flatMap(\.x)
    return LineChart(
      headline, grid: grid, x: horizontalAxis(finding.x, x), y: axis(of: finding),
      intervalName: intervalName(of: finding),
      intervals: finding.x == "parameters" ? .whiskers : .bands,
      references: finding.baseline.map { [reference($0)] } ?? [])
  }

  private func reference(_ value: Double) -> LineChart.Reference {
    LineChart.Reference(value, name: value == 0 ? "no difference" : "mean of the curve")
  }

  /// The points of a curve with their intervals.
  func values(of series: SeriesFinding) -> [LineChart.Value] {
    series.x.indices.map { index in
      LineChart.Value(
        x: series.x[index], y: series.value[index],
        interval: interval(series.lower[index], series.upper[index]))
    }
  }

  private func horizontalAxis(_ name: String, _ values: [Double]) -> Axis {
    switch name {
    case "relative depth": .relativeDepth
    case "parameters": .parameters(values)
    case "training tokens": Axis(name, scaling: .linear, numbers: .counts)
    case "layer": Axis("layer", scaling: .linear, isWhole: true)
    default: Axis(name, isWhole: true)
    }
  }

  private func spectra(
    _ panels: PanelsFinding<[SeriesFinding]>, of finding: ChartFinding, _ headline: Headline
  ) -> SpectrumChart {
    let styles = styles.telling(apart: panels.panels.map { $0.map { $0 ?? [] } }, by: finding.color)
    let grid = grid(panels) { series in
      series.map { series in
        SpectrumChart.Spectrum(
          series.name, style: styles(series),
          values: series.value.map { $0 ?? .nan },
          intervals: zip(series.lower, series.upper).map { low, high in
            interval(low, high) ?? Interval(.nan, .nan)
          })
      }
    }
    return SpectrumChart(
      headline, grid: grid, isRelative: finding.isRelative,
      intervalName: intervalName(of: finding))
  }

  private func interval(_ low: Double?, _ high: Double?) -> Interval? {
    low.flatMap { low in high.map { Interval(low, $0) } }
  }

  func grid<Content, Drawn>(
    _ panels: PanelsFinding<Content>, _ drawn: (Content) -> Drawn
  ) -> PanelGrid<Drawn> {
    PanelGrid(
      rowTitle: panels.rowTitle, rows: panels.rows, columnTitle: panels.columnTitle,
      columns: panels.columns,
      panels: panels.panels.map { row in
        row.map { $0.map { .shown(drawn($0)) } ?? .absent(.notRun) }
      })
  }
}

// MARK: - Distributions

extension ChartMaker {
  private func distributions(
    _ panels: PanelsFinding<[SampleFinding]>, of finding: ChartFinding, _ headline: Headline
  ) -> DistributionChart {
    let all = panels.panels.joined().compactMap { $0 }.joined()
    let names = distinct(all.map(\.name))
    let groups = names.map { name in
      let identity = all.first { equal(name, $0.name) }?.identity ?? Identity()
      return DistributionChart.Group(name, style: styles.style(of: identity, by: finding.color))
    }
    let grid = grid(panels) { samples in
      names.map { name in
        samples.first { equal(name, $0.name) }.map { sample in
          DistributionChart.Sample(
            sample.values, interval: interval(sample.median.lower, sample.median.upper))
        } ?? DistributionChart.Sample([])
      }
    }
    return DistributionChart(
      headline, groups: groups, grid: grid, axis: axis(of: finding),
      intervalName: "\(intervalName(of: finding)) of the median")
  }
}

// MARK: - Grids

extension ChartMaker {
  /// Panels share their labels; a field that a panel lacks is empty, as where models differ in layers.
  private func heat(
    _ panels: PanelsFinding<HeatFinding>, of finding: ChartFinding, _ headline: Headline
  ) -> HeatMap {
    let all = panels.panels.joined().compactMap { $0 }
    let (x, y) = (distinct(all.flatMap(\.x)), distinct(all.flatMap(\.y)))
    let grid = grid(panels) { heat in
      y.map { row in
        x.map { column -> Double? in
          guard let rowIndex = heat.y.firstIndex(where: { equal($0, row) }),
            let columnIndex = heat.x.firstIndex(where: { equal($0, column) })
          else { return nil }
          return heat.values[rowIndex][columnIndex]
        }
      }
    }
    // Correlations of layer with layer, and metrics that may be negative, have a middle at 0.
    let isPositive =
      finding.quantity.flatMap { Metric(rawValue: $0.metric)?.facts.isPositive } ?? true
    let hasMiddle =
      !isPositive || all.contains { equal($0.xTitle, "layer") && equal($0.yTitle, "layer") }
    return HeatMap(
      headline, grid: grid, xTitle: all.first?.xTitle ?? "", xLabels: x,
      yTitle: all.first?.yTitle ?? "", yLabels: y, quantity: axis(of: finding),
      ramp: hasMiddle ? .diverging : .sequential)
  }
}

// MARK: - Differences

extension ChartMaker {
  private func forest(
    _ groups: [ForestGroupFinding], of finding: ChartFinding, _ headline: Headline
  ) -> ForestPlot {
    let groups = groups.map { group in
      ForestPlot.Group(
        group.heading,
        rows: group.rows.map { row in
          let direction = finding.quantity?.direction
          return ForestPlot.Row(
            row.label, outcome(of: row.difference, row.verdict, direction: direction),
            controlled: controlled(of: row, direction: direction))
        })
    }
    let label = finding.quantity?.label ?? ""
    let axis =
      switch finding.x {
      case "log ratio": Axis("\(label), log ratio", scaling: .linear)
      case "influence": Axis(label, unit: finding.quantity?.unit, scaling: .linear)
      case "AUC":
        Axis(label, scaling: .linear, domain: 0...1, ticks: [0, 0.25, 0.5, 0.75, 1])
      default: Axis("\(label), difference", unit: finding.quantity?.unit, scaling: .linear)
      }
    return ForestPlot(
      headline, groups: groups, axis: axis, reference: finding.baseline ?? 0,
      intervalName: intervalName(of: finding), controlName: "at equal length")
  }

  private func controlled(of row: DifferenceFinding, direction: String?) -> ForestPlot.Outcome? {
    guard row.controlledVerdict != nil else { return nil }
    guard let control = row.decidingControl else { return .absent("not comparable") }
    return outcome(of: control.estimate, control.verdict, direction: direction)
  }

  private func outcome(
    of estimate: EstimateFinding, _ verdict: String, direction: String?
  ) -> ForestPlot.Outcome {
    guard let value = estimate.value else { return .absent("not measured") }
    guard let interval = interval(estimate.lower, estimate.upper) else {
      return .absent("no interval")
    }
    let verdict: ForestPlot.Verdict =
      switch (verdict, direction) {
      case ("greater", "higher"), ("less", "lower"): .improved
      case ("greater", "lower"), ("less", "higher"): .regressed
      case ("greater", _), ("less", _): .changed
      default: .inconclusive
      }
    return .estimate(value, interval, verdict)
  }
}
