import Charts

/// Widths from a short table, so that scenes do not depend on fonts.
struct FixedMeasurer: TextMeasurer {
  func width(ofRun text: String, in font: Font) -> Double {
    let units = text.unicodeScalars.reduce(0) { $0 + Self.units(of: $1) }
    return Double(units) / 1000 * font.size * (font.weight == .bold ? 1.08 : 1)
  }

  private static func units(of scalar: Unicode.Scalar) -> Int {
    switch scalar {
    case "i", "l", "j", "I", ".", ",", ":", ";", "'", "|", "[", "]", "(", ")", " ": 278
    case "\u{202F}": 200
    case "m", "w", "M", "W", "%": 833
    case "A"..."Z", "−", "×": 667
    default: 556
    }
  }
}
