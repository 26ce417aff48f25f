import Charts
import Experiments
import Statistics

/// A number over all points of a history, cut apart where neighbours cannot be compared, with its steps.
struct HistorySeries {
  let number: HistoryNumber
  /// One for each point; `nil` where the report has no such number.
  let estimates: [EstimateFinding?]
  /// Where it is cut, with the reason.
  let cuts: [HistoryChart.Cut]
  /// The levels of every part that steps.
  let levels: [HistoryChart.Level]

  init(_ number: HistoryNumber, over history: ReportHistory) {
    self.number = number
    estimates = history.points.map { number.estimate(in: $0.findings) }
    cuts = Self.cuts(number, estimates, history)
    levels = Self.levels(estimates, cuts.map(\.index))
  }

  /// Whether it is the same everywhere, so that there is nothing to see.
  var isConstant: Bool { cuts.isEmpty && estimates.allSatisfy { $0 == estimates.first } }

  var steps: [HistoryChart.Level] { levels.filter(\.isStep) }

  var panel: HistoryChart.Panel {
    HistoryChart.Panel(
      number.label,
      values: estimates.map { estimate in
        let interval = estimate?.lower.flatMap { lower in
          estimate?.upper.map { Charts.Interval(lower, $0) }
        }
        return HistoryChart.Value(estimate?.value, interval: interval)
      }, levels: levels, cuts: cuts)
  }
}

extension HistorySeries {
  /// Each value is compared with the last one before it.
  private static func cuts(
    _ number: HistoryNumber, _ estimates: [EstimateFinding?], _ history: ReportHistory
  ) -> [HistoryChart.Cut] {
    let known = estimates.indices.filter { estimates[$0]?.value != nil }
    return zip(known, known.dropFirst()).compactMap { before, index in
      Comparability.obstacle(
        number, between: history.points[before].findings, and: history.points[index].findings
      ).map { HistoryChart.Cut(before: index, reason: $0) }
    }
  }

  private static func levels(
    _ estimates: [EstimateFinding?], _ cuts: [Int]
  ) -> [HistoryChart.Level] {
    let bounds = [0] + cuts + [estimates.count]
    return zip(bounds, bounds.dropFirst()).flatMap { levels(estimates, in: $0..<$1) }
  }

  private static func levels(
    _ estimates: [EstimateFinding?], in range: Range<Int>
  ) -> [HistoryChart.Level] {
    let known = range.filter { estimates[$0]?.value?.isFinite == true }
    let values = known.compactMap { estimates[$0]?.value }
    let halves = known.compactMap { estimates[$0]?.halfWidth }
    let isWeighted = halves.count == values.count && halves.allSatisfy { $0 > 0 }
    let found = Segmentation(
      values, weights: isWeighted ? halves.map { (halves.max() ?? 1) / $0 } : nil,
      resolution: resolution(values, halves))
    guard found.segments.count > 1 else { return [] }
    return found.segments.enumerated().map { place, segment in
      let end =
        segment.range.upperBound < known.count ? known[segment.range.upperBound] : range.upperBound
      return HistoryChart.Level(
        known[segment.range.lowerBound]..<end, value: segment.level, isStep: place > 0)
    }
  }

  /// What rounding on another machine may change, and a thousandth of what the examples leave open.
  private static func resolution(_ values: [Double], _ halves: [Double]) -> Double {
    let size = values.map(\.magnitude).max() ?? 0
    return max(size * 1e-6, (median(of: halves) ?? 0) * 1e-3)
  }
}

extension EstimateFinding {
  fileprivate var halfWidth: Double? {
    lower.flatMap { lower in upper.map { $0 / 2 - lower / 2 } }.flatMap { $0.isFinite ? $0 : nil }
  }
}
