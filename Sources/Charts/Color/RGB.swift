import Glibc

/// An opaque sRGB colour of 8 bits a channel.
public struct RGB: Sendable, Hashable {
  /// Red, 0 to 255.
  public var red: UInt8
  /// Green, 0 to 255.
  public var green: UInt8
  /// Blue, 0 to 255.
  public var blue: UInt8

  /// Creates a colour from `0xRRGGBB`.
  public init(_ hex: UInt32) {
    red = UInt8(truncatingIfNeeded: hex >> 16)
    green = UInt8(truncatingIfNeeded: hex >> 8)
    blue = UInt8(truncatingIfNeeded: hex)
  }

  /// The colour as `#rrggbb`.
  public var hex: String {
    "#" + [red, green, blue].map(Self.pair).joined()
  }

  private static func pair(_ channel: UInt8) -> String {
    (channel < 16 ? "0" : "") + String(channel, radix: 16)
  }

  /// The relative luminance of WCAG 2, 0 (black) to 1 (white).
  var luminance: Double {
    func linear(_ channel: UInt8) -> Double {
      let value = Double(channel) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The contrast ratio of WCAG 2, 1 (none) to 21 (black on white).
  func contrast(with other: RGB) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// This colour with `share` (0 to 1) of `other` mixed in, channel by channel.
  func mixed(with other: RGB, _ share: Double) -> RGB {
    func blend(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + (Double(b) - Double(a)) * share).rounded())
    }
    var result = self
    result.red = blend(red, other.red)
    result.green = blend(green, other.green)
    result.blue = blend(blue, other.blue)
    return result
  }

  /// This hue, darkened or lightened to stand `ratio` to 1 against `background`, as nearly as 8 bits can and
  /// never below it.
  func standing(_ ratio: Double, against background: RGB) -> RGB {
    let away = RGB(background.luminance > 0.18 ? 0x000000 : 0xFFFFFF)
    let near = contrast(with: background) >= ratio ? background : self
    let far = contrast(with: background) >= ratio ? self : away
    // 256 mixtures are all that 8 bits tell apart.
    for step in 0...255 {
      let candidate = near.mixed(with: far, Double(step) / 255)
      if candidate.contrast(with: background) >= ratio { return candidate }
    }
    return far
  }
}
