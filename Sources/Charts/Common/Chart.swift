/// Data with a way to be shown: drawn as a scene, said in words, listed as a table.
public protocol Chart: Sendable {
  /// What the chart says.
  var headline: Headline { get }
  /// The drawing, `width` px wide (at least 280); its height follows from the data.
  ///
  /// Equal charts, widths and measurers give equal scenes.
  func scene(width: Double, measurer: any TextMeasurer) -> Scene
  /// Kind, range, extremes and trend in sentences, for those who cannot see the drawing.
  var spokenDescription: String { get }
  /// The data that is drawn.
  var table: ChartTable { get }
}

/// The sentences at the head of a chart.
public struct Headline: Sendable, Hashable {
  /// How much room the sentences take.
  public enum Prominence: Sendable, Hashable {
    /// The title is larger than all else, as on a page of its own.
    case page
    /// The title is no larger than headings, as in print, where nothing is above 9 pt.
    case figure
    /// The sentences stand elsewhere, such as in the caption of a paper.
    case hidden
  }

  /// The finding, as a sentence.
  public var title: String
  /// What is shown: quantity, sample and the meaning of the interval.
  public var subtitle: String?
  /// How much room they take.
  public var prominence: Prominence

  /// Creates a headline.
  public init(_ title: String, subtitle: String? = nil, prominence: Prominence = .page) {
    self.title = title
    self.subtitle = subtitle
    self.prominence = prominence
  }
}

/// A chart whose plots may be made higher or lower.
public protocol StretchableChart: Chart {
  /// What the height of each plot is multiplied by, more than 0.
  var stretch: Double { get set }
}

/// Widths of charts in px.
public enum ChartWidth {
  /// The text column of a page.
  public static let page = 760.0
  /// A phone.
  public static let narrow = 360.0
  /// The least that a chart can be drawn at.
  public static let least = 280.0

  /// A width in print, for instance 3.5 for one column of a journal and 7 for two.
  public static func inches(_ inches: Double) -> Double { inches * 96 }
}

/// An estimate's lower and upper end.
public struct Interval: Sendable, Hashable {
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// Creates an interval; the ends may come in either order.
  public init(_ low: Double, _ high: Double) {
    // Not `min` and `max`: they may drop an end that is not a number.
    self.low = high < low ? high : low
    self.high = high < low ? low : high
  }

  /// `nil` if an end is missing.
  var finite: Interval? { low.isFinite && high.isFinite ? self : nil }
}

extension Optional where Wrapped == Double {
  /// `nil` for what cannot be drawn: nothing, not a number, infinity.
  var finite: Double? { flatMap { $0.isFinite ? $0 : nil } }
}
