import DataQuality

/// What is stored of the quality of one example: a safetensors file of one number in double precision for
/// each score; the metadata says why others are undefined.
struct QualityArtifact: Sendable, Equatable {
  let quality: ExampleQuality

  init(_ quality: ExampleQuality) { self.quality = quality }

  /// The bytes to store. Equal artifacts give equal bytes.
  var bytes: [UInt8] {
    let undefined = QualityScore.allCases.compactMap { score in
      quality.undefined[score].map { (key: score.rawValue, value: $0.rawValue) }
    }
    return SafetensorsBytes(
      metadata: [
        ("tokens", String(quality.tokens)), ("responseTokens", String(quality.responseTokens)),
      ] + undefined,
      tensors: QualityScore.allCases.compactMap { score in
        quality.values[score].map { SafetensorsBytes.Tensor(score.rawValue, [1], doubles: [$0]) }
      }
    ).bytes
  }

  /// Reads what `bytes` wrote; `nil` for anything else.
  init?(bytes: [UInt8]) {
    guard let file = SafetensorsBytes(bytes: bytes) else { return nil }
    let metadata = Dictionary(file.metadata) { first, _ in first }
    guard let tokens = metadata["tokens"].flatMap({ Int($0) }),
      let responseTokens = metadata["responseTokens"].flatMap({ Int($0) })
    else { return nil }
    var quality = ExampleQuality(tokens: tokens, responseTokens: responseTokens)
    for score in QualityScore.allCases {
      quality.values[score] = file.doubles(score.rawValue)?.first
      quality.undefined[score] = metadata[score.rawValue].flatMap(UndefinedScore.init)
    }
    self.quality = quality
  }

  /// The scores by the metrics that show them.
  var scores: [Metric: Double] {
    var scores: [Metric: Double] = [:]
    for metric in Metric.allCases {
      scores[metric] = metric.qualityScore.flatMap { quality.values[$0] }
    }
    return scores
  }
}
