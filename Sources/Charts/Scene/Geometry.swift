/// A position in a scene, in CSS pixels from the top left corner; y grows downwards.
public struct Point: Sendable, Hashable {
  /// Pixels from the left edge.
  public var x: Double
  /// Pixels from the top edge.
  public var y: Double

  /// Creates a position.
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  var rounded: Point { Point(hundredths(x), hundredths(y)) }
}

/// A rectangle in a scene, in CSS pixels.
public struct Rect: Sendable, Hashable {
  /// The left edge.
  public var x: Double
  /// The top edge.
  public var y: Double
  /// The width, 0 or more.
  public var width: Double
  /// The height, 0 or more.
  public var height: Double

  /// Creates a rectangle.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  var maxX: Double { x + width }
  var maxY: Double { y + height }
  var midX: Double { x + width / 2 }
  var midY: Double { y + height / 2 }

  /// Rounds the edges rather than the sides, so that touching rectangles still touch.
  var rounded: Rect {
    let left = hundredths(x)
    let top = hundredths(y)
    return Rect(
      x: left, y: top, width: hundredths(hundredths(maxX) - left),
      height: hundredths(hundredths(maxY) - top))
  }
}

/// `value` rounded to two decimals, ties away from zero, never −0.
///
/// Traps if `value` is not finite: a missing value must have become a gap before it is drawn.
func hundredths(_ value: Double) -> Double {
  precondition(value.isFinite, "a scene needs finite coordinates, found \(value)")
  return (value * 100).rounded() / 100 + 0
}

/// The text of a coordinate: at most two decimals, no trailing zeros, no exponent, no −0.
func coordinateText(_ value: Double) -> String {
  let units = Int((value * 100).rounded())
  let sign = units < 0 ? "-" : ""
  let (whole, fraction) = units.magnitude.quotientAndRemainder(dividingBy: 100)
  if fraction == 0 { return "\(sign)\(whole)" }
  if fraction % 10 == 0 { return "\(sign)\(whole).\(fraction / 10)" }
  return "\(sign)\(whole).\(fraction < 10 ? "0" : "")\(fraction)"
}
