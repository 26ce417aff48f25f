public import Experiments

/// The findings of a report and of its baselines, from the oldest to the newest.
public struct ReportHistory: Sendable {
  /// One of them.
  struct Point {
    var baseline: Baseline
    var findings: Findings
  }

  /// What the newest of them is called: the findings that the report shows.
  static let present = "present report"

  /// The baselines in the order in which they were saved, then the present.
  let points: [Point]

  init(_ baselines: [Point], present: Findings) {
    points =
      baselines + [Point(baseline: Baseline(name: Self.present), findings: present)]
  }

  var names: [String] { points.map(\.baseline.name) }
}

extension Baselines {
  /// The history of the report up to `findings`; `nil` for fewer than two baselines.
  ///
  /// - Throws: `Problem` if a baseline is damaged or lost.
  public func history(to findings: Findings) throws -> ReportHistory? {
    let baselines = try all()
    guard baselines.count >= 2 else { return nil }
    return ReportHistory(
      try baselines.map { .init(baseline: $0, findings: try self.findings(named: $0.name)) },
      present: findings)
  }
}
