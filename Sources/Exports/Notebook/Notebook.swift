import Charts
import Diagnostics
import Experiments
import Foundation
import JSONTree
import Reports

/// A Jupyter notebook (format 4.5) with the cells of a report in reading order.
///
/// Pictures and tables are there before anything is run.
struct Notebook {
  /// Pixels of a picture for each px: sharp, and no more than a few hundred kilobytes.
  private static let pictureScale = 1.5

  private let findings: Findings
  private var cells: [JSONValue] = []

  init(_ findings: Findings, renderer: any ChartRenderer) throws {
    self.findings = findings
    let table = Export.folder(of: findings) + ".csv"
    cells.append(Self.markdown("title", Self.heading(findings)))
    cells.append(Self.code("setup", NotebookCode.setup(table: table), outputs: []))
    let maker = ChartMaker(findings)
    for cell in findings.cells {
      let id = Self.id(of: cell)
      let text = Self.text(of: cell)
      if !text.isEmpty { cells.append(Self.markdown("\(id)-text", text)) }
      if let code = NotebookCode.call(cell) {
        let outputs = try Self.outputs(of: cell, maker: maker, renderer: renderer)
        cells.append(Self.code("\(id)-code", code, outputs: outputs))
      }
    }
  }

  /// The notebook's file.
  var text: String {
    let notebook: JSONValue = [
      "cells": .array(cells),
      "metadata": [
        "kernelspec": ["display_name": "Python 3", "language": "python", "name": "python3"],
        "language_info": ["name": "python"], "title": .string(findings.title),
      ], "nbformat": 4, "nbformat_minor": 5,
    ]
    return notebook.text(.indented) + "\n"
  }
}

// MARK: - Words

extension Notebook {
  private static func heading(_ findings: Findings) -> String {
    [
      "# \(markdownText(findings.title))", markdownText(findings.question),
      findings.description ?? "",
      findings.isPublished == true ? "Published data stand in place of the experiment's own." : "",
    ].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private static func text(of cell: CellFinding) -> String {
    let prose = if case .markdown(let text) = cell.content { text } else { "" }
    let verdict = if case .claim(let claim) = cell.content { "**\(claim.verdict)**" } else { "" }
    let problems = cell.problems.map { "- \(markdownText($0))" }.joined(separator: "\n")
    return [
      cell.title.isEmpty ? "" : "## \(markdownText(cell.title))", verdict, prose,
      markdownText(cell.caption), problems,
    ].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// The id of the cell where a notebook takes it: 64 characters with the ending.
  private static func id(of cell: CellFinding) -> String {
    guard cell.id.utf8.count > 50 else { return cell.id }
    return String(cell.id.prefix(36)) + "-" + shortDigest(cell.id)
  }
}

// MARK: - Cells

extension Notebook {
  private static func markdown(_ id: String, _ text: String) -> JSONValue {
    ["cell_type": "markdown", "id": .string(id), "metadata": [:], "source": lines(text)]
  }

  private static func code(_ id: String, _ text: String, outputs: [JSONValue]) -> JSONValue {
    [
      "cell_type": "code", "execution_count": nil, "id": .string(id), "metadata": [:],
      "outputs": .array(outputs), "source": lines(text),
    ]
  }

  private static func lines(_ text: String) -> JSONValue {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return .array(
      lines.enumerated().map { index, line in
        .string(line + (index == lines.count - 1 ? "" : "\n"))
      })
  }

  private static func outputs(
    of cell: CellFinding, maker: ChartMaker, renderer: any ChartRenderer
  ) throws -> [JSONValue] {
    var outputs: [JSONValue] = []
    if let chart = cell.chart {
      let headline = Headline(chart.subtitle)
      let scene = maker.chart(chart, headline: headline)
        .scene(width: ChartWidth.page, measurer: renderer)
      let png = try renderer.png(scene, theme: .light, scale: pictureScale)
      outputs.append(
        shown([
          "image/png": .string(Data(png).base64EncodedString()),
          "text/plain": lines(scene.description),
        ]))
    }
    if let table = TextTable(cell) {
      outputs.append(shown(["text/html": lines(table.html), "text/plain": lines(table.plain)]))
    }
    return outputs
  }

  private static func shown(_ data: JSONValue) -> JSONValue {
    ["data": data, "metadata": [:], "output_type": "display_data"]
  }
}
