import Artifacts
import Diagnostics
import Execution
import GradientSpectra
import JSONTree
import LinearAlgebra
import Transformer

/// The spectra of one example in one model, of all its response tokens or of a fixed number.
struct SpectraStep: Step {
  static let kind = "spectra"
  static let version = 2

  let model: StepModel
  let modelName: String
  let modelDigest: String
  let dataName: String
  let example: Example
  let settings: ExperimentSpec.Spectra
  /// Which response tokens carry the loss; `nil` for all.
  var fixed: FixedTokens? = nil

  var identity: String {
    let name = "\(modelName) · \(dataName) · \(example.id ?? String(example.index))"
    return fixed.map { "\(name) · \($0.words)" } ?? name
  }

  var inputs: [StepInput] {
    settings.passInputs(of: example, model, digest: modelDigest)
      + (fixed.map { [StepInput("fixed", $0.json)] } ?? [])
  }

  var cost: Double { settings.passCost(of: example) }

  var needs: [any Step] { model.training.map { [$0] } ?? [] }

  func run(_ context: StepContext) throws -> [UInt8] {
    let model = try model.loaded(context)
    let tokenized = try model.tokenize(
      example, prompt: settings.prompt, maxLength: settings.maxLength)
    let measure = SpectraMeasurement(
      model: try model.model(), projections: Set(settings.projections.map(\.measured)))
    do {
      let text = try tokenized.text(fixed, of: example, in: measure)
      return SpectraArtifact.measured(try measure.measure([text])[0].get()).bytes
    } catch let reason {
      return SpectraArtifact.unmeasurable(reason, tokens: tokenized.tokens.count).bytes
    }
  }
}

extension ExperimentSpec.Spectra {
  /// What decides the gradients of an example in a model.
  func passInputs(of example: Example, _ model: StepModel, digest: String) -> [StepInput] {
    [
      StepInput("model", .string(digest)),
      StepInput("example", example.textDigest),
      StepInput("prompt", .string(prompt.rawValue)),
      StepInput("maxLength", .integer(maxLength)),
      StepInput("projections", .array(projections.map { .string($0.rawValue) })),
      StepInput("environment", EnvironmentFacts.current.json),
    ] + model.promptInputs(prompt)
  }

  /// The tokens that an example has at most and about four bytes a token, plus what a step costs in any
  /// case.
  func passCost(of example: Example) -> Double {
    let bytes = example.request.utf8.count + example.output.utf8.count
    return Double(min(bytes / 4, maxLength) + 16)
  }
}

extension Example {
  /// The digest of what a result depends on: the request and the response.
  var textDigest: Digest {
    Digest(of: ["request": .string(request), "response": .string(output)])
  }
}

extension TokenizedExample {
  /// The text that is measured, with the positions that are scored.
  func text<Element>(
    _ fixed: FixedTokens?, of example: Example, in measurement: SpectraMeasurement<Element>
  ) throws(UnmeasurableExample) -> SpectraMeasurement<Element>.Text {
    guard let fixed else { return .init(tokens, responseStart: responseStart) }
    return try .init(
      tokens, responseStart: responseStart, fixed: fixed, key: example.textDigest.hex)
  }
}

extension FixedTokens {
  /// For example `first 32 response tokens`.
  var words: String { "\(take.rawValue) \(tokens) response tokens" }
}

extension ExperimentSpec.Projection {
  /// The projection of the model.
  var measured: Projection {
    switch self {
    case .q: .q
    case .k: .k
    case .v: .v
    case .o: .o
    case .gate: .gate
    case .up: .up
    case .down: .down
    }
  }
}

extension EnvironmentFacts {
  /// The environment of this process.
  static var current: EnvironmentFacts {
    let numeric = NumericEnvironment.current
    return EnvironmentFacts(
      library: numeric.library, kernels: numeric.kernels, threads: numeric.threads,
      precision: "float32")
  }

  var json: JSONValue {
    [
      "library": .string(library), "kernels": .string(kernels), "threads": .integer(threads),
      "precision": .string(precision),
    ]
  }
}
