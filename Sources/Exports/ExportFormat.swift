import Diagnostics
public import Experiments
import Reports

/// What a report can be exported as.
public enum ExportFormat: String, CaseIterable, Sendable {
  /// One tidy table of all numbers, as comma-separated values.
  case csv
  /// The same as JSON lines.
  case jsonl
  /// NumPy arrays of curves, spectra, grids and matrices.
  case npy
  /// Tables for papers.
  case latex
  /// Tables for issues and wikis.
  case markdown
  /// Figures as vectors, for editing.
  case svg
  /// Figures as pixels.
  case png
  /// Figures as vectors with embedded fonts, for papers.
  case pdf
  /// A Jupyter notebook.
  case ipynb
  /// Runs as MLflow's file store has them.
  case mlflow

  /// One line about it.
  public var summary: String {
    switch self {
    case .csv: "one table with a row for each number"
    case .jsonl: "the same rows as JSON lines"
    case .npy: "NumPy arrays of curves and grids, with their axes as JSON"
    case .latex: "tables for papers (booktabs)"
    case .markdown: "tables for issues and wikis"
    case .svg: "figures at the width of a journal's column, for editing"
    case .png: "figures as pixels"
    case .pdf: "figures with embedded fonts"
    case .ipynb: "a Jupyter notebook that reads the table and draws it"
    case .mlflow: "a run for each model and data set, for 'mlflow ui'"
    }
  }

  /// The format that a person calls `name`.
  ///
  /// - Throws: `Problem` with the nearest spelling if there is none.
  public init(named name: String) throws {
    guard let format = ExportFormat.allCases.first(where: { equal($0.rawValue, name) }) else {
      throw Problem.unknownFormat(name)
    }
    self = format
  }

  /// Whether there is anything of the cell to export.
  public func applies(to cell: CellFinding) -> Bool {
    switch self {
    case .csv, .jsonl, .mlflow: cell.hasNumbers
    case .npy: cell.chart.map { !$0.isEmpty && $0.isGridded } ?? false
    case .latex, .markdown: cell.isTabular
    case .svg, .png, .pdf: cell.chart.map { !$0.isEmpty } ?? false
    case .ipynb: true
    }
  }
}

extension CellFinding {
  /// The chart, if the cell holds one.
  var chart: ChartFinding? {
    if case .chart(let chart) = content { chart } else { nil }
  }

  /// What the cell holds, in the words of tables: `line`, `spectrum`, `distribution`, `heat`, `stack`, `matrix`,
  /// `forest`, `table`, `claim`, `markdown` or `nothing`.
  public var kind: String {
    switch content {
    case .markdown: "markdown"
    case .table: "table"
    case .claim: "claim"
    case .nothing: "nothing"
    case .chart(let chart):
      switch chart.body {
      case .lines: "line"
      case .spectra: "spectrum"
      case .distributions: "distribution"
      case .heat: "heat"
      case .stacks: "stack"
      case .matrix: "matrix"
      case .forest: "forest"
      }
    }
  }

  fileprivate var hasNumbers: Bool {
    switch content {
    case .table, .claim: true
    case .chart(let chart): !chart.isEmpty
    case .markdown, .nothing: false
    }
  }

  fileprivate var isTabular: Bool {
    switch content {
    case .table, .claim: true
    case .chart(let chart): if case .forest = chart.body { !chart.isEmpty } else { false }
    case .markdown, .nothing: false
    }
  }
}

extension ChartFinding {
  /// Whether the values lie on axes, so that they fill arrays.
  fileprivate var isGridded: Bool {
    switch body {
    case .lines, .spectra, .heat, .stacks, .matrix: true
    case .distributions, .forest: false
    }
  }
}
