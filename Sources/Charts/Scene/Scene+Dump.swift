extension Scene {
  /// The scene as indented text, a line for each element: for tests and for comparing versions.
  public var dump: String {
    var lines = [
      "scene \(coordinateText(width)) × \(coordinateText(height))", "title: \(title)",
      "description: \(description)",
    ]
    for element in elements { element.dump(into: &lines, indent: "") }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension SceneElement {
  fileprivate func dump(into lines: inout [String], indent: String) {
    switch self {
    case .group(let group):
      lines.append(indent + group.dump)
      for element in group.elements { element.dump(into: &lines, indent: indent + "  ") }
    case .path(let path):
      let runs = path.runs.map { $0.map(\.dump).joined(separator: " ") }.joined(separator: " | ")
      lines.append("\(indent)\(path.isClosed ? "outline" : "line") \(runs)\(path.paint.dump)")
    case .rect(let rect, let paint):
      lines.append("\(indent)rect \(rect.dump)\(paint.dump)")
    case .circle(let center, let radius, let paint):
      lines.append("\(indent)circle \(center.dump) r \(coordinateText(radius))\(paint.dump)")
    case .text(let text):
      lines.append(indent + text.dump)
    }
  }
}

extension SceneGroup {
  fileprivate var dump: String {
    name + (clip.map { " clip \($0.dump)" } ?? "") + (tooltip.map { " “\($0)”" } ?? "")
  }
}

extension SceneText {
  fileprivate var dump: String {
    let turn = rotation == 0 ? "" : " turned \(coordinateText(rotation))"
    return "text “\(string)” \(anchor.rawValue) \(position.dump)\(turn) "
      + "\(coordinateText(font.size)) \(font.weight.rawValue) \(ink.dump)"
  }
}

extension Point {
  fileprivate var dump: String { "\(coordinateText(x)),\(coordinateText(y))" }
}

extension Rect {
  fileprivate var dump: String { [x, y, width, height].map(coordinateText).joined(separator: " ") }
}

extension Ink {
  fileprivate var dump: String { light == dark ? light.hex : "\(light.hex)/\(dark.hex)" }
}

extension Paint {
  fileprivate var dump: String {
    var text = ""
    if let fill { text += " fill \(fill.dump)" }
    if fill != nil, fillOpacity != 1 { text += " \(coordinateText(fillOpacity))" }
    if let stroke { text += " stroke \(stroke.dump) \(coordinateText(strokeWidth))" }
    if !dash.isEmpty { text += " dash " + dash.map(coordinateText).joined(separator: ",") }
    return text
  }
}
