import GradientSpectra
import Transformer

extension Metric {
  /// The metric of one example, as of its spectra; a score that the example lacks is not a number.
  func values(
    of example: MeasuredExample, _ projection: ExperimentSpec.Projection?
  ) -> [Double]? {
    isScore ? [example.scores[self] ?? .nan] : values(of: example.spectra, projection)
  }

  /// The metric of the spectra of one example in each layer, or once for a metric that has no layers.
  ///
  /// - Parameters:
  ///   - example: What was measured.
  ///   - projection: The projection; ignored by metrics without any.
  /// - Returns: One value a layer (for `adjacentSimilarity` one a pair of layers), not a number where
  ///   the metric is undefined; `nil` if it was not measured, for metrics of curves and for scores.
  func values(
    of example: ExampleSpectra, _ projection: ExperimentSpec.Projection?
  ) -> [Double]? {
    switch self {
    case .queryOutputSimilarity: return example.queryOutput
    case .keyValueSimilarity: return example.keyValue
    case .adjacentSimilarity: return projection.flatMap { example.adjacent[$0.measured] }
    case .loss: return [example.loss]
    case .responseTokens: return [Double(example.responseTokens)]
    case .tokens: return [Double(example.tokens)]
    case .mad, .madEarly, .madMiddle, .madLast, .relativeDifference, .gVendi, .grace: return nil
    case _ where isScore: return nil
    default:
      guard let spectra = projection.flatMap({ example.spectra[$0.measured] }) else { return nil }
      return spectra.map { value(of: $0, in: example) ?? .nan }
    }
  }

  private func value(of spectrum: Spectrum, in example: ExampleSpectra) -> Double? {
    switch self {
    case .nuclearNorm: spectrum.nuclearNorm
    case .sigma1: spectrum.sigma1
    case .sigma1Ratio: spectrum.sigma1Ratio
    case .frobeniusNorm: spectrum.frobeniusNorm
    case .effectiveRank: spectrum.effectiveRank
    case .stableRank: spectrum.stableRank
    case .nuclearRank: spectrum.nuclearRank
    case .effectiveRankShare: spectrum.effectiveRank.map { $0 / spectrum.structuralRank }
    case .stableRankShare: spectrum.stableRank.map { $0 / spectrum.structuralRank }
    case .nuclearRankShare: spectrum.nuclearRank.map { $0 / spectrum.structuralRank }
    case .lossNormalizedNuclearNorm: example.loss > 0 ? spectrum.nuclearNorm / example.loss : nil
    case .sumNuclearNorm: Double(example.responseTokens) * spectrum.nuclearNorm
    default: preconditionFailure("'\(rawValue)' is no function of one spectrum")
    }
  }
}

extension Spectrum {
  /// The most that a rank of the gradient G = Δᵀ·X can be: the least of its sides and of the rows of Δ
  /// that are not all zero. A spectrum lists as many values, zeros among them.
  fileprivate var structuralRank: Double { Double(values.count) }
}

extension ExperimentSpec.Filters {
  /// The layers that are shown of a model, ascending.
  ///
  /// - Parameters:
  ///   - count: The number of layers of the model.
  ///   - metric: The metric; pairs of layers are one fewer than layers.
  /// - Returns: Indices from 0; the single index 0 for a metric without layers.
  func layers(of count: Int, for metric: Metric) -> [Int] {
    guard metric.facts.grain != .example, !metric.isOfDataSet, count > 0 else { return [0] }
    let last = metric == .adjacentSimilarity ? count - 1 : count
    let chosen = (layers ?? .segment(.all)).indices(of: count)
    return chosen.filter { $0 < last }
  }
}
