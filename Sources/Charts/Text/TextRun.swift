/// A stretch of text at one height.
///
/// Fonts disagree on Unicode's superscripts and subscripts, and most hold only some of them, so they are drawn
/// as small ordinary characters, raised or lowered.
public struct TextRun: Sendable, Hashable {
  /// Where a run stands.
  public enum Level: Sendable {
    /// On the baseline.
    case base
    /// Above it, smaller.
    case raised
    /// Below it, smaller.
    case lowered
  }

  /// The characters to draw.
  public var text: String
  /// Where they stand.
  public var level: Level

  /// The runs of `text`, in order.
  public static func runs(of text: String) -> [TextRun] {
    var runs: [TextRun] = []
    for scalar in text.unicodeScalars {
      let (plain, level) = plainForm(of: scalar)
      if runs.last?.level == level {
        runs[runs.count - 1].text.unicodeScalars.append(plain)
      } else {
        runs.append(TextRun(text: String(plain), level: level))
      }
    }
    return runs
  }

  /// The font of this run where the text around it is in `font`.
  public func font(from font: Font) -> Font {
    level == .base ? font : Font(size: hundredths(font.size * 0.74), weight: font.weight)
  }

  /// How far the baseline of this run lies below that of the text around it, in px; negative above it.
  public func drop(in font: Font) -> Double {
    switch level {
    case .base: 0
    case .raised: hundredths(-0.36 * font.size)
    case .lowered: hundredths(0.18 * font.size)
    }
  }

  private static func plainForm(of scalar: Unicode.Scalar) -> (Unicode.Scalar, Level) {
    switch scalar {
    case "\u{B9}": return ("1", .raised)
    case "\u{B2}": return ("2", .raised)
    case "\u{B3}": return ("3", .raised)
    case "\u{207A}": return ("+", .raised)
    case "\u{208A}": return ("+", .lowered)
    case "\u{207B}": return ("\u{2212}", .raised)
    case "\u{208B}": return ("\u{2212}", .lowered)
    case "\u{2070}", "\u{2074}"..."\u{2079}": return (digit(scalar.value - 0x2070), .raised)
    case "\u{2080}"..."\u{2089}": return (digit(scalar.value - 0x2080), .lowered)
    default: return (scalar, .base)
    }
  }

  private static func digit(_ value: UInt32) -> Unicode.Scalar {
    Unicode.Scalar(UInt8(ascii: "0") + UInt8(value))
  }
}
