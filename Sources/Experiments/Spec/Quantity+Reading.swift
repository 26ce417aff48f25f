import Diagnostics
import JSONTree

/// What a cell asks of its metrics.
struct MetricUse {
  /// The cell and how it shows the metric, such as `a line chart over 'layer'`.
  let noun: String
  /// Whether a metric can be shown so.
  let accepts: (Metric) -> Bool

  /// Any metric will do.
  static func any(_ noun: String) -> MetricUse { MetricUse(noun: noun) { _ in true } }
}

extension Reader<Metric> {
  static func metric(for use: MetricUse) -> Reader {
    let suitable = Metric.allCases.filter(use.accepts).map(\.rawValue)
    return Reader(expected: "the name of a metric") { node, log in
      let metrics = Reader.choice(of: Metric.allCases)
      guard let metric = metrics.read(node, log) else { return nil }
      if use.accepts(metric) { return metric }
      log.report(.unsuitable(metric, for: use.noun, suitable: suitable), at: node)
      return nil
    }
  }
}

extension ObjectReader {
  /// The quantity whose metric stands at `key`.
  func quantity(at key: String, for use: MetricUse, in scope: SpecScope) -> ExperimentSpec.Quantity?
  {
    let metric = required(key, .metric(for: use))
    return quantities(metric.map { [$0] }, at: key, in: scope)?.first
  }

  /// The quantities whose metrics, one or an array, stand at `key`.
  func quantities(at key: String, for use: MetricUse, in scope: SpecScope)
    -> [ExperimentSpec.Quantity]?
  {
    let metrics = required(key, .oneOrMore(.metric(for: use)))
    return quantities(metrics, at: key, in: scope)
  }

  private func quantities(_ metrics: [Metric]?, at key: String, in scope: SpecScope)
    -> [ExperimentSpec.Quantity]?
  {
    let references = Reader.reference(to: "data set", among: scope.data)
    let madOf = optional("madOf", .choice(of: Metric.curves), default: .nuclearNorm)
    let reference = optional("reference", references)
    guard let metrics else { return nil }
    let ofCurve = metrics.contains(where: \.isOfCurve)
    if !ofCurve, has("madOf") {
      report(.withoutEffect("madOf", because: "no metric here is taken of a curve"), at: "madOf")
    }
    if metrics.contains(.relativeDifference) {
      if !has("reference") { reportMissing("reference", references) }
    } else if has("reference") {
      report(
        .withoutEffect("reference", because: "only relativeDifference has a reference"),
        at: "reference")
    }
    reportUnmeasured(metrics, at: key, in: scope)
    return metrics.map { metric in
      ExperimentSpec.Quantity(
        metric: metric, madOf: metric.isOfCurve ? madOf : nil,
        reference: metric == .relativeDifference ? reference : nil)
    }
  }

  private func reportUnmeasured(_ metrics: [Metric], at key: String, in scope: SpecScope) {
    if let metric = metrics.first, scope.hasSpectra == false {
      report(.unmeasuredExamples(metric), at: key)
      return
    }
    if let metric = metrics.first(where: \.isOfDataSet), scope.hasSketch == false {
      report(.unsketched(metric), at: key)
    }
    for metric in metrics {
      let needed = metric.neededScores
      if let scores = scope.scores, !needed.isEmpty, !needed.contains(where: scores.contains) {
        report(.unmeasured(needed, for: metric), at: key)
      }
    }
    guard let measured = scope.projections else { return }
    for metric in metrics {
      let missing = metric.neededProjections.filter { !measured.contains($0) }
      if !missing.isEmpty { report(.unmeasured(missing, for: metric), at: key) }
    }
  }
}
