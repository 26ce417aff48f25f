import Charts
import Experiments

/// The chart of one group of numbers, for the page and for a phone.
struct HistoryChartView {
  let value: TemplateValue
  let narrowFile: ReportFile

  init(
    _ group: HistoryGroup, history: ReportHistory, intervalName: String, limit: Int,
    renderer: any ChartRenderer
  ) {
    let drawn = group.drawn
    let chart = HistoryChart(
      Headline(""), reports: history.names, panels: drawn.prefix(limit).map(\.panel),
      y: Self.axis(of: group), intervalName: intervalName)
    let title = "History of \(group.quantity.label.lowercasingFirst): \(group.title)"
    func scene(_ width: Double) -> Scene {
      let scene = chart.scene(width: width, measurer: renderer)
      return Scene(
        width: scene.width, height: scene.height, title: title, description: scene.description,
        elements: scene.elements)
    }
    // No cell has an underscore in its address.
    let name = "history_\(group.cell.id)_\(group.place)"
    let phone = scene(ChartWidth.narrow)
    narrowFile = ReportFile(
      path: "charts/\(name)-narrow.svg",
      text: SVGRenderer.svg(phone, id: "\(name)_narrow"))
    let same = group.series.count(where: \.isConstant)
    value = [
      "id": .text(name), "address": .text("index.html#\(group.cell.id)"),
      "title": .text(group.title), "quantity": QuantityView.value(group.quantity),
      "svg": .markup(SVGRenderer.svg(scene(ChartWidth.page), id: name)),
      "narrowPath": .text(narrowFile.path),
      "narrowWidth": .text(String(Int(phone.width.rounded()))),
      "narrowHeight": .text(String(Int(phone.height.rounded()))),
      "events": .texts(drawn.flatMap { Self.events(of: $0, history.names) }),
      "rest": .optional(Self.rest(drawn.count - min(drawn.count, limit), same: same)),
    ]
  }

  private static func axis(of group: HistoryGroup) -> Axis {
    if case .claim = group.cell.content {
      return Axis("\(group.quantity.label), difference", scaling: .linear)
    }
    return Axis(group.quantity.label, unit: group.quantity.unit, scaling: .linear)
  }

  /// For example `q: steps from 3.1 to 4.2 in v2`, and where a number is cut apart.
  private static func events(of series: HistorySeries, _ names: [String]) -> [String] {
    let name = series.number.label.isEmpty ? "The number" : series.number.label
    let steps = zip(series.levels, series.levels.dropFirst()).filter { $1.isStep }.map {
      before, level in
      (
        level.range.lowerBound,
        "\(name): steps from \(NumberText.significant(before.value)) to "
          + "\(NumberText.significant(level.value)) in \(names[level.range.lowerBound])"
      )
    }
    let cuts = series.cuts.map { cut in
      (
        cut.index,
        "\(name): not comparable from \(names[cut.index]) on, \(cut.reason) changed"
      )
    }
    return (steps + cuts).sorted { $0.0 < $1.0 }.map(\.1)
  }

  private static func rest(_ undrawn: Int, same: Int) -> String? {
    let parts = [
      undrawn == 0
        ? nil : "\(counted(undrawn, "more varies", plural: "more vary")) and stand in the CSV file",
      same == 0
        ? nil
        : "\(counted(same, "number is", plural: "numbers are")) the same in every report and not "
          + "drawn",
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: "; ") + "."
  }
}
