/// Draws a forest plot: labels at the left, intervals in the middle, values at the right.
struct ForestDrawing {
  let plot: ForestPlot
  let width: Double
  let measurer: any TextMeasurer
  let domain: Domain

  init(_ plot: ForestPlot, width: Double, measurer: any TextMeasurer) {
    self.plot = plot
    self.width = width
    self.measurer = measurer
    domain = plot.domain
  }

  /// Where columns stand. Where they do not fit side by side, label and value stand above the interval.
  private struct Columns {
    var isStacked: Bool
    var labelWidth: Double
    var area: ClosedRange<Double>
    var rowHeight: Double { isStacked ? 40 : 24 }
    /// What a row under control needs more.
    var controlHeight: Double { isStacked ? 36 : 18 }

    func height(of row: ForestPlot.Row) -> Double {
      rowHeight + (row.controlled == nil ? 0 : controlHeight)
    }
  }

  func scene() -> Scene {
    var page = Page(width: width, measurer: measurer, headline: plot.headline)
    page.addKey(keyItems())
    let columns = columns(inner: page.inner)
    let top = page.cursor + 4
    var rows: [SceneElement] = []
    var strips: [ClosedRange<Double>] = []
    page.cursor = top
    for group in plot.groups {
      if !group.heading.isEmpty { rows.append(heading(group.heading, &page)) }
      for row in group.rows {
        rows.append(self.row(row, top: page.cursor, columns))
        page.cursor += columns.height(of: row)
        strips.append((page.cursor - 22)...page.cursor)
        if row.controlled != nil {
          let end = page.cursor - columns.controlHeight
          strips.append((end - 22)...end)
        }
      }
    }
    let area = Rect(
      x: columns.area.lowerBound, y: top,
      width: columns.area.upperBound - columns.area.lowerBound, height: page.cursor - top)
    page.elements += backdrop(area, columns.isStacked ? strips : [area.y...area.maxY]) + rows
    page.cursor += 20
    page.addHorizontalTitle(
      plot.axis.label + (domain.isLogarithmic ? ", log scale" : ""), below: columns.area)
    return page.finish(plot)
  }

  private func keyItems() -> [KeyItem] {
    let found = plot.rows.compactMap(\.outcome.finite).map {
      VerdictGlyph(verdict: $0.verdict, isAbove: $0.value > plot.reference)
    }
    var items: [KeyItem] = []
    for verdict in ForestPlot.Verdict.allCases {
      let turned = verdict == .equivalent || verdict == .inconclusive ? [true] : [true, false]
      for isAbove in turned {
        let glyph = VerdictGlyph(verdict: verdict, isAbove: isAbove)
        let isPresent = found.contains {
          $0.verdict == verdict && (turned.count == 1 || $0 == glyph)
        }
        if isPresent { items.append(KeyItem(sample: .glyph(glyph), name: glyph.name)) }
      }
    }
    if plot.isControlled { items.append(KeyItem(sample: .hollow, name: plot.controlName)) }
    if plot.tolerance != nil { items.append(KeyItem(sample: .shade, name: "within tolerance")) }
    return items
  }

  private func columns(inner: Double) -> Columns {
    let names = plot.rows.map(\.label) + (plot.isControlled ? [plot.controlName] : [])
    let labels = names.map { measurer.width(of: $0, in: .label) }.max() ?? 0
    let outcomes = plot.rows.flatMap { [$0.outcome, $0.controlled] }.compactMap { $0 }
    let values = outcomes.map { measurer.width(of: valueText($0), in: .label) }.max() ?? 0
    let labelWidth = min(labels, inner * 0.4).rounded(.up)
    let from = Page.margin + labelWidth + 14
    let to = Page.margin + inner - values - 14
    if to - from >= 150 {
      return Columns(isStacked: false, labelWidth: labelWidth, area: from...to)
    }
    return Columns(
      isStacked: true, labelWidth: inner - values - 12,
      area: (Page.margin + 8)...(Page.margin + inner - 8))
  }

  private func valueText(_ outcome: ForestPlot.Outcome) -> String {
    switch outcome {
    case .absent(let reason): return reason
    case .estimate:
      guard let found = outcome.finite else { return "no estimate" }
      return plot.words(found.value, found.interval)
    }
  }

  private func heading(_ text: String, _ page: inout Page) -> SceneElement {
    page.cursor += 24
    return .text(
      measurer.fitted(text, in: .heading, width: page.inner),
      at: Point(Page.margin, page.cursor - 7), font: .heading)
  }

  /// Tolerance, gridlines and reference, only in `strips`: elsewhere they would run through words.
  private func backdrop(_ area: Rect, _ strips: [ClosedRange<Double>]) -> [SceneElement] {
    let scale = Scale(domain: domain, start: area.x, end: area.maxX)
    let ticks = AxisMarks.horizontalTicks(
      domain, width: area.width, wholeOnly: plot.axis.isWhole, measurer: measurer)
    var marks: [SceneElement] = []
    if let tolerance = plot.tolerance?.finite {
      let left = max(scale.position(of: tolerance.low), area.x)
      let width = max(0, min(scale.position(of: tolerance.high), area.maxX) - left)
      marks += strips.map { strip in
        let height = strip.upperBound - strip.lowerBound
        return .rect(
          Rect(x: left, y: strip.lowerBound, width: width, height: height), .fill(.tolerance))
      }
    }
    func upright(_ values: [Double]) -> [[Point]] {
      values.map { scale.position(of: $0) }.flatMap { x in
        strips.map { [Point(x, $0.lowerBound), Point(x, $0.upperBound)] }
      }
    }
    marks.append(.lines(upright(ticks.labelled.map(\.value)), .stroke(.grid)))
    marks.append(
      AxisMarks.horizontal(ticks, scale, in: area, gridded: false, labelledBy: measurer))
    marks.append(.lines(upright([plot.reference]), .stroke(.muted)))
    return [.group("backdrop", marks)]
  }

  private func row(_ row: ForestPlot.Row, top: Double, _ columns: Columns) -> SceneElement {
    var marks = line(row.label, row.outcome, top: top, columns)
    var words = said(row.label, row.outcome)
    if let controlled = row.controlled {
      // Right below: a row of its own would stand as far from its raw one as from the next.
      let top = top + (columns.isStacked ? 36 : 18)
      marks += line(plot.controlName, controlled, top: top, columns, isHollow: true)
      words += "; " + said(plot.controlName, controlled)
    }
    return .group("row", tooltip: words, marks)
  }

  private func said(_ label: String, _ outcome: ForestPlot.Outcome) -> String {
    "\(label): \(valueText(outcome))" + (outcome.finite.map { ", \($0.verdict.rawValue)" } ?? "")
  }

  /// A label, an estimate and its words.
  private func line(
    _ label: String, _ outcome: ForestPlot.Outcome, top: Double, _ columns: Columns,
    isHollow: Bool = false
  ) -> [SceneElement] {
    let middle = top + (columns.isStacked ? 29 : 24 / 2)
    let baseline = columns.isStacked ? top + 14 : middle + Font.label.middle
    let label = measurer.fitted(label, in: .label, width: columns.labelWidth)
    let found = outcome.finite
    let marks: [SceneElement] = [
      .text(
        label, at: Point(Page.margin, baseline), font: .label, ink: isHollow ? .muted : .text),
      .text(
        valueText(outcome), at: Point(width - Page.margin, baseline), .end, font: .label,
        ink: found == nil || isHollow ? .muted : .text),
    ]
    return marks
      + (found.map { interval($0, at: middle, columns.area, isHollow: isHollow) } ?? [])
  }

  private func interval(
    _ found: (value: Double, interval: Interval, verdict: ForestPlot.Verdict), at y: Double,
    _ area: ClosedRange<Double>, isHollow: Bool
  ) -> [SceneElement] {
    let scale = Scale(domain: domain, start: area.lowerBound, end: area.upperBound)
    func inside(_ value: Double) -> Double {
      min(max(scale.position(of: value), area.lowerBound), area.upperBound)
    }
    let glyph = VerdictGlyph(verdict: found.verdict, isAbove: found.value > plot.reference)
    let (left, right) = (inside(found.interval.low), inside(found.interval.high))
    var marks: [SceneElement] = [
      .line([Point(left, y), Point(right, y)], .stroke(glyph.ink, isHollow ? 1.25 : 1.75))
    ]
    if scale.position(of: found.interval.low) < area.lowerBound {
      marks.append(arrowhead(at: Point(area.lowerBound, y), sign: -1, glyph.ink))
    }
    if scale.position(of: found.interval.high) > area.upperBound {
      marks.append(arrowhead(at: Point(area.upperBound, y), sign: 1, glyph.ink))
    }
    let center = scale.position(of: found.value)
    guard area.contains(center) else { return marks }
    if isHollow {
      return marks + [VerdictGlyph.hollow(at: Point(center, y), size: 10, ink: glyph.ink)]
    }
    return marks + glyph.elements(at: Point(center, y), size: 10)
  }

  private func arrowhead(at tip: Point, sign: Double, _ ink: Ink) -> SceneElement {
    .outline(
      [tip, Point(tip.x - sign * 7, tip.y - 4), Point(tip.x - sign * 7, tip.y + 4)], .fill(ink))
  }
}
