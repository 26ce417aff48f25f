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
    let hasColor = kind != .heatmap
    var channels = ChartChannels()
    if hasColor { channels.color = optional("color", .choice) }
    channels.columns = optional("columns", .choice)
    channels.rows = optional("rows", .choice)
    guard let form, kind == .spectrum || quantity != nil else { return nil }
    report(channels, against: form, quantity)
    for facet in open(in: channels, form, quantity) {
      if hasColor, channels.color == nil {
        channels.color = facet
      } else if channels.columns == nil {
        channels.columns = facet
      } else if channels.rows == nil {
        channels.rows = facet
      }
    }
    return channels
  }

  private func open(
    in channels: ChartChannels, _ form: ExperimentSpec.Chart.Form,
    _ quantity: ExperimentSpec.Quantity?
  ) -> [ExperimentSpec.Facet] {
    let used = [channels.color, channels.columns, channels.rows].compactMap { $0 } + form.axes
    let showsModels = !Set(used).isDisjoint(with: [.model, .family, .size])
    return [ExperimentSpec.Facet.data, .projection, .model].filter { facet in
      switch facet {
      case .data: !form.isForest && !used.contains(.data)
      case .projection: quantity?.metric.hasProjections ?? true && !used.contains(.projection)
      default: !showsModels
      }
    }
  }

  private func report(
    _ channels: ChartChannels, against form: ExperimentSpec.Chart.Form,
    _ quantity: ExperimentSpec.Quantity?
  ) {
    if let rows = channels.rows, rows == channels.columns {
      report(.sameFacet(rows.rawValue, "columns", "rows"), at: "rows")
    }
    let named = [("color", channels.color), ("columns", channels.columns), ("rows", channels.rows)]
    for case (let key, let facet?) in named {
      if form.axes.contains(facet) { report(.facetOnAxis(facet.rawValue), at: key) }
      if form.isForest, facet == .data { report(.facetOfForest(), at: key) }
      if facet == .projection, let quantity { reportWithoutProjections([quantity], at: key) }
    }
  }
}

extension ExperimentSpec.Chart.Form {
  fileprivate var isForest: Bool { if case .forest = self { true } else { false } }

  /// What the sides of the chart tell apart already.
  fileprivate var axes: [ExperimentSpec.Facet] {
    guard case .heatmap(let x, let y) = self else { return [] }
    return [x, y].compactMap { ExperimentSpec.Facet(rawValue: $0.rawValue) }
  }
}
