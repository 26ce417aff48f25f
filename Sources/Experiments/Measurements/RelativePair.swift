import GradientSpectra

/// The curves of a data set and of its reference over the examples that both have.
struct RelativePair {
  private let curves: CurveSample
  private let references: CurveSample

  /// Pairs `sample` with the same curves of the quantity's reference data set.
  init(
    _ measurements: Measurements, _ quantity: ExperimentSpec.Quantity, model: String,
    sample: CurveSample, projections: [ExperimentSpec.Projection]
  ) {
    let reference = measurements.sample(
      quantity.madOf ?? .nuclearNorm, model: model, data: quantity.reference ?? "",
      projections: projections, layers: sample.layers)
    let (own, other) = sample.paired(with: reference)
    curves = sample.selecting(own)
    references = reference.selecting(other)
  }

  /// The examples that both have.
  var keys: [PairingKey] { curves.keys }

  /// |c − r| / |r| of the mean curves over the examples at `indices`, layer by layer.
  func differences(_ indices: [Int]) -> [Double?] {
    guard !indices.isEmpty else { return [] }
    return relativeDifference(curves.mean(indices), from: references.mean(indices))
  }
}
