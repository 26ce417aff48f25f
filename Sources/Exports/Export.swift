public import Experiments
public import Reports
import Diagnostics

/// What to export, and how.
public struct ExportRequest: Sendable {
  /// The formats, each once.
  public var formats: [ExportFormat]
  /// Whether a format may leave out cells that it does not apply to although they were named.
  public var isLenient: Bool
  /// The ids of the cells; `nil` for all.
  public var cells: [String]?
  /// How figures are drawn.
  public var figure: FigureOptions

  /// Creates a request.
  public init(
    formats: [ExportFormat], isLenient: Bool = false, cells: [String]? = nil,
    figure: FigureOptions = FigureOptions()
  ) {
    self.formats = formats
    self.isLenient = isLenient
    self.cells = cells
    self.figure = figure
  }
}

/// Findings in the formats of other tools.
public enum Export {
  /// The files, relative to the folder of exports: those of the report in a folder of its name, and runs in
  /// `mlruns`, where several reports share a store.
  ///
  /// Equal findings, requests and renderers give equal bytes.
  ///
  /// - Returns: The files, sorted by path.
  /// - Throws: `Problem` if the findings are damaged, a cell is unknown or has nothing for a format that was
  ///   asked for, or a figure cannot be drawn.
  public static func files(
    _ findings: Findings, _ request: ExportRequest, renderer: any ChartRenderer
  ) throws -> [ReportFile] {
    try FindingsCheck.check(findings)
    var chosen = findings
    if let ids = request.cells { chosen.cells = try cells(ids, of: findings) }
    var files: [ReportFile] = []
    for format in request.formats {
      if !request.isLenient { try check(chosen, format, areNamed: request.cells != nil) }
      files += try self.files(chosen, format, request.figure, renderer)
    }
    // A notebook brings the table that it reads, which may have been asked for too.
    var seen: Set<String> = []
    return files.filter { seen.insert($0.path).inserted }
      .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// The name of the folder that a report is exported to.
  public static func folder(of findings: Findings) -> String { fileName(findings.name) }

  private static func files(
    _ findings: Findings, _ format: ExportFormat, _ figure: FigureOptions,
    _ renderer: any ChartRenderer
  ) throws -> [ReportFile] {
    let folder = folder(of: findings)
    let name = "\(folder)/\(folder)"
    let cells = findings.cells.filter(format.applies)
    switch format {
    case .csv: return [ReportFile(path: "\(name).csv", text: TidyTable(findings).csv)]
    case .jsonl: return [ReportFile(path: "\(name).jsonl", text: TidyTable(findings).jsonLines)]
    case .npy: return cells.flatMap { ArrayExport($0)?.files(in: "\(folder)/npy") ?? [] }
    case .latex, .markdown:
      return cells.compactMap { TextTable($0) }.map { table in
        format == .latex
          ? ReportFile(path: "\(folder)/latex/\(table.id).tex", text: table.latex(of: folder))
          : ReportFile(path: "\(folder)/markdown/\(table.id).md", text: table.markdown)
      }
    case .svg, .png, .pdf:
      let drawing = FigureDrawing(findings, options: figure, renderer: renderer)
      return try cells.map {
        ReportFile(
          path: "\(folder)/figures/\($0.id).\(format.rawValue)",
          bytes: try drawing.bytes(of: $0, format))
      }
    case .ipynb:
      let notebook = try Notebook(findings, renderer: renderer)
      return [
        ReportFile(path: "\(name).ipynb", text: notebook.text),
        ReportFile(path: "\(name).csv", text: TidyTable(findings).csv),
      ]
    case .mlflow: return try TrackingStore(findings, renderer: renderer).files()
    }
  }
}

extension Export {
  /// The cells in the order of the report.
  private static func cells(_ ids: [String], of findings: Findings) throws -> [CellFinding] {
    let known = findings.cells.map(\.id)
    if let unknown = ids.first(where: { id in !known.contains { equal($0, id) } }) {
      throw Problem.unknownCell(unknown, of: findings.name, among: known)
    }
    return findings.cells.filter { cell in ids.contains { equal(cell.id, $0) } }
  }

  private static func check(
    _ findings: Findings, _ format: ExportFormat, areNamed: Bool
  ) throws {
    if areNamed, let cell = findings.cells.first(where: { !format.applies(to: $0) }) {
      throw Problem.inapplicableFormat(format, cell: cell)
    }
    guard findings.cells.contains(where: format.applies) else {
      throw Problem.nothingToExport(format, of: findings.name)
    }
  }
}

/// `name` as one part of a path that every system takes: letters, digits, dots, dashes and underscores.
func fileName(_ name: String) -> String {
  let plain = name.unicodeScalars.map { scalar -> Character in
    let isPlain = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    return isPlain || "-_.".unicodeScalars.contains(scalar) ? Character(scalar) : "-"
  }
  let text = String(String(plain).drop { $0 == "." }.prefix(100))
  return text.isEmpty ? "report" : text
}

extension ReportFile {
  init(path: String, text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }
}
