import Diagnostics
import GradientSpectra

/// A choice among the measured examples of a data set by one of their metrics.
struct MeasuredSubset: Sendable {
  let selection: Selection
  /// What is chosen by; not a metric of a curve.
  let metric: Metric
  /// The projections that a metric which has them is averaged over.
  let projections: [ExperimentSpec.Projection]

  /// - Parameters:
  ///   - selection: How examples are chosen, by a metric that has a number for each.
  ///   - projections: Those that are measured.
  init(_ selection: Selection, projections: [ExperimentSpec.Projection]) {
    guard let metric = Metric(rawValue: selection.by) else {
      preconditionFailure("'\(selection.by)' is no metric")
    }
    self.selection = selection
    self.metric = metric
    self.projections = projections
  }

  /// Chooses among examples of one model.
  ///
  /// - Returns: The chosen, in their order, and how many had a number to be chosen by.
  /// - Throws: `Problem` as ``Selection`` does.
  func callAsFunction(
    _ examples: [MeasuredExample]
  ) throws -> (examples: [MeasuredExample], candidates: Int) {
    let outcome = try selection(examples.map(score))
    return (outcome.chosen.map { examples[$0] }, examples.count - outcome.withoutScore)
  }

  /// The example's number: its score, or the mean over all layers and projections; `nil` where the
  /// metric is undefined in one of them.
  private func score(of example: MeasuredExample) -> Double? {
    if let score = example.scores[metric] { return score }
    let parts: [ExperimentSpec.Projection?] = metric.hasProjections ? projections : [nil]
    let values = parts.map { metric.values(of: example.spectra, $0) }
    let all = values.compactMap { $0 }.flatMap { $0 }
    guard !all.isEmpty, !values.contains(where: { $0 == nil }) else { return nil }
    return all.reduce(0, +) / Double(all.count)
  }
}
