public import Experiments
import Foundation

/// Numbers as comparisons show them.
public enum DiffNumbers {
  /// Four significant digits; a dash for nothing.
  public static func value(_ value: Double?) -> String { digits(value, 4) }

  /// A difference with its sign, three significant digits.
  public static func signed(_ value: Double) -> String { (value > 0 ? "+" : "") + digits(value, 3) }

  /// The interval of a difference, if it has one.
  public static func interval(_ difference: NumberDifference) -> String? {
    guard let lower = difference.lower, let upper = difference.upper,
      difference.basis != .identical
    else { return nil }
    return "[\(signed(lower)), \(signed(upper))]"
  }

  /// A p-value, never as zero.
  public static func probability(_ p: Double?) -> String {
    guard let p else { return "–" }
    return p < 0.0001 ? "< 0.0001" : String(format: p < 0.01 ? "%.4f" : "%.3f", p)
  }

  private static func digits(_ value: Double?, _ count: Int) -> String {
    guard let value else { return "–" }
    if value == 0 { return "0" }
    return String(format: "%.\(count)g", value).replacingOccurrences(of: "-", with: "−")
  }
}

extension NumberDifference {
  /// For example `+0.0123 [+0.0100, +0.0146]`.
  var words: String {
    [DiffNumbers.signed(value), DiffNumbers.interval(self)].compactMap { $0 }
      .joined(separator: " ")
  }
}

extension ReportedNumber.Key {
  /// What the number is of, such as `smollm2 · none · q`; the metric is not part of it.
  public var words: String {
    let against = reference.map { " − \($0)" } ?? ""
    let data = identity.data.map { $0 + against } ?? (reference.map { "against \($0)" })
    let place: String? = coordinate.map { "\(axis ?? "") \($0)" }
    let parts = [
      identity.model ?? identity.family, identity.model == nil ? identity.size : nil, data,
      identity.projection, place ?? axis,
    ]
    let text = parts.compactMap { $0 }.joined(separator: " · ")
    return text.isEmpty ? "all" : text
  }
}

extension ComparisonVerdict {
  /// A sign beside the word, so that colour is never alone.
  public var glyph: String {
    switch self {
    case .failing: "✗"
    case .regressed: "▼"
    case .changed: "◆"
    case .notComparable: "≠"
    case .removed: "−"
    case .inconclusive: "?"
    case .improved: "▲"
    case .fixed: "✓"
    case .added: "+"
    case .withinTolerance: "≈"
    case .equivalent: "="
    }
  }
}

/// For example `2 changed, 14 equivalent`; those first that ask for most attention.
public func summary(of counts: [ComparisonVerdict: Int]) -> String {
  let parts = ComparisonVerdict.allCases.compactMap { verdict in
    counts[verdict].map { "\($0) \(verdict.rawValue)" }
  }
  return parts.isEmpty ? "nothing to compare" : parts.joined(separator: ", ")
}
