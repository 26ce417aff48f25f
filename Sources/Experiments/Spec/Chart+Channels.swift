import Diagnostics
import JSONTree

/// What colour and panels of a chart tell apart.
struct ChartChannels {
  var color: ExperimentSpec.Facet?
  var columns: ExperimentSpec.Facet?
  var rows: ExperimentSpec.Facet?
}

extension ObjectReader {
  /// The channels, with the defaults: each thing that exists here and that nothing shows yet takes the
  /// first free one of colour, columns and rows, in the order of ``ChartChannels/open(in:hasProjections:)``.
  func channels(
    of kind: ExperimentSpec.Chart.Kind, _ form: ExperimentSpec.Chart.Form?,
    _ quantity: ExperimentSpec.Quantity?
  ) -> ChartChannels? {
    var channels = ChartChannels()
    if kind != .heatmap { channels.color = optional("color", .choice) }
    channels.columns = optional("columns", .choice)
    channels.rows = optional("rows", .choice)
    if let rows = channels.rows, rows == channels.columns {
      report(.sameFacet(rows.rawValue, "columns", "rows"), at: "rows")
    }
    report(channels, of: kind, form, quantity)
    guard let form, kind.hasNoMetric || quantity != nil else { return nil }
    let hasProjections = quantity?.metric.hasProjections ?? (kind == .spectrum)
    for facet in channels.open(in: form, hasProjections: hasProjections) {
      channels.show(facet, hasColor: kind != .heatmap)
    }
    return channels
  }

  private func report(
    _ channels: ChartChannels, of kind: ExperimentSpec.Chart.Kind,
    _ form: ExperimentSpec.Chart.Form?, _ quantity: ExperimentSpec.Quantity?
  ) {
    let named = [("color", channels.color), ("columns", channels.columns), ("rows", channels.rows)]
    for case (let key, let facet?) in named {
      if form?.axes.contains(facet) ?? false {
        report(
          kind == .heatmap ? .facetOnAxis(facet.rawValue) : .facetOnSizeAxis(facet.rawValue),
          at: key)
      }
      if kind == .forest, facet == .data { report(.facetOfForest(), at: key) }
      if kind == .training, [.data, .projection].contains(facet) {
        report(.facetOfTraining(facet.rawValue), at: key)
      }
      if facet == .projection, let quantity { reportWithoutProjections([quantity], at: key) }
    }
  }
}

extension ChartChannels {
  /// What exists in the chart and is not shown yet, in the order in which it takes channels.
  fileprivate func open(
    in form: ExperimentSpec.Chart.Form, hasProjections: Bool
  ) -> [ExperimentSpec.Facet] {
    let used = [color, columns, rows].compactMap { $0 } + form.axes
    let showsModels = !Set(used).isDisjoint(with: [.model, .family, .size])
    return form.order.filter { facet in
      switch facet {
      case .data, .family: !used.contains(facet)
      case .projection: hasProjections && !used.contains(.projection)
      case .model, .size: !showsModels
      }
    }
  }

  /// Gives `facet` the first free channel, if one is free.
  fileprivate mutating func show(_ facet: ExperimentSpec.Facet, hasColor: Bool) {
    if hasColor, color == nil {
      color = facet
    } else if columns == nil {
      columns = facet
    } else if rows == nil {
      rows = facet
    }
  }
}

extension ExperimentSpec.Chart.Kind {
  /// Whether the chart says itself what it draws.
  fileprivate var hasNoMetric: Bool { self == .spectrum || self == .training }
}

extension ExperimentSpec.Chart.Form {
  /// What the axes of the chart tell apart already.
  fileprivate var axes: [ExperimentSpec.Facet] {
    switch self {
    case .heatmap(let x, let y):
      [x, y].compactMap { ExperimentSpec.Facet(rawValue: $0.rawValue) }
    case .line(x: .size, _): [.model, .size]
    default: []
    }
  }

  /// What the chart can tell apart, by how much it wants a colour.
  fileprivate var order: [ExperimentSpec.Facet] {
    switch self {
    case .line(x: .size, _): [.family, .data, .projection]
    case .forest, .separation: [.projection, .model]
    case .training: [.model]
    // Models side by side are what a contrast is about; one pair of data sets needs no telling apart.
    case .contrast(let of, _, _, _):
      of.count > 1 ? [.model, .projection, .data] : [.model, .projection]
    default: [.data, .projection, .model]
    }
  }
}
