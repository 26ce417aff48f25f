/// An entry of the key: a sample of the mark and its name.
struct KeyItem: Hashable {
  enum Sample: Hashable {
    case line(SeriesStyle, hasBand: Bool)
    case glyph(VerdictGlyph)
    /// The mark of an estimate under control.
    case hollow
    /// A level line through panels.
    case reference
    /// A spot of the colour of a series, whatever its dash and marker.
    case swatch(SeriesStyle)
    case shade
    case hatch
  }

  var sample: Sample
  var name: String
}

extension Page {
  /// Adds the entries side by side, in as many lines as they need.
  mutating func addKey(_ items: [KeyItem]) {
    guard !items.isEmpty else { return }
    let rowHeight = Font.label.lineHeight + 3
    var x = Page.margin
    var members: [SceneElement] = []
    cursor += rowHeight
    for item in items {
      let sample = item.sample.width
      let name = measurer.fitted(item.name, in: .label, width: inner - sample - 6)
      let width = sample + 6 + measurer.width(of: name, in: .label)
      if x > Page.margin, x + width > self.width - Page.margin {
        x = Page.margin
        cursor += rowHeight
      }
      let baseline = cursor - 5
      members += item.sample.elements(
        in: Rect(x: x, y: baseline - Font.label.middle - 5, width: sample, height: 10))
      members.append(.text(name, at: Point(x + sample + 6, baseline), font: .label))
      x += width + 18
    }
    elements.append(.group("key", members))
    cursor += 7
  }
}

extension KeyItem.Sample {
  fileprivate var width: Double {
    switch self {
    case .line: 24
    case .reference: 18
    case .glyph, .hollow, .swatch: 10
    case .shade, .hatch: 14
    }
  }

  fileprivate func elements(in box: Rect) -> [SceneElement] {
    switch self {
    case .glyph(let glyph): return glyph.elements(at: Point(box.midX, box.midY), size: 9)
    case .hollow:
      return [
        VerdictGlyph.hollow(at: Point(box.midX, box.midY), size: 9, ink: Palette.neutral)
      ]
    case .shade: return [.rect(box, .fill(.tolerance))]
    case .hatch: return hatching(of: box)
    case .reference:
      return [.line([Point(box.x, box.midY), Point(box.maxX, box.midY)], .stroke(.muted, 1))]
    case .swatch(let style): return [.rect(box, .fill(Palette.ink(of: style)))]
    case .line(let style, let hasBand):
      let ink = Palette.ink(of: style)
      var marks: [SceneElement] = []
      if hasBand { marks.append(.rect(box, .fill(ink, opacity: SeriesMarks.bandOpacity))) }
      marks.append(
        .line(
          [Point(box.x, box.midY), Point(box.maxX, box.midY)],
          .stroke(ink, SeriesMarks.lineWidth, dash: style.dash.lengths)))
      let center = Point(box.midX, box.midY)
      return marks
        + [SceneElement.marker(style.marker, at: center, size: 7, ink: ink)].compactMap { $0 }
    }
  }
}

/// Thin diagonal lines over `box` and a thin frame: there is nothing to show here.
func hatching(of box: Rect, spacing: Double = 5) -> [SceneElement] {
  var runs: [[Point]] = []
  // Each diagonal runs from the left or bottom edge up to the top or right edge.
  var offset = spacing
  while offset < box.width + box.height {
    let start =
      offset <= box.height
      ? Point(box.x, box.y + offset)
      : Point(box.x + offset - box.height, box.maxY)
    let end =
      offset <= box.width
      ? Point(box.x + offset, box.y)
      : Point(box.maxX, box.y + offset - box.width)
    runs.append([start, end])
    offset += spacing
  }
  return [
    .rect(box, .fill(.shade)),
    .lines(runs, .stroke(.hatch, 0.75)),
  ]
}
