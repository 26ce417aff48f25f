/// The size and weight of text; the family is the same everywhere.
public struct Font: Sendable, Hashable {
  /// How heavy the strokes are.
  public enum Weight: String, Sendable {
    /// Running text.
    case regular
    /// Headings.
    case bold
  }

  /// The size of the em square, in px.
  public var size: Double
  /// How heavy the strokes are.
  public var weight: Weight

  /// Creates a font.
  public init(size: Double, weight: Weight = .regular) {
    self.size = size
    self.weight = weight
  }

  /// The families in order of preference, all of the same metrics.
  public static let families = "Helvetica, Arial, 'Liberation Sans', sans-serif"

  static let title = Font(size: 15, weight: .bold)
  static let subtitle = Font(size: 12)
  static let heading = Font(size: 12, weight: .bold)
  static let label = Font(size: 11)
  static let tick = Font(size: 11)
  static let note = Font(size: 10.5)
  /// Numbers inside the cells of a heat map: the smallest text there is.
  static let cell = Font(size: 10)

  var lineHeight: Double { (size * 1.3).rounded(.up) }
  /// From the baseline to the middle of a digit.
  var middle: Double { size * 0.35 }
}

/// Says how wide text will be, so that layout needs no graphics library.
public protocol TextMeasurer: Sendable {
  /// The advance width in px of `text`, one run without raised or lowered digits.
  func width(ofRun text: String, in font: Font) -> Double
}

extension TextMeasurer {
  /// The width in px of `text` as it will be drawn: made displayable, superscripts small and raised.
  ///
  /// Rounded to hundredths, so that no last digit decides a layout.
  public func width(of text: String, in font: Font) -> Double {
    let runs = TextRun.runs(of: displayText(text))
    return hundredths(
      runs.reduce(0) { $0 + width(ofRun: $1.text, in: $1.font(from: font)) })
  }
}
