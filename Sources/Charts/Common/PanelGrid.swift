/// Why there is nothing to show.
public enum Absence: String, Sendable, Hashable {
  /// Nobody computed it.
  case notRun = "not run"
  /// It was computed and failed.
  case failed = "failed"
}

/// One of the small charts of a grid.
public enum Panel<Content: Sendable & Hashable>: Sendable, Hashable {
  /// Something to show.
  case shown(Content)
  /// Nothing, and why.
  case absent(Absence)

  /// What is shown.
  public var content: Content? {
    if case .shown(let content) = self { content } else { nil }
  }
}

/// Small charts of one kind in rows and columns.
public struct PanelGrid<Content: Sendable & Hashable>: Sendable, Hashable {
  /// What tells rows apart, such as `model`.
  public let rowTitle: String
  /// The heading of each row, from top to bottom.
  public let rows: [String]
  /// What tells columns apart, such as `projection`.
  public let columnTitle: String
  /// The heading of each column, from left to right.
  public let columns: [String]
  /// The panels, one list for each row.
  public let panels: [[Panel<Content>]]

  /// Creates a grid. Traps unless there is a panel for each row and column, and at least one.
  public init(
    rowTitle: String = "row", rows: [String] = [""], columnTitle: String = "column",
    columns: [String] = [""], panels: [[Panel<Content>]]
  ) {
    precondition(
      !rows.isEmpty && panels.count == rows.count,
      "a grid of \(rows.count) rows needs as many lists of panels, found \(panels.count)")
    for list in panels {
      precondition(
        !columns.isEmpty && list.count == columns.count,
        "a row of \(columns.count) columns needs as many panels, found \(list.count)")
    }
    self.rowTitle = rowTitle
    self.rows = rows
    self.columnTitle = columnTitle
    self.columns = columns
    self.panels = panels
  }

  /// Creates a grid of one panel without headings.
  public init(single content: Content) {
    self.init(panels: [[.shown(content)]])
  }

  var shown: [Content] { panels.joined().compactMap(\.content) }
  var isSingle: Bool { rows.count == 1 && columns.count == 1 }

  /// The headings of a panel as words, `nil` if it has none.
  func name(row: Int, column: Int) -> String? {
    let parts = [rows[row], columns[column]].filter { !$0.isEmpty }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// The columns of a table that say which panel a line belongs to, where there is a choice.
  var tableHeader: [String] {
    (rows.count > 1 || rows != [""] ? [rowTitle] : [])
      + (columns.count > 1 || columns != [""] ? [columnTitle] : [])
  }

  func tableCells(row: Int, column: Int) -> [ChartTable.Cell] {
    (rows.count > 1 || rows != [""] ? [.text(rows[row])] : [])
      + (columns.count > 1 || columns != [""] ? [.text(columns[column])] : [])
  }

  var hasAbsences: Bool { panels.joined().contains { $0.content == nil } }
}
