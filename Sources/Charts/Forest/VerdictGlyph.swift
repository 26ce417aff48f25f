/// The sign of a verdict: colour and shape say the same, so that either is enough.
struct VerdictGlyph: Hashable {
  var verdict: ForestPlot.Verdict
  /// Whether the estimate lies above the reference.
  var isAbove: Bool

  var ink: Ink {
    switch verdict {
    case .improved: Palette.hues[0]
    case .regressed: Palette.hues[1]
    case .changed: Palette.hues[3]
    case .equivalent, .inconclusive: Palette.neutral
    }
  }

  /// What the key says.
  var name: String {
    switch verdict {
    case .changed: isAbove ? "higher" : "lower"
    default: verdict.rawValue
    }
  }

  /// ◇: the estimate of a row under control, whose verdict its place and colour say.
  static func hollow(at center: Point, size: Double, ink: Ink) -> SceneElement {
    let half = size * 0.55
    return .outline(
      [
        Point(center.x, center.y - half), Point(center.x + half, center.y),
        Point(center.x, center.y + half), Point(center.x - half, center.y),
      ], Paint(fill: .background, stroke: ink, strokeWidth: 1.25))
  }

  /// ▲ or ▼ for a difference; a ring with two bars (=) for none, with a question mark for neither.
  func elements(at center: Point, size: Double) -> [SceneElement] {
    let ring = SceneElement.circle(
      center: center, radius: size * 0.62,
      Paint(fill: .background, stroke: ink, strokeWidth: 1))
    switch verdict {
    case .improved, .regressed, .changed:
      return [.triangle(at: center, size: size, pointsUp: isAbove, ink: ink)]
    case .equivalent:
      let half = size * 0.3
      return [ring]
        + [-0.18, 0.18].map { offset in
          let y = center.y + offset * size
          return .line([Point(center.x - half, y), Point(center.x + half, y)], .stroke(ink, 1.5))
        }
    case .inconclusive:
      return [
        ring,
        .text(
          "?", at: Point(center.x, center.y + 3.6), .middle, font: Font(size: 10, weight: .bold),
          ink: ink),
      ]
    }
  }
}
