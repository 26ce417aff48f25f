import Charts
import Experiments

/// The page of a history: a chart for each cell and quantity whose numbers vary.
struct HistoryView {
  /// More panels than this are not looked at.
  private static let mostPanels = 48

  private let history: ReportHistory
  private let groups: [HistoryGroup]
  private let present: Findings

  /// - Parameters:
  ///   - history: the reports.
  ///   - present: the newest of them.
  init(_ history: ReportHistory, present: Findings) {
    (self.history, self.present) = (history, present)
    groups = HistoryGroup.all(in: present, over: history)
  }

  /// The page, its drawings for phones, and all numbers.
  func files(templates: ReportTemplates, renderer: any ChartRenderer) throws -> [ReportFile] {
    var files: [ReportFile] = []
    var sections: [TemplateValue] = []
    for group in groups where !group.drawn.isEmpty {
      let drawn = HistoryChartView(
        group, history: history, intervalName: ChartMaker(present).intervalName,
        limit: Self.mostPanels, renderer: renderer)
      files.append(drawn.narrowFile)
      sections.append(drawn.value)
    }
    let data = ReportFile(path: "data/history_numbers.csv", text: table.csv)
    let page = try templates.page(
      "history", values(sections, data: data.path))
    return files + [data, ReportFile(path: ReportFileName.history, text: page)]
  }

  private func values(
    _ sections: [TemplateValue], data: String
  ) -> [String: TemplateValue] {
    [
      "pageTitle": .text(present.title),
      "words": .text(words), "data": .text(data), "sections": .list(sections),
      "reports": .list(
        history.points.enumerated().map { index, point in
          [
            "number": .text("\(index + 1)"), "name": .text(point.baseline.name),
            "revision": .optional(point.baseline.revision),
            "note": .optional(point.baseline.note),
          ]
        }),
      "same": .list(
        groups.filter(\.drawn.isEmpty).map { group in
          [
            "address": .text("index.html#\(group.cell.id)"), "title": .text(group.title),
            "label": .text(group.quantity.label),
            "count": .text(counted(group.series.count, "number")),
          ]
        }),
      "hasSame": .flag(groups.contains(where: \.drawn.isEmpty)),
    ]
  }

  /// For example `12 numbers: 3 step, 1 is cut apart, 8 are the same in every report.`
  private var words: String {
    let all = groups.flatMap(\.series)
    guard !all.isEmpty else { return "The report has no table and no claim to follow." }
    func are(_ count: Int) -> String { "\(counted(count, "is", plural: "are"))" }
    let steps = all.count { !$0.steps.isEmpty }
    let cuts = all.count { !$0.cuts.isEmpty }
    let constant = all.count(where: \.isConstant)
    let parts = [
      steps == 0 ? "none steps" : counted(steps, "steps", plural: "step"),
      cuts == 0 ? nil : "\(are(cuts)) cut apart",
      constant == 0 ? nil : "\(are(constant)) the same in every report",
    ].compactMap { $0 }
    return "\(counted(all.count, "number")): \(parts.joined(separator: ", "))."
  }

  /// Every number of every report.
  private var table: DataTable {
    DataTable(
      header: [
        "cell", "metric", "number", "report", "value", "low", "high", "n", "level", "event",
      ],
      cells: groups.flatMap { group in
        group.series.flatMap { series in
          history.names.indices.map { line(series, $0) }
        }
      })
  }

  private func line(_ series: HistorySeries, _ index: Int) -> [ChartTable.Cell] {
    let estimate = series.estimates[index]
    let cut = series.cuts.first { $0.index == index }
    let isStep = series.steps.contains { $0.range.lowerBound == index }
    return [
      .text(series.number.cell), .text(series.number.quantity.metric), .text(series.number.label),
      .text(history.names[index]), .optional(estimate?.value), .optional(estimate?.lower),
      .optional(estimate?.upper), .optional(estimate.map { Double($0.n) }),
      .optional(series.levels.first { $0.range.contains(index) }?.value),
      .optional(cut.map { "not comparable: \($0.reason)" } ?? (isStep ? "step" : nil)),
    ]
  }
}
