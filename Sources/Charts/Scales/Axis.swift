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

  /// Creates an axis. A logarithmic axis with a domain that reaches 0 traps.
  public init(
    _ title: String, unit: String? = nil, scaling: Scaling = .automatic, isWhole: Bool = false,
    domain: ClosedRange<Double>? = nil
  ) {
    precondition(
      scaling != .logarithmic || (domain?.lowerBound ?? 1) > 0,
      "a logarithmic axis must start above 0, found \(domain?.lowerBound ?? 1)")
    self.title = title
    self.unit = unit
    self.scaling = scaling
    self.isWhole = isWhole
    self.domain = domain
  }

  /// The title with its unit.
  var label: String { unit.map { "\(title) (\($0))" } ?? title }
}
