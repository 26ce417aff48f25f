extension SceneElement {
  static func group(
    _ name: String, tooltip: String? = nil, clip: Rect? = nil, _ elements: [SceneElement]
  ) -> SceneElement {
    .group(SceneGroup(name: name, tooltip: tooltip, clip: clip, elements: elements))
  }

  static func line(_ points: [Point], _ paint: Paint) -> SceneElement {
    .path(ScenePath(runs: [points], isClosed: false, paint: paint))
  }

  static func lines(_ runs: [[Point]], _ paint: Paint) -> SceneElement {
    .path(ScenePath(runs: runs, isClosed: false, paint: paint))
  }

  static func outline(_ points: [Point], _ paint: Paint) -> SceneElement {
    .path(ScenePath(runs: [points], isClosed: true, paint: paint))
  }

  static func text(
    _ string: String, at position: Point, _ anchor: SceneText.Anchor = .start, font: Font,
    ink: Ink = .text, rotation: Double = 0
  ) -> SceneElement {
    .text(
      SceneText(
        string: string, position: position, anchor: anchor, rotation: rotation, font: font,
        ink: ink))
  }

  /// The marker of a series, `size` px across.
  static func marker(
    _ marker: SeriesStyle.Marker, at center: Point, size: Double, ink: Ink
  ) -> SceneElement? {
    let (x, y, half) = (center.x, center.y, size / 2)
    switch marker {
    case .none: return nil
    case .circle: return .circle(center: center, radius: half, .fill(ink))
    case .square:
      let side = size * 0.88
      return .rect(
        Rect(x: x - side / 2, y: y - side / 2, width: side, height: side), .fill(ink))
    case .diamond:
      let reach = half * 1.25
      return .outline(
        [Point(x, y - reach), Point(x + reach, y), Point(x, y + reach), Point(x - reach, y)],
        .fill(ink))
    case .triangle: return triangle(at: center, size: size, pointsUp: true, ink: ink)
    }
  }

  static func triangle(
    at center: Point, size: Double, pointsUp: Bool, ink: Ink
  ) -> SceneElement {
    let (half, sign) = (size * 0.58, pointsUp ? -1.0 : 1.0)
    return .outline(
      [
        Point(center.x, center.y + sign * half),
        Point(center.x + half, center.y - sign * half * 0.8),
        Point(center.x - half, center.y - sign * half * 0.8),
      ], .fill(ink))
  }
}
