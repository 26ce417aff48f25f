import Charts
import Comparison
import Experiments

/// Contrasts on the page.
struct ContrastSection {
  let value: TemplateValue

  init(_ contrast: Contrast, name: String, prefix: String, renderer: any ChartRenderer) {
    let alpha = 1 - contrast.level
    let cells = contrast.cells.map { cell in
      let anchor = "\(prefix)-\(cell.id)"
      return TemplateValue.object([
        "anchor": .text(anchor), "title": .text(cell.title), "verdict": .absent,
        "notes": .list([]),
        "charts": .list(
          Self.plots(cell, contrast).enumerated().map { index, plot in
            [
              "svg": .markup(
                SVGRenderer.svg(
                  plot.chart.scene(width: ChartWidth.page, measurer: renderer),
                  id: "\(anchor)-\(index)")),
              "caption": .text(plot.caption), "label": .text("\(cell.title): plot \(index + 1)"),
            ]
          }),
        "table": [
          "label": .text("\(cell.title): numbers"), "before": .text("Reference"),
          "after": .text("Compared"),
          "caption": .text(counted(cell.rows.count, "difference") + " of this cell."),
          "rows": .list(cell.rows.map { Self.row($0, alpha: alpha) }),
        ],
      ])
    }
    let verdicts = contrast.cells.flatMap(\.rows).map { $0.verdict(alpha: alpha) }
    value = [
      "heading": .text("\(name), across \(contrast.axis.rawValue)"),
      "tested": .text(counted(contrast.tested, "difference")),
      "counts": .list(
        ["greater", "less", "inconclusive"].compactMap { verdict in
          let count = verdicts.count { $0 == verdict }
          return count == 0 ? nil : VerdictWords(verdict: verdict).chip("\(count) \(verdict)")
        }),
      "changes": .absent, "cells": .list(cells), "quiet": .absent,
    ]
  }

  /// A plot for each quantity, because each has an axis of its own.
  private static func plots(
    _ cell: Contrast.Cell, _ contrast: Contrast
  ) -> [(chart: any Chart, caption: String)] {
    let quantities = distinct(cell.rows.map(\.quantity.label))
    let name = "\(percentText(contrast.level)) interval"
    let isRatio = contrast.form == .logRatio
    return quantities.compactMap { quantity in
      let rows = cell.rows.filter { equal($0.quantity.label, quantity) }
      let shown = rows.prefix(VersionSection.rowLimit)
      guard shown.contains(where: { $0.difference?.lower != nil }) else { return nil }
      let what = isRatio ? "log ratio" : "difference"
      return (
        ForestPlot(
          Headline("", subtitle: "\(quantity): \(what) with its \(name)"),
          groups: [
            ForestPlot.Group(
              rows: shown.map { row in
                ForestPlot.Row(
                  "\(row.key.words) · \(row.other) − \(row.reference)",
                  outcome(row, alpha: 1 - contrast.level))
              })
          ],
          axis: Axis(what, unit: isRatio ? nil : rows.first?.quantity.unit), reference: 0,
          intervalName: name),
        "\(quantity): \(isRatio ? "natural logarithm of the ratio" : "difference") of what is named first "
          + "to what is named second; bars are \(name)s"
          + (rows.count > shown.count
            ? "; \(rows.count - shown.count) more are in the table." : ".")
      )
    }
  }

  private static func outcome(_ row: Contrast.Row, alpha: Double) -> ForestPlot.Outcome {
    guard let difference = row.difference, let lower = difference.lower,
      let upper = difference.upper
    else { return .absent("no interval") }
    let isClear = row.verdict(alpha: alpha) != "inconclusive"
    return .estimate(
      difference.value, Interval(lower, upper), isClear ? .changed : .inconclusive)
  }

  private static func row(_ row: Contrast.Row, alpha: Double) -> TemplateValue {
    let verdict = row.verdict(alpha: alpha)
    return [
      "subject": .text(
        "\(row.quantity.label) · \(row.key.words) · \(row.other) − \(row.reference)"),
      "first": .text(DiffNumbers.value(row.first.value)),
      "second": .text(DiffNumbers.value(row.second.value)),
      "difference": .text(row.difference.map { DiffNumbers.signed($0.value) } ?? "–"),
      "interval": .optional(row.difference.flatMap(DiffNumbers.interval)),
      "p": .text(DiffNumbers.probability(row.adjustedPValue)),
      "verdict": VerdictWords(verdict: verdict).value,
      "remark": .absent,
    ]
  }
}
