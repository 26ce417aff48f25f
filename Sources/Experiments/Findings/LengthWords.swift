import Foundation
import Statistics

/// Why two groups cannot be compared at equal length, as the ends of sentences.
enum LengthWords {
  /// For example: only 3 and 40 examples, but 8 are needed of each.
  static func tooFew(_ first: Int, _ second: Int, what: String? = nil) -> String? {
    guard min(first, second) < LengthControl.fewest else { return nil }
    return "only \(first) against \(second) \(what ?? "examples"), but \(LengthControl.fewest) are "
      + "needed of each"
  }

  /// For example: the groups do not overlap in length (1 to 5 against 180 to 402 response tokens).
  static func tooFewPairs(_ count: Int, _ first: [Double], _ second: [Double]) -> String {
    if areApart(first, second) { return apart(first, second) }
    let found =
      count == 0 ? "no pair is" : count == 1 ? "only 1 pair is" : "only \(count) pairs are"
    return "\(found) of equal length, but \(LengthControl.fewest) are needed "
      + "(\(ranges(first, second)))"
  }

  /// Why a slope over log N says nothing, if so.
  static func noAdjustment(_ first: [Double], _ second: [Double]) -> String? {
    if let reason = tooFew(first.count, second.count) { return reason }
    let all = first + second
    if let low = all.min(), let high = all.max(), high - low < 1e-12 {
      return "all responses have \(tokens(low)) tokens, so there is nothing to adjust for"
    }
    if areApart(first, second) { return apart(first, second) }
    guard let overlap = rangeOverlap(first, second) else { return "a length is undefined" }
    guard overlap < LengthControl.leastOverlap else { return nil }
    let share = Int((overlap * 100).rounded())
    return "only \(share) % of the smaller group have lengths of the other "
      + "(\(ranges(first, second)))"
  }

  private static func areApart(_ first: [Double], _ second: [Double]) -> Bool {
    guard let a = first.min(), let b = first.max(), let c = second.min(), let d = second.max()
    else { return false }
    return b < c || d < a
  }

  private static func apart(_ first: [Double], _ second: [Double]) -> String {
    "the groups do not overlap in length (\(ranges(first, second)))"
  }

  /// For example: 1 to 5 against 180 to 402 response tokens.
  private static func ranges(_ first: [Double], _ second: [Double]) -> String {
    "\(range(first)) against \(range(second)) response tokens"
  }

  private static func range(_ logs: [Double]) -> String {
    let (low, high) = (tokens(logs.min() ?? 0), tokens(logs.max() ?? 0))
    return low == high ? low : "\(low) to \(high)"
  }

  private static func tokens(_ logarithm: Double) -> String { "\(Int(exp(logarithm).rounded()))" }
}
