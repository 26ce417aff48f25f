/// The colour scale of a heat map.
public enum ColorRamp: Sendable, Hashable {
  /// Dark violet through green to yellow, for quantities without a natural middle.
  case sequential
  /// Blue through a neutral middle to orange, for differences; the middle is always 0.
  case diverging

  private static let viridis = [
    0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725,
  ].map { RGB($0) }
  private static let blueOrangeOnLight = [
    0x0B4F8A, 0x3F8FC4, 0xA6CBE3, 0xF3F2EF, 0xF5C389, 0xDC7F17, 0x8A4500,
  ].map { RGB($0) }
  private static let blueOrangeOnDark = [
    0x8CCBFA, 0x3F8FC4, 0x28506E, 0x2B3036, 0x6E4A20, 0xD07F20, 0xFFC27A,
  ].map { RGB($0) }

  /// The colour at `place`, 0 (least) to 1 (most).
  func ink(at place: Double) -> Ink {
    switch self {
    case .sequential:
      let color = Self.color(at: place, along: Self.viridis)
      return Ink(light: color, dark: color)
    case .diverging:
      return Ink(
        light: Self.color(at: place, along: Self.blueOrangeOnLight),
        dark: Self.color(at: place, along: Self.blueOrangeOnDark))
    }
  }

  /// Linear between equally spaced `anchors`; 256 steps, so that a last digit never shows.
  static func color(at place: Double, along anchors: [RGB]) -> RGB {
    let quantized = (min(max(place, 0), 1) * 255).rounded() / 255
    let scaled = quantized * Double(anchors.count - 1)
    let lower = min(Int(scaled), anchors.count - 2)
    return anchors[lower].mixed(with: anchors[lower + 1], scaled - Double(lower))
  }
}
