public import Charts
import Diagnostics

/// How figures are drawn.
public struct FigureOptions: Sendable, Hashable {
  /// The width in mm.
  public var width: Double
  /// The height in mm; `nil` for as high as the chart needs.
  public var height: Double?
  /// The pixels of an inch of a PNG.
  public var dotsPerInch: Double
  /// The colours.
  public var theme: Theme
  /// Whether the figure says its finding; else the caption of the paper does.
  public var isTitled: Bool

  /// Creates options.
  ///
  /// - Throws: `Problem` for a size that nothing can be drawn at.
  public init(
    width: Double = Length.column, height: Double? = nil, dotsPerInch: Double = 300,
    theme: Theme = .light, isTitled: Bool = false
  ) throws {
    guard width * Length.pixelsPerMillimetre >= ChartWidth.least else {
      throw Problem.figureTooNarrow(width)
    }
    for (size, name) in [(width, "width"), (height ?? 0, "height")]
    where size > Length.largest {
      throw Problem.figureTooLarge(size, option: name)
    }
    precondition(dotsPerInch > 0, "a figure needs a resolution above 0, found \(dotsPerInch)")
    self.width = width
    self.height = height
    self.dotsPerInch = dotsPerInch
    self.theme = theme
    self.isTitled = isTitled
  }

  /// The figures of one column of a journal.
  public init() {
    (width, height, dotsPerInch) = (Length.column, nil, 300)
    (theme, isTitled) = (.light, false)
  }
}

/// Lengths in print, in mm.
public enum Length {
  /// One column of a journal.
  public static let column = 89.0
  /// Two columns.
  public static let page = 183.0
  /// No paper is larger.
  public static let largest = 1200.0
  /// An inch has 96 px and 25.4 mm.
  static let pixelsPerMillimetre = 96 / 25.4

  /// What a person writes for a width or height, such as `89mm` or `3.5in`; for a width also `column`
  /// and `page`.
  ///
  /// - Throws: `Problem` for anything else.
  public static func parse(_ text: String, option: String) throws -> Double {
    if option == "width", text == "column" { return column }
    if option == "width", text == "page" { return page }
    let factor = text.hasSuffix("mm") ? 1.0 : text.hasSuffix("in") ? 25.4 : 0
    let digits = text.dropLast(2)
    let isPlain = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
    guard factor > 0, isPlain, let value = Double(digits), value > 0, value.isFinite else {
      throw Problem.unreadableLength(text, option: option)
    }
    return value * factor
  }
}
