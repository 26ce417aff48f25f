import Charts
import Experiments

/// A cell as its template wants it.
struct CellView {
  /// The files beside the page.
  private(set) var files: [ReportFile] = []
  private(set) var value: TemplateValue = .absent

  private let cell: CellFinding

  init(_ cell: CellFinding, maker: ChartMaker, renderer: any ChartRenderer) throws {
    self.cell = cell
    var members: [String: TemplateValue] = [
      "id": .text(cell.id), "title": .optional(cell.title),
      "caption": .optional(cell.caption), "note": note,
      "prose": .absent, "chart": .absent, "table": .absent, "claim": .absent, "data": .absent,
    ]
    switch cell.content {
    case .markdown(let text):
      members["prose"] = .markup(Markdown.html(text, headingsFrom: cell.title.isEmpty ? 2 : 3))
    case .chart(let chart) where !chart.isEmpty:
      try add(chart, to: &members, maker: maker, renderer: renderer)
    case .table(let table):
      members["table"] = TableView(table).value
      members["data"] = add(DataTable(table), isListed: false)
    case .claim(let claim):
      members["claim"] = ClaimView(claim, in: cell).value
      members["data"] = add(
        claim.differs == nil
          ? DataTable([ForestGroupFinding(heading: "", rows: claim.rows)]) : DataTable(claim),
        isListed: false)
    case .chart, .nothing: break
    }
    value = .object(members)
  }

  /// What is missing and why; a cell is never just empty.
  private var note: TemplateValue {
    guard cell.status != .ok else { return .absent }
    let hasFailed = cell.status == .failed
    let unknown = "The findings do not say why."
    return [
      "heading": .text(hasFailed ? "Nothing to show" : "Incomplete"),
      "look": .text(cell.status.rawValue),
      "problems": .texts(cell.problems.isEmpty ? [unknown] : cell.problems),
    ]
  }
}

extension CellView {
  private mutating func add(
    _ chart: ChartFinding, to members: inout [String: TemplateValue], maker: ChartMaker,
    renderer: any ChartRenderer
  ) throws {
    let drawn = try DrawnChart(chart, cell: cell, maker: maker, renderer: renderer)
    files += drawn.files
    let shown = maker.chart(chart, headline: Headline(cell.title))
    let values = (shown as? DistributionChart).map {
      ReportFile(path: "data/\(cell.id)-values.csv", text: DataTable($0.valuesTable).csv)
    }
    files += [values].compactMap { $0 }
    members["chart"] = ChartView(chart, drawn: drawn, valuesPath: values?.path).value
    let table =
      switch chart.body {
      case .forest(let groups):
        DataTable(groups, estimate: chart.x == "AUC" ? "AUC" : "difference")
      case .matrix(let panels): DataTable(panels)
      default: DataTable(shown.table)
      }
    members["data"] = add(table, isListed: true)
  }

  private mutating func add(_ table: DataTable, isListed: Bool) -> TemplateValue {
    let path = "data/\(cell.id).csv"
    files.append(ReportFile(path: path, text: table.csv))
    return DataView(table, path: path, isListed: isListed).value
  }
}
