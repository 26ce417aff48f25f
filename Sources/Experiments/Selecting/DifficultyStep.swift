import DataQuality
import Artifacts
import Execution
import JSONTree

/// The instruction-following difficulty of examples by a model as it is, in both published forms: columns
/// `ifdLoss` and `ifdPerplexity`.
struct DifficultyStep: Step {
  static let kind = "difficulties"
  static let version = 2

  let model: SelectionModel
  let pool: SelectionPool

  var identity: String { "\(model.name) · difficulty of the pool" }

  var needs: [any Step] { model.needs }

  var inputs: [StepInput] { model.inputs + [StepInput("examples", pool.digest)] }

  /// Two passes forward, of which one is short.
  var cost: Double { 0.7 * model.cost(of: pool.examples) }

  func run(_ context: StepContext) throws -> [UInt8] {
    let loaded = try model.model.loaded(context)
    let settings = ExperimentSpec.Quality(
      scores: [.ifd], prompt: model.prompt, maxLength: model.maxLength)
    let measure = QualityMeasurement(
      model: try loaded.model(), groups: [.ifd], maxLength: model.maxLength)
    let scores = [QualityScore.ifdLoss, .ifdPerplexity]
    var rows = ValueRows(
      count: pool.examples.count, columns: scores.map { ($0.rawValue, 1) })
    try rows.fill(context, rowsAtOnce: 16) { range in
      let texts = try pool.examples[range].map { try loaded.qualityTexts(of: $0, settings) }
      return measure(stacked: texts, tokens: SelectionModel.tokensPerPass).map { quality in
        scores.map { [quality.values[$0] ?? .nan] }
      }
    }
    return rows.bytes
  }
}

extension ExperimentSpec.SelectionMeasure.Scores {
  /// The difficulties that are ranked by.
  ///
  /// - Parameter rows: What a `DifficultyStep` stored.
  /// - Returns: [n]; `nil` where it is undefined or left out.
  func difficulties(_ rows: ValueRows) -> [Double?] {
    let score: QualityScore = difficulty == .losses ? .ifdLoss : .ifdPerplexity
    return rows[score.rawValue].map { values in
      values[0].isFinite && !(dropsUnhelped && values[0] >= 1) ? values[0] : nil
    }
  }
}
