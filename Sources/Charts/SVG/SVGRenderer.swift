/// Writes scenes as SVG with real text.
public enum SVGRenderer {
  /// Where a document is shown.
  public enum Medium: Sendable, Hashable {
    /// On screens: in the theme of the reader, with lengths in px.
    case screen
    /// In print: in one theme, with its size in mm.
    case print(Theme)
  }

  /// The scene as an SVG document without XML declaration, for a file, `<img>` or straight inside HTML.
  ///
  /// - Parameters:
  ///   - scene: what to draw.
  ///   - id: the id of the chart, unique on its page and the same in every run: a letter, then letters, digits,
  ///     `-` or `_`; else it traps. All ids in the document begin with it.
  ///   - medium: where it is shown.
  /// - Returns: the text of the document, which ends in a line break.
  public static func svg(
    _ scene: Scene, id: String, for medium: Medium = .screen
  ) -> String {
    precondition(isValid(id), "'\(id)' cannot be the id of a chart")
    let usualSize = Self.usualSize(in: scene.elements)
    var writer = SVGWriter(id: id, medium: medium, usualSize: usualSize)
    writer.write([
      .rect(Rect(x: 0, y: 0, width: scene.width, height: scene.height), .fill(.background))
    ])
    writer.write(scene.elements)
    let (width, height) = (coordinateText(scene.width), coordinateText(scene.height))
    let size = [scene.width, scene.height].map { medium.length($0) }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" id="\(id)" width="\(size[0])" height="\(size[1])" \
      viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="\(id)-title \(id)-desc" \
      font-family="\(Font.families)" font-size="\(coordinateText(usualSize))" \
      stroke-linejoin="round" direction="ltr">
      <title id="\(id)-title">\(escapedXML(scene.title))</title>
      <desc id="\(id)-desc">\(escapedXML(scene.description))</desc>
      \(writer.styleSheet)\(writer.body)</svg>

      """
  }

  /// The size of the font that most texts have; of two the smaller.
  private static func usualSize(in elements: [SceneElement]) -> Double {
    let counts = Dictionary(sizes(in: elements).map { ($0, 1) }, uniquingKeysWith: +)
    let usual = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
    return usual?.key ?? Font.label.size
  }

  private static func sizes(in elements: [SceneElement]) -> [Double] {
    elements.flatMap { element -> [Double] in
      switch element {
      case .text(let text): [text.font.size]
      case .group(let group): sizes(in: group.elements)
      case .path, .rect, .circle: []
      }
    }
  }

  private static func isValid(_ id: String) -> Bool {
    guard let first = id.utf8.first, isLetter(first) else { return false }
    return id.utf8.allSatisfy {
      isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}

extension SVGRenderer.Medium {
  /// A length of `pixels` as an attribute: an inch of 25.4 mm has 96 px.
  fileprivate func length(_ pixels: Double) -> String {
    switch self {
    case .screen: coordinateText(pixels)
    case .print: coordinateText(pixels * 25.4 / 96) + "mm"
    }
  }
}
