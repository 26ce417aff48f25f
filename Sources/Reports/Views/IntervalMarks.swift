import Charts
import Experiments

/// Small drawings of intervals on one axis, for the rows of a table.
struct IntervalMarks {
  static let width = 160.0
  private static let margin = 6.0

  private let domain: ClosedRange<Double>

  /// The axis reaches from the least to the greatest of all ends and 0.
  init(_ estimates: [EstimateFinding]) {
    let ends =
      [0]
      + estimates.flatMap { [$0.value, $0.lower, $0.upper] }.compactMap { $0 }
      .filter(\.isFinite)
    let (low, high) = (ends.min() ?? 0, ends.max() ?? 0)
    domain = low < high ? low...high : low...(low + 1)
  }

  private func position(_ value: Double) -> TemplateValue {
    // Halves first: the span of two large numbers need not be finite.
    let span = domain.upperBound / 2 - domain.lowerBound / 2
    let share = (value / 2 - domain.lowerBound / 2) / span
    let x = Self.margin + share * (Self.width - 2 * Self.margin)
    return .text(Self.plain(x))
  }

  /// For an attribute: one decimal and an ordinary minus.
  private static func plain(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }

  /// Absent without an estimate and its interval.
  func value(of estimate: EstimateFinding) -> TemplateValue {
    guard let value = estimate.value, let lower = estimate.lower, let upper = estimate.upper,
      value.isFinite, lower.isFinite, upper.isFinite
    else { return .absent }
    return [
      "zero": position(0), "middle": position(value), "low": position(lower),
      "high": position(upper),
    ]
  }
}
