extension Page {
  /// The colour scale: title, bar and ticks, and what a hatched cell means.
  mutating func addColorBar(
    _ quantity: Axis, _ ramp: ColorRamp, _ domain: Domain, hasMissing: Bool
  ) {
    let note = domain.isLogarithmic ? ", log scale" : ""
    addParagraph(quantity.label + note, font: .label, ink: .muted)
    cursor += 4
    let steps = 64
    let bar = Rect(
      x: Page.margin, y: cursor.rounded(), width: Double(steps) * (inner >= 500 ? 4 : 3), height: 10
    )
    let step = bar.width / Double(steps)
    var marks = (0..<steps).map { index -> SceneElement in
      .rect(
        Rect(x: bar.x + Double(index) * step, y: bar.y, width: step, height: bar.height),
        .fill(ramp.ink(at: (Double(index) + 0.5) / Double(steps))))
    }
    let ticks = AxisMarks.horizontalTicks(
      domain, width: bar.width, wholeOnly: quantity.isWhole, measurer: measurer)
    let scale = Scale(domain: domain, start: bar.x, end: bar.maxX)
    marks.append(
      AxisMarks.horizontal(ticks, scale, in: bar, gridded: false, labelledBy: measurer))
    cursor = bar.maxY + 20
    elements.append(.group("color-bar", marks))
    if hasMissing { addMissingKey(beside: bar) }
    cursor += 8
  }

  /// Beside the bar if there is room, else below it.
  private mutating func addMissingKey(beside bar: Rect) {
    let room = 24 + 14 + 6 + measurer.width(of: "missing", in: .label)
    guard bar.maxX + room <= width - Page.margin else {
      addKey([KeyItem(sample: .hatch, name: "missing")])
      return
    }
    let box = Rect(x: bar.maxX + 24, y: bar.y, width: 14, height: 10)
    elements.append(
      .group(
        "key",
        hatching(of: box) + [
          .text(
            "missing", at: Point(box.maxX + 6, box.midY + Font.label.middle), font: .label)
        ]))
  }
}
