/// Titles that state what is seen, computed from the numbers.
extension CellBuilder {
  func lineTitle(
    _ quantity: ExperimentSpec.Quantity, _ panels: [[SeriesFinding]], _ chart: ExperimentSpec.Chart
  ) -> String {
    let means = panels.map { panel in
      panel.map { series -> (String, Double?) in
        let values = series.value.compactMap { $0 }
        return (series.name, values.isEmpty ? nil : values.reduce(0, +) / Double(values.count))
      }
    }
    guard (quantity.madOf ?? quantity.metric).facts.isPositive else {
      return rangeTitle(quantity.facts.label, panels)
    }
    return orderTitle(
      quantity.facts.label, means, noun: "", panelNoun: panelNoun(chart))
  }

  /// For curves over their means, whose means say nothing: which rises most from one end to the other.
  func shapeTitle(
    _ facts: QuantityFacts, _ panels: [[SeriesFinding]], _ chart: ExperimentSpec.Chart
  ) -> String {
    let spreads = panels.map { panel in
      panel.map { series -> (String, Double?) in
        let values = series.value.compactMap { $0 }
        return (series.name, values.max().flatMap { most in values.min().map { most - $0 } })
      }
    }
    return orderTitle(
      facts.label, spreads, noun: "The spread over layers of ", panelNoun: panelNoun(chart))
  }

  /// For a quantity around zero, where highest and lowest say little: between which values it stays.
  private func rangeTitle(_ label: String, _ panels: [[SeriesFinding]]) -> String {
    let values = panels.joined().flatMap(\.value).compactMap { $0 }
    guard let least = values.min(), let most = values.max() else { return label }
    return "\(label) lies between \(rounded(least)) and \(rounded(most))"
  }

  /// Two decimals with a true minus sign.
  private func rounded(_ value: Double) -> String {
    let hundredths = Int((abs(value) * 100).rounded())
    let digits = hundredths % 100 < 10 ? "0\(hundredths % 100)" : "\(hundredths % 100)"
    return (value < 0 && hundredths > 0 ? "−" : "") + "\(hundredths / 100).\(digits)"
  }

  /// For example: Nuclear norm is highest with no chain of thought and lowest with a detailed one for 4
  /// of 4 projections.
  func orderTitle(
    _ label: String, _ panels: [[(name: String, value: Double?)]], noun: String, panelNoun: String
  ) -> String {
    let subject = noun.isEmpty ? label : noun + label.lowercasingFirst
    let extremes = panels.compactMap { panel -> [String]? in
      let known = panel.compactMap { item in item.value.map { (item.name, $0) } }
      guard known.count > 1, let top = known.max(by: { $0.1 < $1.1 }),
        let bottom = known.min(by: { $0.1 < $1.1 }), top.1 > bottom.1
      else { return nil }
      return [top.0, bottom.0]
    }
    guard let first = extremes.first else { return subject }
    let most = extremes.max { a, b in
      extremes.count { $0 == a } < extremes.count { $0 == b }
    }
    let common = most ?? first
    let agreeing = extremes.count { $0 == common }
    let where_ = extremes.count > 1 ? " in \(agreeing) of \(extremes.count) \(panelNoun)" : ""
    return "\(subject) is highest for \(common[0]) and lowest for \(common[1])\(where_)"
  }

  /// What the panels of a chart are called: by what tells them apart.
  func panelNoun(_ chart: ExperimentSpec.Chart) -> String {
    let combinations = combinations(
      chart.filters, hasProjections: !chart.filters.projections.isEmpty)
    func telling(_ facet: ExperimentSpec.Facet?) -> ExperimentSpec.Facet? {
      names(facet, of: combinations).count > 1 ? facet : nil
    }
    return switch (telling(chart.rows), telling(chart.columns)) {
    case (nil, let facet?), (let facet?, nil): facet == .data ? "data sets" : facet.rawValue + "s"
    default: "panels"
    }
  }

  /// How many singular values hold 90 % of the nuclear norm, in the panel where series differ most.
  func spectrumTitle(_ panels: [[SeriesFinding]]) -> String {
    let counts = panels.first.map { panel in
      panel.map { series -> (String, Int) in
        let values = series.value.map { $0 ?? 0 }
        let goal = 0.9 * values.reduce(0, +)
        var (sum, count) = (0.0, 0)
        while count < values.count, sum < goal {
          sum += values[count]
          count += 1
        }
        return (series.name, count)
      }
    }
    guard let counts, let most = counts.max(by: { $0.1 < $1.1 }),
      let fewest = counts.min(by: { $0.1 < $1.1 })
    else { return "Singular values by rank" }
    guard most.1 > fewest.1 else {
      return "90 % of the nuclear norm lies in \(most.1) singular values"
    }
    return "90 % of the nuclear norm lies in \(fewest.1) singular values for \(fewest.0) "
      + "and in \(most.1) for \(most.0)"
  }

  /// Where a quantity is largest: the field, and the panel where there are several.
  func heatTitle(_ quantity: ExperimentSpec.Quantity, _ panels: PanelsFinding<HeatFinding>)
    -> String
  {
    var best: (value: Double, words: String)?
    for (row, list) in panels.panels.enumerated() {
      for case (let column, let panel?) in list.enumerated() {
        let names = [
          panels.rows.count > 1 ? panels.rows[row] : "",
          panels.columns.count > 1 ? panels.columns[column] : "",
        ].filter { !$0.isEmpty }
        let place = names.isEmpty ? "" : " for \(names.joined(separator: ", "))"
        if let found = largest(panel), found.value > best?.value ?? -.infinity {
          best = (found.value, found.words + place)
        }
      }
    }
    return best.map { "\(quantity.facts.label) is largest at \($0.words)" } ?? quantity.facts.label
  }

  private func largest(_ panel: HeatFinding) -> (value: Double, words: String)? {
    var best: (value: Double, words: String)?
    for (row, values) in zip(panel.y, panel.values) {
      for case (let column, let value?) in zip(panel.x, values)
      where value > best?.value ?? -.infinity {
        best = (value, "\(panel.xTitle) \(column), \(panel.yTitle) \(row)")
      }
    }
    return best
  }
}
