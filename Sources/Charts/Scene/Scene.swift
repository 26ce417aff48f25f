/// A finished drawing as a value: what a renderer draws, in order, and nothing else.
///
/// Coordinates are CSS pixels rounded to two decimals; texts hold only characters that XML and a line of text
/// can hold. Equal charts give equal scenes.
public struct Scene: Sendable, Hashable {
  /// The width, more than 0.
  public let width: Double
  /// The height, more than 0.
  public let height: Double
  /// The accessible name: one sentence.
  public let title: String
  /// The accessible description: range, extremes and trend in words.
  public let description: String
  /// The marks, from back to front.
  public let elements: [SceneElement]

  /// Creates a scene and rounds everything in it. Traps if a coordinate is not finite.
  public init(
    width: Double, height: Double, title: String, description: String, elements: [SceneElement]
  ) {
    self.width = hundredths(width)
    self.height = hundredths(height)
    self.title = displayText(title)
    self.description = displayText(description)
    self.elements = elements.map(\.rounded)
  }
}

/// One thing that a scene draws.
public indirect enum SceneElement: Sendable, Hashable {
  /// Elements that belong together.
  case group(SceneGroup)
  /// Lines or outlines.
  case path(ScenePath)
  /// A rectangle.
  case rect(Rect, Paint)
  /// A circle of a radius in px.
  case circle(center: Point, radius: Double, Paint)
  /// A line of text.
  case text(SceneText)
}

/// Elements that belong together: a panel, an axis, the marks of a series.
public struct SceneGroup: Sendable, Hashable {
  /// What the group is, as a word for a style sheet: letters, digits and hyphens.
  public var name: String
  /// What a pointer at rest on the group is told.
  public var tooltip: String?
  /// Nothing outside this rectangle is drawn.
  public var clip: Rect?
  /// The members, from back to front.
  public var elements: [SceneElement]
}

/// Straight lines through points: open runs or closed outlines.
public struct ScenePath: Sendable, Hashable {
  /// One list of points for each run.
  public var runs: [[Point]]
  /// Whether each run returns to its first point.
  public var isClosed: Bool
  /// How it is filled and stroked.
  public var paint: Paint
}

/// How a shape is filled and stroked; a shape with neither only carries a tooltip.
public struct Paint: Sendable, Hashable {
  /// The colour inside.
  public var fill: Ink?
  /// The opacity of the fill, 0 to 1.
  public var fillOpacity: Double = 1
  /// The colour of the outline.
  public var stroke: Ink?
  /// The width of the outline, in px.
  public var strokeWidth: Double = 1
  /// Lengths of stroke and gap in turn, in px; empty for an unbroken line.
  public var dash: [Double] = []

  /// A shape that is not seen.
  static let none = Paint()

  static func fill(_ ink: Ink, opacity: Double = 1) -> Paint {
    Paint(fill: ink, fillOpacity: opacity)
  }

  static func stroke(_ ink: Ink, _ width: Double = 1, dash: [Double] = []) -> Paint {
    Paint(stroke: ink, strokeWidth: width, dash: dash)
  }
}

/// A line of text.
public struct SceneText: Sendable, Hashable {
  /// Which part of the text stands at its position.
  public enum Anchor: String, Sendable {
    /// The left end.
    case start
    /// The middle.
    case middle
    /// The right end.
    case end
  }

  /// The text, without line breaks.
  public var string: String
  /// Where the anchor stands on the baseline.
  public var position: Point
  /// Which part of the text stands there.
  public var anchor: Anchor
  /// Clockwise rotation about the position, in degrees.
  public var rotation: Double
  /// Size and weight.
  public var font: Font
  /// The colour.
  public var ink: Ink
}
