/// A chart in the making: what stands above and below the panels, from top to bottom.
struct Page {
  static let margin = 12.0

  let width: Double
  let measurer: any TextMeasurer
  /// The lower edge of what has been placed.
  var cursor: Double
  var elements: [SceneElement] = []

  init(width: Double, measurer: any TextMeasurer, headline: Headline) {
    precondition(
      width >= ChartWidth.least,
      "a chart needs a width of at least \(ChartWidth.least) px, found \(width)")
    self.width = width
    self.measurer = measurer
    cursor = Page.margin - 2
    guard headline.prominence != .hidden else { return }
    let isFigure = headline.prominence == .figure
    addParagraph(headline.title, font: isFigure ? .heading : .title, ink: .text)
    if let subtitle = headline.subtitle, !subtitle.isEmpty {
      cursor += 2
      addParagraph(subtitle, font: isFigure ? .label : .subtitle, ink: .muted)
    }
    cursor += 8
  }

  /// The width between the margins.
  var inner: Double { width - 2 * Page.margin }

  mutating func addParagraph(_ text: String, font: Font, ink: Ink) {
    for line in measurer.lines(of: text, in: font, width: inner) {
      cursor += font.lineHeight
      elements.append(
        .text(
          line, at: Point(Page.margin, cursor - font.size * 0.28), font: font, ink: ink))
    }
  }

  /// The title of the vertical axis, above it and level.
  mutating func addVerticalTitle(_ axis: Axis, note: String? = nil) {
    let text = axis.label + (note.map { ", \($0)" } ?? "")
    guard !text.isEmpty else { return }
    addParagraph(text, font: .label, ink: .muted)
    cursor += 6
  }

  /// The title of the horizontal axis, centred below `extent`.
  mutating func addHorizontalTitle(_ text: String, below extent: ClosedRange<Double>) {
    guard !text.isEmpty else { return }
    cursor += Font.label.lineHeight
    let shown = measurer.fitted(text, in: .label, width: inner)
    let half = measurer.width(of: shown, in: .label) / 2
    let middle = (extent.lowerBound + extent.upperBound) / 2
    let x = min(max(middle, Page.margin + half), width - Page.margin - half)
    elements.append(
      .text(shown, at: Point(x, cursor - 3), .middle, font: .label, ink: .muted))
  }

  mutating func addNotes(_ notes: [String]) {
    for note in notes {
      cursor += 3
      addParagraph(note, font: .note, ink: .muted)
    }
  }

  func finish(_ chart: some Chart) -> Scene {
    let height = (cursor + Page.margin).rounded(.up)
    return Scene(
      width: width, height: height, title: chart.headline.title,
      description: chart.spokenDescription, elements: elements)
  }
}
