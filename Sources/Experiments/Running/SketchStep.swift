import Artifacts
import Execution
import GradientSpectra
import JSONTree
import LinearAlgebra
import Transformer

/// The sketch of one example's gradients in one model.
struct SketchStep: Step {
  static let kind = "sketch"
  static let version = 2

  let model: StepModel
  let modelName: String
  let modelDigest: String
  let dataName: String
  let example: Example
  let settings: ExperimentSpec.Spectra
  let sketch: ExperimentSpec.Sketch

  var identity: String {
    "\(modelName) · \(dataName) · \(example.id ?? String(example.index)) · sketch"
  }

  var inputs: [StepInput] {
    settings.passInputs(of: example, model, digest: modelDigest) + [
      StepInput("dimension", .integer(sketch.dimension)),
      StepInput("seed", .integer(sketch.seed)),
    ]
  }

  /// As that of spectra, of which it does all but the singular values.
  var cost: Double { settings.passCost(of: example) }

  var needs: [any Step] { model.training.map { [$0] } ?? [] }

  func run(_ context: StepContext) throws -> [UInt8] {
    let model = try model.loaded(context)
    let tokenized = try model.tokenize(
      example, prompt: settings.prompt, maxLength: settings.maxLength)
    let measure = SketchMeasurement(
      model: try model.model(), projections: Set(settings.projections.map(\.measured)),
      sketch: GradientSketch(dimension: sketch.dimension, seed: sketch.seed))
    do {
      return SketchArtifact.measured(
        try measure(tokenized.tokens, responseStart: tokenized.responseStart)
      ).bytes
    } catch let reason {
      return SketchArtifact.unmeasurable(reason).bytes
    }
  }
}

/// What is stored of one example: its sketch, or why there is none. A safetensors file, whose tensor
/// `sketch` [dimension] is in single precision.
enum SketchArtifact: Sendable, Equatable {
  case measured([Float])
  case unmeasurable(UnmeasurableExample)

  /// The bytes to store. Equal artifacts give equal bytes.
  var bytes: [UInt8] {
    switch self {
    case .measured(let values):
      SafetensorsBytes(
        metadata: [], tensors: [.init("sketch", [values.count], floats: values)]
      ).bytes
    case .unmeasurable(let reason):
      SafetensorsBytes(metadata: [("unmeasurable", reason.word)], tensors: []).bytes
    }
  }

  /// Reads what `bytes` wrote; `nil` for anything else.
  init?(bytes: [UInt8]) {
    guard let file = SafetensorsBytes(bytes: bytes) else { return nil }
    if let word = file.metadata.first(where: { $0.key == "unmeasurable" })?.value {
      guard let reason = UnmeasurableExample(word: word) else { return nil }
      self = .unmeasurable(reason)
    } else if let values = file.floats("sketch") {
      self = .measured(values)
    } else {
      return nil
    }
  }
}
