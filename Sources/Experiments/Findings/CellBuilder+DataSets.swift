import Foundation
import Statistics

extension CellBuilder {
  private func seed(_ purpose: String) -> Seed {
    Seed(String(spec.statistics.seed), "data sets", purpose)
  }

  /// A metric of a whole data set, averaged over the models.
  func dataSetEstimate(_ metric: Metric, _ models: [String], _ data: String) -> EstimateFinding {
    let pool = DataSetPool(measurements, models: models, data: data)
    return finding(pool.estimate(metric, size: pool.count, seed: seed("first")))
  }

  /// How two data sets differ in such a metric, at the number of examples of the smaller one.
  func dataSetDifference(
    _ metric: Metric, _ models: [String], of data: String, minus reference: String,
    form: ExperimentSpec.Chart.Difference
  ) -> (difference: EstimateFinding, value: Double?, referenceValue: Double?) {
    let first = DataSetPool(measurements, models: models, data: data)
    let second = DataSetPool(measurements, models: models, data: reference)
    let size = min(first.count, second.count)
    let a = first.estimate(metric, size: size, seed: seed("first"))
    let b = second.estimate(metric, size: size, seed: seed("second"))
    var difference: Double?
    var interval: Interval?
    if let x = a.value, let y = b.value {
      switch form {
      case .absolute:
        difference = x - y
        interval = a.interval(minus: b, level: spec.statistics.confidence)
      case .logRatio:
        difference = log(x / y)
        interval = a.logRatioInterval(to: b, level: spec.statistics.confidence)
      }
    }
    return (
      EstimateFinding(
        value: difference, lower: interval?.lower, upper: interval?.upper, n: size),
      a.value, b.value
    )
  }

  private func finding(_ estimate: SubsampleEstimate) -> EstimateFinding {
    let interval = estimate.interval(level: spec.statistics.confidence)
    return EstimateFinding(
      value: estimate.value, lower: interval?.lower, upper: interval?.upper,
      n: estimate.value == nil ? 0 : estimate.count)
  }

  /// How intervals of metrics of data sets are made, as the end of a caption.
  var subsampleWords: String {
    "\(confidence) intervals from subsamples of the requests without replacement (delete-d jackknife)"
  }

  /// What a reader must know of the metrics of data sets among `metrics`, a sentence each.
  func dataSetProblems(
    _ metrics: [Metric], _ filters: ExperimentSpec.Filters
  ) -> [String] {
    guard metrics.contains(where: \.isOfDataSet) else { return [] }
    return filters.models.flatMap { model in
      filters.data.flatMap { data -> [String] in
        let examples = measurements.examples(model, data)
        guard !examples.isEmpty else { return [] }
        let pool = DataSetPool(measurements, models: [model], data: data)
        var problems: [String] = []
        let none = examples.count - pool.count
        if none > 0 {
          problems.append(
            "\(none) of \(examples.count) examples of '\(data)' have no gradient sketch with "
              + "'\(model)', or one that is zero, and are left out.")
        }
        if pool.count == 1, metrics.contains(.gVendi) {
          problems.append(
            "'\(data)' has one gradient sketch with '\(model)': its G-Vendi is 1 whatever the data."
          )
        }
        if pool.requests.count < 2, metrics.contains(.grace) {
          problems.append(
            "GRACE holds out requests and needs at least two; '\(data)' has \(pool.requests.count) "
              + "with '\(model)'.")
        }
        return problems
      }
    }
  }
}
