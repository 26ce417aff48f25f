import GradientSpectra
import Statistics

/// The sketched gradients of one data set in one or several models, on the examples that all of these
/// have: what metrics of whole data sets are computed of.
struct DataSetPool: Sendable {
  /// The number of examples.
  let count: Int
  /// The examples in groups of one request.
  let requests: [[Int]]
  private let samples: [GradientSample]

  /// Gathers the examples whose sketch is finite and not zero in each model that has any.
  init(_ measurements: Measurements, models: [String], data: String) {
    let usable = models.map { model in
      measurements.examples(model, data).filter { $0.sketch.map(hasDirection) ?? false }
    }.filter { !$0.isEmpty }
    let common = usable.dropFirst().reduce(Set(usable.first?.map(\.key) ?? [])) {
      $0.intersection($1.map(\.key))
    }
    let keys = usable.first?.map(\.key).filter(common.contains) ?? []
    var numbers: [[UInt8]: Int] = [:]
    let asked = keys.map { key -> Int in
      let number = numbers[key.request] ?? numbers.count
      numbers[key.request] = number
      return number
    }
    samples = usable.map { examples in
      let sketches = Dictionary(
        examples.map { ($0.key, $0.sketch ?? []) }, uniquingKeysWith: { first, _ in first })
      return GradientSample(keys.map { sketches[$0] ?? [] }, requests: asked)
    }
    count = keys.count
    requests = keys.indices.reduce(into: [[Int]](repeating: [], count: numbers.count)) {
      $0[asked[$1]].append($1)
    }
  }

  /// The metric for `size` of the examples, at most ``count``, averaged over the models.
  ///
  /// - Parameters:
  ///   - metric: One of data sets.
  ///   - size: The number of examples.
  ///   - seed: The seed of the subsamples and of GRACE's splits.
  /// - Returns: The estimate; without a value where the metric is undefined.
  func estimate(_ metric: Metric, size: Int, seed: Seed) -> SubsampleEstimate {
    let isRandom = metric == .grace
    return Subsampling(groups: requests, draws: draws, seed: seed).estimate(
      size: size, leavingOut: isRandom ? 0.5 : 0.25
    ) { indices in
      var sum = 0.0
      for sample in samples {
        let value =
          isRandom
          ? sample.grace(indices, seed: seed.adding("splits")) : sample.gVendi(indices)
        guard let value else { return nil }
        sum += value
      }
      return samples.isEmpty ? nil : sum / Double(samples.count)
    }
  }

  /// 200 subsamples, fewer where each takes long.
  var draws: Int {
    let side = Double(min(count, 4096))
    return max(20, min(200, Int(4e9 / max(10 * side * side * side, 1))))
  }
}

/// Whether all values are finite and some are not zero.
private func hasDirection(_ sketch: [Float]) -> Bool {
  sketch.allSatisfy(\.isFinite) && sketch.contains { $0 != 0 }
}
