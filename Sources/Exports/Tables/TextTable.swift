import Experiments
import Reports

/// A cell as a table of words, for paper, issues and notebooks.
struct TextTable {
  /// Rows under one heading.
  struct Section {
    /// What they are of; `nil` where the title says it.
    var heading: String?
    /// The fields of each row, as many as there are columns.
    var rows: [[String]]
  }

  /// The id of the cell.
  var id: String
  /// The finding as a sentence.
  var title: String
  /// What is shown, of how many examples, with what interval.
  var caption: String
  /// The name of each column; the first column names the row.
  var columns: [String]
  var sections: [Section]

  /// The number of rows, with a row for each heading.
  var height: Int {
    sections.reduce(0) { $0 + $1.rows.count + ($1.heading == nil ? 0 : 1) }
  }

  /// A table, claim or forest plot; `nil` for other cells.
  init?(_ cell: CellFinding) {
    (id, title, caption) = (cell.id, cell.title, cell.caption)
    switch cell.content {
    case .table(let table):
      columns = [table.rowTitle] + table.columns
      sections = Self.sections(of: table)
    case .claim(let claim):
      caption = [cell.caption, Self.verdict(of: claim)].filter { !$0.isEmpty }
        .joined(separator: " ")
      let rows = DifferenceRows(claim.rows, ofFamilies: claim.differs != nil)
      (columns, sections) = (rows.columns, [Section(rows: rows.fields(claim.rows))])
    case .chart(let chart):
      guard case .forest(let groups) = chart.body, !chart.isEmpty else { return nil }
      let rows = DifferenceRows(groups.flatMap(\.rows), estimate: chart.x)
      columns = rows.columns
      sections = groups.map {
        Section(heading: $0.heading.isEmpty ? nil : $0.heading, rows: rows.fields($0.rows))
      }
    case .markdown, .nothing: return nil
    }
  }

  /// Title and caption as sentences.
  var sentences: String {
    let isEnded = title.last.map { ".!?".contains($0) } ?? true
    return [title + (isEnded ? "" : "."), caption].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Whether fields of the column are read as words, not compared as numbers.
  func isText(_ column: Int) -> Bool {
    column == 0 || ["compared with", "verdict", "at equal length"].contains(columns[column])
  }

  private static func sections(of table: TableFinding) -> [Section] {
    let counts = Set(table.cells.joined().joined().filter { $0.value != nil }.map(\.n))
    return table.quantities.indices.map { index in
      let style = NumberStyle(table.cells.joined().map { $0[index] })
      let rows = zip(table.rows, table.cells).map { name, fields in
        [name]
          + fields.map { field in
            let text = style.withInterval(field[index])
            guard counts.count > 1, field[index].value != nil else { return text }
            return "\(text), n = \(field[index].n)"
          }
      }
      return Section(heading: table.quantities[index].titleWithUnit, rows: rows)
    }
  }

  private static func verdict(of claim: ClaimFinding) -> String {
    let controlled = claim.controlledVerdict.map { "; at equal response length: \($0)" } ?? ""
    return "Verdict: \(claim.verdict)\(controlled)."
  }
}

extension NumberStyle {
  /// For example `3.2 [2.9, 3.5]`; a dash where nothing was measured.
  func withInterval(_ estimate: EstimateFinding) -> String {
    guard let value = text(estimate.value) else { return "–" }
    return interval(estimate).map { "\(value) \($0)" } ?? value
  }
}
