import Experiments

/// A chart with its explanation.
struct ChartView {
  let value: TemplateValue

  // `valuesPath` is the file of single values, where the table holds summaries of them.
  init(_ chart: ChartFinding, drawn: DrawnChart, valuesPath: String?) {
    var reading: [String: TemplateValue] = [
      "lines": false, "spectra": false, "distributions": false, "heat": false, "stacks": false,
      "forest": false, "matrix": false, "overDepth": .flag(chart.x == "relative depth"),
      "overSizes": .flag(chart.x == "parameters"),
      "isContrast": .flag(chart.baseline == 0), "isInfluence": .flag(chart.x == "influence"),
      "intervals": .optional(chart.intervals),
      "isSeparation": .flag(chart.x == "AUC"),
      "isDifference": .flag(chart.x != "AUC" && chart.x != "influence"),
      "isControlled": .flag(chart.isControlled),
      "isRelative": .flag(chart.isRelative), "isLogRatio": .flag(chart.x == "log ratio"),
      "overTokens": .flag(chart.x == "response tokens"),
      "quantity": chart.quantity.map(QuantityView.value) ?? .absent,
    ]
    reading[chart.kind] = true
    let path = { (index: Int) in TemplateValue.text(drawn.files[index].path) }
    value = [
      "svg": .markup(drawn.inline), "narrowPath": path(0), "svgPath": path(1), "pngPath": path(2),
      "pdfPath": path(3),
      "valuesPath": .optional(valuesPath),
      "narrowWidth": .text(String(Int(drawn.narrowSize.width.rounded()))),
      "narrowHeight": .text(String(Int(drawn.narrowSize.height.rounded()))),
      "reading": .object(reading),
    ]
  }
}

/// What a number is of.
enum QuantityView {
  static func value(_ quantity: QuantityFacts) -> TemplateValue {
    [
      "label": .text(quantity.label), "unit": .optional(quantity.unit),
      "summary": .text(quantity.summary),
    ]
  }
}

extension ChartFinding {
  /// Whether any row is shown at equal length too.
  fileprivate var isControlled: Bool {
    guard case .forest(let groups) = body else { return false }
    return groups.contains { group in
      group.rows.contains { $0.controlledVerdict != nil }
    }
  }

  /// The name of the kind, as templates know it.
  var kind: String {
    switch body {
    case .lines: "lines"
    case .spectra: "spectra"
    case .distributions: "distributions"
    case .heat: "heat"
    case .stacks: "stacks"
    case .forest: "forest"
    case .matrix: "matrix"
    }
  }
}
