import GradientSpectra

/// One curve an example: the metric in each layer shown, the projections one after another.
struct CurveSample: Sendable {
  /// The examples, by what pairs them.
  var keys: [PairingKey]
  /// [examples][projections · layers], all finite.
  var curves: [[Double]]
  /// The layers of one curve.
  var layers: [Int]
  /// The number of examples left out because the metric is undefined in one of the layers.
  var excluded: Int
  /// The number of response tokens of each example, whatever part of them was measured; empty where
  /// nothing asks for it.
  var lengths: [Double] = []

  /// The mean curve over the examples at `indices`.
  func mean(_ indices: [Int]) -> [Double] {
    var sum = [Double](repeating: 0, count: curves.first?.count ?? 0)
    for index in indices {
      for (i, value) in curves[index].enumerated() { sum[i] += value }
    }
    return sum.map { $0 / Double(indices.count) }
  }

  /// The mean of each example over all of its curve.
  var exampleMeans: [Double] { curves.map { $0.reduce(0, +) / Double(max($0.count, 1)) } }

  /// The examples that `other` has too, in this sample's order: their positions here and there.
  func paired(with other: CurveSample) -> (own: [Int], other: [Int]) {
    let positions = Dictionary(
      other.keys.enumerated().map { ($0.element, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    let pairs = keys.enumerated().compactMap { own, key in positions[key].map { (own, $0) } }
    return (pairs.map(\.0), pairs.map(\.1))
  }

  /// Only the examples at `indices`.
  func selecting(_ indices: [Int]) -> CurveSample {
    CurveSample(
      keys: indices.map { keys[$0] }, curves: indices.map { curves[$0] }, layers: layers,
      excluded: excluded, lengths: lengths.isEmpty ? [] : indices.map { lengths[$0] })
  }
}

extension Measurements {
  /// The curves of a metric.
  ///
  /// - Parameters:
  ///   - metric: Not one of a curve; for those, the metric whose curve it is.
  ///   - model: The model's name.
  ///   - data: The data set's name.
  ///   - projections: The projections, put one after another; ignored by metrics without any.
  ///   - layers: The layers to keep.
  ///   - form: Which spectra of an example the metric is taken of.
  /// - Returns: The examples for which the metric is defined in all of these layers.
  func sample(
    _ metric: Metric, model: String, data: String, projections: [ExperimentSpec.Projection],
    layers: [Int], form: SampleForm = .whole
  ) -> CurveSample {
    var sample = CurveSample(keys: [], curves: [], layers: layers, excluded: 0)
    let parts: [ExperimentSpec.Projection?] = metric.hasProjections ? projections : [nil]
    for example in examples(model, data) {
      guard let spectra = form == .fixed ? example.fixed : example.spectra else { continue }
      let factor = form == .summed ? Double(spectra.responseTokens) : 1
      let curves = parts.map { part in
        metric.isScore ? metric.values(of: example, part) : metric.values(of: spectra, part)
      }
      guard !curves.contains(where: { $0 == nil }) else { continue }
      let curve = curves.compactMap { $0 }.flatMap { values in layers.map { factor * values[$0] } }
      guard curve.allSatisfy(\.isFinite) else {
        sample.excluded += 1
        continue
      }
      sample.keys.append(example.key)
      sample.curves.append(curve)
      sample.lengths.append(Double(example.spectra.responseTokens))
    }
    return sample
  }

  /// The layers of a model that a cell shows for a metric.
  func layers(_ filters: ExperimentSpec.Filters, of metric: Metric, model: String) -> [Int] {
    filters.layers(of: self.model(model)?.layers ?? 0, for: metric)
  }
}

/// Which spectra of an example a sample is made of.
enum SampleForm: Sendable {
  /// Those of the mean loss on all response tokens.
  case whole
  /// Those of the mean loss on as many response tokens for every example; only examples that have them.
  case fixed
  /// Those of the summed loss on all response tokens: a gradient N times as large.
  case summed
}
