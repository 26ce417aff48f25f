/// Collects the elements of one SVG document.
struct SVGWriter {
  let id: String
  var inks = SVGInks()
  private(set) var body = ""
  private var clips = 0

  init(id: String) { self.id = id }

  mutating func write(_ element: SceneElement) {
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
    for element in group.elements { write(element) }
    body += "</g>\n"
  }

  private mutating func write(_ path: ScenePath) {
    var data = ""
    for run in path.runs {
      for (index, point) in run.enumerated() {
        data += (index == 0 ? "M" : "L") + coordinateText(point.x) + " " + coordinateText(point.y)
      }
      if path.isClosed { data += "Z" }
    }
    body += "<path d=\"\(data)\"\(attributes(path.paint))/>\n"
  }

  private mutating func write(_ text: SceneText) {
    let (x, y) = (coordinateText(text.position.x), coordinateText(text.position.y))
    var opening = "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(coordinateText(text.font.size))\""
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
    guard paint.fill != nil || paint.stroke != nil else {
      return " fill=\"none\" pointer-events=\"all\""
    }
    var numbers: [String] = []
    var result = ""
    if let fill = paint.fill {
      result += " fill=\"\(fill.light.hex)\""
      if let number = inks.number(of: fill) { numbers.append("f\(number)") }
      if paint.fillOpacity != 1 {
        result += " fill-opacity=\"\(coordinateText(paint.fillOpacity))\""
      }
    } else {
      result += " fill=\"none\""
    }
    if let stroke = paint.stroke {
      result +=
        " stroke=\"\(stroke.light.hex)\" stroke-width=\"\(coordinateText(paint.strokeWidth))\""
      result += " stroke-linejoin=\"round\""
      if !paint.dash.isEmpty {
        result += " stroke-dasharray=\"\(paint.dash.map(coordinateText).joined(separator: " "))\""
      }
      if let number = inks.number(of: stroke) { numbers.append("s\(number)") }
    }
    return numbers.isEmpty ? result : result + " class=\"\(numbers.joined(separator: " "))\""
  }

  private mutating func color(_ attribute: String, _ letter: String, _ ink: Ink) -> String {
    let light = " \(attribute)=\"\(ink.light.hex)\""
    return inks.number(of: ink).map { "\(light) class=\"\(letter)\($0)\"" } ?? light
  }
}
