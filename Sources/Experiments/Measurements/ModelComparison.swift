import Statistics

/// The curves of several models over relative depth, on examples that all of them share.
///
/// What two models have in common is averaged over the data sets and projections that stand together.
struct ModelComparison: Sendable {
  /// The models that were measured.
  let models: [String]
  /// The number of shared examples of each data set.
  let counts: [Int]
  private let measure: CurveMeasure
  private let sets: [SharedSet]

  /// The curves on the examples of one data set: for each projection, those of each model.
  private struct SharedSet: Sendable {
    var curves: [[CurveSample]]
    var keys: [PairingKey] { curves.first?.first?.keys ?? [] }

    /// Of `curves`, by projection and model, the examples that all have.
    init(sharing curves: [[CurveSample]]) {
      let shared = CurveSample.shared(curves.flatMap { $0 })
      let width = curves.first?.count ?? 0
      self.curves = curves.indices.map { Array(shared[$0 * width..<($0 + 1) * width]) }
    }
  }

  /// Finds the examples that the models share, data set by data set.
  init(
    _ measurements: Measurements, _ metric: Metric, by measure: CurveMeasure,
    filters: ExperimentSpec.Filters
  ) {
    let parts = metric.hasProjections ? filters.projections.map { [$0] } : [[]]
    func samples(_ model: String, _ data: String) -> [CurveSample] {
      let layers = measurements.layers(filters, of: metric, model: model)
      return parts.map {
        measurements.sample(metric, model: model, data: data, projections: $0, layers: layers)
      }
    }
    let all = filters.models.map { model in filters.data.map { samples(model, $0) } }
    let present = filters.models.indices.filter { model in
      all[model].contains { $0.contains { !$0.curves.isEmpty } }
    }
    let shared = filters.data.indices.map { data in
      SharedSet(sharing: parts.indices.map { part in present.map { all[$0][data][part] } })
    }
    models = present.map { filters.models[$0] }
    sets = shared.filter { !$0.keys.isEmpty }
    counts = sets.map(\.keys.count)
    self.measure = measure
  }

  /// Whether there is anything to compare.
  var isEmpty: Bool { models.count < 2 || sets.isEmpty }

  /// The measure of every two models for all examples; NaN where it is undefined.
  var values: [[Double]] { values(counts.map { Array(0..<$0) }) }

  /// The measure of every two models for the examples at `picks`, one list for each data set, averaged
  /// over data sets and projections.
  private func values(_ picks: [[Int]]) -> [[Double]] {
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: models.count), count: models.count)
    var terms = 0.0
    for (set, picks) in zip(sets, picks) {
      for curves in set.curves {
        let matrix = measure.values(of: curves.map { $0.mean(picks) })
        for row in models.indices {
          for column in models.indices { sums[row][column] += matrix[row][column] ?? .nan }
        }
        terms += 1
      }
    }
    return sums.map { $0.map { $0 / terms } }
  }

  /// The distances that clustering and tests use.
  func distances(of values: [[Double]]) -> DistanceMatrix {
    values.map { $0.map(measure.distance(from:)) }
  }

  /// The distances from resampled examples; `nil` where a data set has a single one.
  ///
  /// All models and projections use one draw of examples; data sets of the same requests share it.
  func resampled(_ settings: ExperimentSpec.StatisticsSettings) -> ResampledDistances? {
    guard counts.allSatisfy({ $0 > 1 }) else { return nil }
    let draws = sets.map { set in
      BootstrapIndices(
        count: set.keys.count, resamples: settings.resamples,
        seed: set.keys.reduce(Seed(String(settings.seed), "shared examples")) {
          $0.adding(bytes: $1.request)
        })
    }
    let whole = counts.map { Array(0..<$0) }
    let left = counts.indices.map { set in
      (0..<counts[set]).map { example in
        var picks = whole
        picks[set].remove(at: example)
        return distances(of: values(picks))
      }
    }
    return ResampledDistances(
      (0..<settings.resamples).map { round in distances(of: values(draws.map { $0[round] })) },
      jackknife: left, counts: counts, level: settings.confidence)
  }
}
