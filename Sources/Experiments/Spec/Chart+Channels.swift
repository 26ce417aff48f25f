import Diagnostics
import JSONTree

/// What colour and panels of a chart tell apart.
struct ChartChannels {
  var color: ExperimentSpec.Facet?
  var columns: ExperimentSpec.Facet?
  var rows: ExperimentSpec.Facet?
}

extension ObjectReader {
  /// The channels, with the defaults: each of data, projection and model that exists here and that
  /// nothing shows yet takes the first free one of colour, columns and rows.
  func channels(
    of kind: ExperimentSpec.Chart.Kind, _ form: ExperimentSpec.Chart.Form?,
    _ quantity: ExperimentSpec.Quantity?
  ) -> ChartChannels? {
    var channels = ChartChannels()
    if kind != .heatmap { channels.color = optional("color", .choice) }
    channels.columns = optional("columns", .choice)
    channels.rows = optional("rows", .choice)
    report(channels, of: kind, axes: form?.axes ?? [], quantity)
    guard let form, kind == .spectrum || quantity != nil else { return nil }
    let hasProjections = quantity?.metric.hasProjections ?? true
    let open = channels.open(in: kind, axes: form.axes, hasProjections: hasProjections)
    for facet in open { channels.show(facet, hasColor: kind != .heatmap) }
    return channels
  }

  private func report(
    _ channels: ChartChannels, of kind: ExperimentSpec.Chart.Kind, axes: [ExperimentSpec.Facet],
    _ quantity: ExperimentSpec.Quantity?
  ) {
    if let rows = channels.rows, rows == channels.columns {
      report(.sameFacet(rows.rawValue, "columns", "rows"), at: "rows")
    }
    let named = [("color", channels.color), ("columns", channels.columns), ("rows", channels.rows)]
    for case (let key, let facet?) in named {
      if axes.contains(facet) { report(.facetOnAxis(facet.rawValue), at: key) }
      if kind == .forest, facet == .data { report(.facetOfForest(), at: key) }
      if facet == .projection, let quantity { reportWithoutProjections([quantity], at: key) }
    }
  }
}

extension ChartChannels {
  /// What exists in the chart and is not shown yet.
  fileprivate func open(
    in kind: ExperimentSpec.Chart.Kind, axes: [ExperimentSpec.Facet], hasProjections: Bool
  ) -> [ExperimentSpec.Facet] {
    let used = [color, columns, rows].compactMap { $0 } + axes
    let showsModels = !Set(used).isDisjoint(with: [.model, .family, .size])
    return [ExperimentSpec.Facet.data, .projection, .model].filter { facet in
      switch facet {
      case .data: kind != .forest && !used.contains(.data)
      case .projection: hasProjections && !used.contains(.projection)
      default: !showsModels
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

extension ExperimentSpec.Chart.Form {
  /// What the sides of the chart tell apart already.
  fileprivate var axes: [ExperimentSpec.Facet] {
    guard case .heatmap(let x, let y) = self else { return [] }
    return [x, y].compactMap { ExperimentSpec.Facet(rawValue: $0.rawValue) }
  }
}
