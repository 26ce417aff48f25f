import Foundation
import JSONTree
import Testing

@testable import Experiments

/// Writes findings to look at with `gradbook report`, where GRADBOOK_SAMPLE names a folder.
@Suite struct SampleFindingsTests {
  private static let cells = [
    #"{"id": "depth", "chart": {"metric": "nuclearNorm", "x": "depth", "color": "model", "columns": "projection", "rows": "data"}}"#,
    #"{"id": "shape", "chart": {"metric": "nuclearNorm", "x": "depth", "normalize": "mean", "color": "family", "columns": "projection", "data": ["none", "detailed"]}}"#,
    #"{"id": "share", "chart": {"metric": "effectiveRankShare", "x": "depth", "color": "model", "columns": "projection", "data": ["none"]}}"#,
    #"{"id": "similarity", "similarity": {"metric": "nuclearNorm"}}"#,
    #"{"id": "similarity-all", "similarity": {"metric": "nuclearNorm", "measure": "distance", "for": "all"}}"#,
    #"{"id": "similarity-data", "similarity": {"metric": "nuclearNorm", "measure": "spearman", "for": "each data set", "sizes": ["2M"]}}"#,
    #"{"id": "families", "claim": {"that": "nuclearNorm", "differs": "family", "for": "each projection and data set", "source": "A paper"}}"#,
    #"{"id": "one-size", "claim": {"that": "nuclearNorm", "differs": "family", "sizes": ["1M"]}}"#,
    #"{"id": "contrast", "chart": {"kind": "contrast", "metric": "nuclearNorm", "of": "detailed", "than": "none", "difference": "logRatio", "rows": "family", "columns": "projection"}}"#,
    #"{"id": "contrasts", "chart": {"kind": "contrast", "metric": "nuclearNorm", "of": ["detailed", "other"], "than": "none", "rows": "data", "columns": "projection"}}"#,
    #"{"id": "multiples", "chart": {"metric": "nuclearNorm", "x": "size", "rows": "family", "columns": "data", "color": "projection"}}"#,
    #"{"id": "sizes", "chart": {"metric": "mad", "x": "size", "columns": "data", "projections": ["q"]}}"#,
    #"{"id": "training", "chart": {"kind": "training", "color": "model"}}"#,
    #"{"id": "each-family", "claim": {"that": "nuclearNorm", "of": "none", "is": "greater", "than": "detailed", "for": "each family and projection"}}"#,
    #"{"id": "table", "table": {"metric": ["nuclearNorm", "effectiveRankShare"], "rows": "family", "columns": "data"}}"#,
  ]

  @Test(.enabled(if: ProcessInfo.processInfo.environment["GRADBOOK_SAMPLE"] != nil))
  func `Findings of invented families can be written to a folder of choice`() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["GRADBOOK_SAMPLE"])
    var invented = InventedFamilies(models: InventedFamilies.three)
    invented.training = TrainingFacts(
      points: (0...40).map {
        .init(step: $0 * 25, tokens: $0 * 25600, loss: 2 + 4 / Double($0 + 1))
      },
      parameters: 1_000_000, tokens: 1_024_000)
    var measurements = invented.measurements
    for index in measurements.models.indices {
      measurements.models[index].architecture = "llama"
      measurements.models[index].parameters = Int(measurements.models[index].parameterCount ?? 0)
      measurements.models[index].digest = String(repeating: "5a0c", count: 16)
      let scale = 1 + 0.05 * Double(index)
      let points = measurements.models[index].training?.points.map {
        TrainingFacts.Point(step: $0.step, tokens: $0.tokens, loss: $0.loss * scale)
      }
      measurements.models[index].training?.points = points ?? []
    }
    let findings = Findings(
      name: "families", title: "Invented families", question: "Do families differ?",
      description: nil, spec: [:], models: measurements.models, data: measurements.data,
      environment: .current, methods: [MethodFacts(name: "spectra", version: 1)],
      statistics: StatisticsFacts(resamples: 400, confidence: 0.95, seed: 0),
      cells: try Self.cells.map { try invented.finding($0, of: measurements, resamples: 400) })
    try FileManager.default.createDirectory(
      atPath: folder + "/families", withIntermediateDirectories: true)
    try findings.encoded().write(
      toFile: folder + "/families/findings.json", atomically: true, encoding: .utf8)
  }
}
