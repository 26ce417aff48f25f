import Artifacts
import DataQuality
import Execution
import JSONTree

/// The quality scores of one example by one model.
struct QualityStep: Step {
  static let kind = "quality"
  static let version = 1

  let model: StepModel
  let modelName: String
  let modelDigest: String
  let dataName: String
  let example: Example
  let settings: ExperimentSpec.Quality

  var identity: String { "\(modelName) · \(dataName) · \(example.id ?? String(example.index))" }

  var inputs: [StepInput] {
    let text: JSONValue = [
      "instruction": .string(example.instruction), "input": .string(example.input),
      "response": .string(example.output),
    ]
    return [
      StepInput("model", .string(modelDigest)),
      StepInput("example", Digest(of: text)),
      StepInput("prompt", .string(settings.prompt.rawValue)),
      StepInput("ifdPrompt", .string(settings.ifdPrompt.rawValue)),
      StepInput("maxLength", .integer(settings.maxLength)),
      StepInput("scores", .array(settings.scores.map { .string($0.rawValue) })),
      StepInput("environment", EnvironmentFacts.current.json),
    ] + model.promptInputs(settings.prompt)
  }

  /// The tokens that go forward, a third of what a pass forward and backward costs, plus what a step
  /// costs in any case.
  var cost: Double {
    let (request, output) = (example.request.utf8.count / 4, example.output.utf8.count / 4)
    func cut(_ tokens: Int) -> Int { min(tokens, settings.maxLength) }
    let difficulty =
      settings.scores.contains(.ifd)
      ? cut(output) + (settings.ifdPrompt == .alpaca ? cut(request + output + 40) : 0) : 0
    let questions = settings.scores.contains(.deita) ? cut(request) + cut(request + output) + 60 : 0
    return Double(cut(request + output) + difficulty + questions) / 3 + 8
  }

  var needs: [any Step] { model.training.map { [$0] } ?? [] }

  func run(_ context: StepContext) throws -> [UInt8] {
    let model = try model.loaded(context)
    let measure = QualityMeasurement(
      model: try model.model(), groups: Set(settings.scores),
      maxLength: settings.maxLength)
    return QualityArtifact(measure(try model.qualityTexts(of: example, settings))).bytes
  }
}
