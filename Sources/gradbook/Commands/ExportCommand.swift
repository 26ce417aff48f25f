import ArgumentParser
import Charts
import ChartsCairo
import Diagnostics
import Experiments
import Exports
import Foundation

/// `gradbook export`: what a report holds, in the formats of other tools.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write what a report holds for other tools.",
    discussion: """
      Tables (csv, jsonl, latex, markdown), arrays (npy), figures at the width of a journal's column \
      (svg, png, pdf), a Jupyter notebook (ipynb) and runs for MLflow (mlflow). Needs no model.
      """)

  @Argument(help: "Folders of reports, or findings.json files.")
  var reports: [String]

  @Option(
    name: .shortAndLong,
    help:
      "A format; may be repeated. One of csv, jsonl, npy, latex, markdown, svg, png, pdf, ipynb, mlflow, all."
  )
  var format: [String] = []

  @Option(help: "The id of a cell; may be repeated. Without it, all cells.")
  var cell: [String] = []

  @Option(name: .shortAndLong, help: "The folder to write to.")
  var output = "Exports"

  @Flag(help: "Tell what the reports can be exported as, and write nothing.")
  var list = false

  @OptionGroup(title: "Figures")
  var figure: FigureArguments

  func validate() throws {
    guard list || !format.isEmpty else {
      throw ValidationError("Name a format with '--format', or ask with '--list'.")
    }
  }

  func run() throws {
    let all = try reports.map { try StoredFindings.read($0) }
    guard !list else {
      print(all.map(ExportList.text).joined(separator: "\n"))
      return
    }
    let request = try self.request()
    try checkNames(all)
    let renderer = try CairoRenderer()
    // Nothing is written before all is known to be well.
    let files = try all.map { try Export.files($0, request, renderer: renderer) }
    for (findings, files) in zip(all, files) {
      try ExportFolder.write(files, to: output)
      print("\(findings.name): \(counted(files.count, "file")) in \(output)")
    }
  }

  private func request() throws -> ExportRequest {
    let isAll = format.contains("all")
    let named = try format.filter { $0 != "all" }.map { try ExportFormat(named: $0) }
    return ExportRequest(
      formats: ExportFormat.allCases.filter { isAll || named.contains($0) }, isLenient: isAll,
      cells: cell.isEmpty ? nil : cell, figure: try figure.options())
  }

  /// Two reports of one name would write over each other.
  private func checkNames(_ all: [Findings]) throws {
    var seen: Set<String> = []
    for findings in all where !seen.insert(Export.folder(of: findings)).inserted {
      throw Problem(
        "Two reports are called '\(findings.name)'.", expected: "reports of different names",
        remedy: "Export them one after the other, each with its own '--output'.")
    }
  }
}

/// How figures are drawn.
struct FigureArguments: ParsableArguments {
  @Option(help: "The width: column (89mm), page (183mm), or a length such as 120mm or 4.7in.")
  var width = "column"

  @Option(help: "The height, such as 60mm; as high as needed without it.")
  var height: String?

  @Option(help: "The pixels of an inch of a PNG.")
  var dpi = 300

  @Option(help: "The colours: light or dark.")
  var theme = "light"

  @Flag(help: "Write the finding into the figure; else the caption of the paper says it.")
  var titles = false

  func validate() throws {
    guard (36...2400).contains(dpi) else {
      throw ValidationError("'--dpi' must lie between 36 and 2400, found \(dpi).")
    }
    guard Theme(rawValue: theme) != nil else {
      throw ValidationError("'--theme' must be light or dark, found '\(theme)'.")
    }
  }

  func options() throws -> FigureOptions {
    try FigureOptions(
      width: Length.parse(width, option: "width"),
      height: height.map { try Length.parse($0, option: "height") }, dotsPerInch: Double(dpi),
      theme: Theme(rawValue: theme) ?? .light, isTitled: titles)
  }
}
