/// Collects the elements of one SVG document.
struct SVGWriter {
  let id: String
  private let medium: SVGRenderer.Medium
  var inks = SVGInks()
  private(set) var body = ""
  private var clips = 0
  /// What the shapes of the innermost group without a name have in common, and therefore do not say.
  private var shared: Paint?

  /// The size of most texts, which the document says once.
  let usualSize: Double

  init(id: String, medium: SVGRenderer.Medium, usualSize: Double) {
    (self.id, self.medium, self.usualSize) = (id, medium, usualSize)
  }

  /// The colours of the other theme, where the reader chooses.
  var styleSheet: String {
    medium == .screen ? "<style>\(inks.styleSheet(scopedTo: id))</style>\n" : ""
  }

  /// The colour as an attribute says it.
  private func hex(_ ink: Ink) -> String {
    guard case .print(let theme) = medium else { return ink.light.hex }
    return ink.color(in: theme).hex
  }

  private mutating func number(of ink: Ink) -> Int? {
    medium == .screen ? inks.number(of: ink) : nil
  }

  /// Writes elements in order; neighbours of one paint share it in a group.
  mutating func write(_ elements: [SceneElement]) {
    var rest = elements[...]
    while let first = rest.first {
      let run = paint(sharedFrom: rest).map { paint in rest.prefix { $0.paint == paint } } ?? []
      guard run.count >= Self.fewestToShare, let paint = first.paint else {
        write(first)
        rest = rest.dropFirst()
        continue
      }
      body += "<g\(attributes(paint))>\n"
      shared = paint
      run.forEach { write($0) }
      shared = nil
      body += "</g>\n"
      rest = rest.dropFirst(run.count)
    }
  }

  /// With fewer shapes a group is longer than what it spares.
  private static let fewestToShare = 3

  private func paint(sharedFrom elements: ArraySlice<SceneElement>) -> Paint? {
    shared == nil ? elements.first?.paint : nil
  }

  private mutating func write(_ element: SceneElement) {
    switch element {
    case .group(let group): write(group)
    case .path(let path): write(path)
    case .rect(let rect, let paint):
      body += "<rect \(attributes(rect))\(attributes(paint))/>\n"
    case .circle(let center, let radius, let paint):
      let place = "cx=\"\(coordinateText(center.x))\" cy=\"\(coordinateText(center.y))\""
      body += "<circle \(place) r=\"\(coordinateText(radius))\"\(attributes(paint))/>\n"
    case .text(let text): write(text)
    }
  }

  private mutating func write(_ group: SceneGroup) {
    guard !group.elements.isEmpty else { return }
    var opening = "<g class=\"chart-\(group.name)\""
    if let clip = group.clip {
      let name = "\(id)-clip\(clips)"
      clips += 1
      body += "<clipPath id=\"\(name)\"><rect \(attributes(clip))/></clipPath>\n"
      opening += " clip-path=\"url(#\(name))\""
    }
    body += opening + ">"
    body += group.tooltip.map { "<title>\(escapedXML($0))</title>\n" } ?? "\n"
    write(group.elements)
    body += "</g>\n"
  }

  private mutating func write(_ path: ScenePath) {
    body += "<path d=\"\(PathText(path).text)\"\(attributes(path.paint))/>\n"
  }

  private mutating func write(_ text: SceneText) {
    let (x, y) = (coordinateText(text.position.x), coordinateText(text.position.y))
    var opening = "<text x=\"\(x)\" y=\"\(y)\""
    if text.font.size != usualSize { opening += " font-size=\"\(coordinateText(text.font.size))\"" }
    if text.font.weight == .bold { opening += " font-weight=\"bold\"" }
    if text.anchor != .start { opening += " text-anchor=\"\(text.anchor.rawValue)\"" }
    if text.rotation != 0 {
      opening += " transform=\"rotate(\(coordinateText(text.rotation)) \(x) \(y))\""
    }
    body += opening + color("fill", "f", text.ink) + ">" + content(of: text) + "</text>\n"
  }

  /// Raised and lowered runs become spans whose shift the next run takes back.
  private func content(of text: SceneText) -> String {
    var shift = 0.0
    return TextRun.runs(of: text.string).map { run in
      let drop = run.drop(in: text.font)
      let change = hundredths(drop - shift)
      shift = drop
      if run.level == .base && change == 0 { return escapedXML(run.text) }
      let size = coordinateText(run.font(from: text.font).size)
      return "<tspan dy=\"\(coordinateText(change))\" font-size=\"\(size)\">\(escapedXML(run.text))"
        + "</tspan>"
    }.joined()
  }

  private func attributes(_ rect: Rect) -> String {
    "x=\"\(coordinateText(rect.x))\" y=\"\(coordinateText(rect.y))\" "
      + "width=\"\(coordinateText(rect.width))\" height=\"\(coordinateText(rect.height))\""
  }

  private mutating func attributes(_ paint: Paint) -> String {
    guard shared == nil else { return "" }
    guard paint.fill != nil || paint.stroke != nil else {
      return " fill=\"none\" pointer-events=\"all\""
    }
    var numbers: [String] = []
    var result = ""
    if let fill = paint.fill {
      result += " fill=\"\(hex(fill))\""
      if let number = number(of: fill) { numbers.append("f\(number)") }
      if paint.fillOpacity != 1 {
        result += " fill-opacity=\"\(coordinateText(paint.fillOpacity))\""
      }
    } else {
      result += " fill=\"none\""
    }
    if let stroke = paint.stroke {
      result +=
        " stroke=\"\(hex(stroke))\" stroke-width=\"\(coordinateText(paint.strokeWidth))\""
      if !paint.dash.isEmpty {
        result += " stroke-dasharray=\"\(paint.dash.map(coordinateText).joined(separator: " "))\""
      }
      if let number = number(of: stroke) { numbers.append("s\(number)") }
    }
    return numbers.isEmpty ? result : result + " class=\"\(numbers.joined(separator: " "))\""
  }

  private mutating func color(_ attribute: String, _ letter: String, _ ink: Ink) -> String {
    let light = " \(attribute)=\"\(hex(ink))\""
    return number(of: ink).map { "\(light) class=\"\(letter)\($0)\"" } ?? light
  }
}

extension SceneElement {
  /// How all shapes of the element are painted; `nil` if they differ, or with text, which has its own ink.
  fileprivate var paint: Paint? {
    switch self {
    case .path(let path): return path.paint
    case .rect(_, let paint), .circle(_, _, let paint): return paint
    case .text: return nil
    case .group(let group):
      guard let first = group.elements.first?.paint else { return nil }
      return group.elements.dropFirst().allSatisfy { $0.paint == first } ? first : nil
    }
  }
}
