import Charts
import Comparison
import Experiments

/// One version against its reference, on the page.
struct VersionSection {
  /// The most rows of a table and of a plot: what asks for most attention comes first.
  static let rowLimit = 40

  let value: TemplateValue

  init(
    _ diff: VersionDiff, from reference: ComparedReport, to other: ComparedReport, prefix: String,
    renderer: any ChartRenderer
  ) {
    let quiet = diff.cells.filter { $0.verdict == .equivalent && $0.notes.isEmpty }
    let loud = diff.cells.filter { $0.verdict != .equivalent || !$0.notes.isEmpty }
    let cells = loud.map { cell in
      let anchor = "\(prefix)-\(cell.id)"
      let overlay = CurveOverlay(cell, reference.findings, other.findings)
      let drawn = [
        ForestOfDifferences(cell, level: diff.level).map { ($0.chart, $0.caption, "differences") },
        overlay.map { ($0.chart, $0.caption, "curves") },
      ].compactMap { $0 }
      return TemplateValue.object([
        "anchor": .text(anchor), "title": .text(cell.title), "verdict": cell.verdict.chip(),
        "notes": .list(cell.notes.map(TemplateValue.text)),
        "charts": .list(
          drawn.map { chart, caption, name in
            [
              "svg": .markup(
                SVGRenderer.svg(
                  chart.scene(width: ChartWidth.page, measurer: renderer), id: "\(anchor)-\(name)")),
              "caption": .text(caption), "label": .text("\(cell.title): \(name)"),
            ]
          }),
        "table": Self.table(cell, diff),
      ])
    }
    value = [
      "heading": .text("\(diff.other) against \(diff.reference)"),
      "tested": .text(counted(diff.tested, "number") + " tested"),
      "counts": .list(
        ComparisonVerdict.allCases.compactMap { verdict in
          diff.counts[verdict].map { verdict.chip($0) }
        }),
      "changes": Self.list(diff.changes.map(\.words), "change"),
      "cells": .list(cells), "quiet": Self.list(quiet.map(\.title), "cell"),
    ]
  }

  private static func list(_ items: [String], _ noun: String) -> TemplateValue {
    items.isEmpty
      ? .absent
      : [
        "count": .text(counted(items.count, noun)), "items": .list(items.map(TemplateValue.text)),
      ]
  }

  private static func table(_ cell: CellComparison, _ diff: VersionDiff) -> TemplateValue {
    let lines = cell.lines.filter { $0.verdict != .equivalent }
    guard !lines.isEmpty else { return .absent }
    let shown = lines.prefix(rowLimit)
    let equivalent = cell.lines.count - lines.count
    let rest = lines.count - shown.count
    let words = [
      "\(shown.count) of \(counted(cell.lines.count, "number")) and curves",
      rest > 0 ? "\(rest) more that ask for less attention" : nil,
      equivalent > 0 ? "\(equivalent) equivalent" : nil,
    ].compactMap { $0 }
    return [
      "label": .text("\(cell.title): numbers"), "before": .text("Before"), "after": .text("After"),
      "caption": .text(words.joined(separator: "; ") + "."),
      "rows": .list(shown.map(row)),
    ]
  }

  private static func row(_ line: ComparisonLine) -> TemplateValue {
    let number = line.number
    let difference = number.difference
    return [
      "subject": .text("\(line.quantity) · \(line.subject)"),
      "first": .text(DiffNumbers.value(number.reference?.value)),
      "second": .text(DiffNumbers.value(number.other?.value)),
      "difference": .text(difference.map { DiffNumbers.signed($0.value) } ?? "–"),
      "interval": .optional(difference.flatMap(DiffNumbers.interval)),
      "p": .text(DiffNumbers.probability(number.adjustedPValue)), "verdict": line.verdict.chip(),
      "remark": .optional(line.remark),
    ]
  }
}
