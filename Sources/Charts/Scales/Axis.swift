/// What an axis measures, and how.
public struct Axis: Sendable, Hashable {
  /// How values become positions.
  public enum Scaling: Sendable, Hashable {
    /// Logarithmic if all values are above 0 and the largest is more than 100 times the smallest.
    case automatic
    /// Equal differences, equal lengths.
    case linear
    /// Equal ratios, equal lengths. Values at or below 0 are left out, and a note says so.
    case logarithmic
  }

  /// What is measured, without its unit.
  public var title: String
  /// The unit, written after the title in brackets; `nil` for pure numbers.
  public var unit: String?
  /// How values become positions.
  public var scaling: Scaling
  /// Whether only whole numbers make sense (layers, ranks): ticks stand on nothing else.
  public var isWhole: Bool
  /// The range shown; `nil` for that of the data. What lies outside is cut off.
  public var domain: ClosedRange<Double>?
  /// Where ticks stand: as many of these as have room; `nil` for round numbers.
  public var ticks: [Double]?
  /// How numbers are written.
  public var numbers: Numbers

  /// How an axis writes numbers.
  public enum Numbers: Sendable, Hashable {
    /// As decimals or powers of ten.
    case plain
    /// As counts with a letter, such as `270M`.
    case counts
  }

  /// Creates an axis. A logarithmic axis with a domain that reaches 0 traps.
  public init(
    _ title: String, unit: String? = nil, scaling: Scaling = .automatic, isWhole: Bool = false,
    domain: ClosedRange<Double>? = nil, ticks: [Double]? = nil, numbers: Numbers = .plain
  ) {
    precondition(
      scaling != .logarithmic || (domain?.lowerBound ?? 1) > 0,
      "a logarithmic axis must start above 0, found \(domain?.lowerBound ?? 1)")
    self.title = title
    self.unit = unit
    self.scaling = scaling
    self.isWhole = isWhole
    self.domain = domain
    self.ticks = ticks
    self.numbers = numbers
  }

  /// Relative depth, 0 for the first layer to 1 for the last, with ticks at quarters.
  public static let relativeDepth = Axis(
    "relative depth", scaling: .linear, domain: 0...1, ticks: [0, 0.25, 0.5, 0.75, 1])

  /// The size of models on a logarithmic scale, with ticks at the sizes themselves.
  ///
  /// - Parameter sizes: Numbers of parameters; those not above 0 have no tick.
  /// - Returns: The axis.
  public static func parameters(_ sizes: [Double]) -> Axis {
    let shown = Set(sizes.filter { $0 > 0 && $0.isFinite }).sorted()
    return Axis(
      "parameters", scaling: .logarithmic, ticks: shown.isEmpty ? nil : shown, numbers: .counts)
  }

  /// `value` in words, with `digits` significant digits where the axis does not write counts.
  func text(_ value: Double, digits: Int = 3) -> String {
    numbers == .counts ? NumberText.count(value) : NumberText.significant(value, digits: digits)
  }

  /// The title with its unit.
  var label: String { unit.map { "\(title) (\($0))" } ?? title }
}
