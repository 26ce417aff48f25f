import Artifacts
import Checkpoints
import Diagnostics
import JSONTree

/// A model of an experiment: opened, or the reason why not.
struct OpenedModel: Sendable {
  let definition: ModelDefinition
  let state: Result<Opened, Problem>

  struct Opened: Sendable {
    let model: LoadedModel
    /// The digest of all files that define the weights.
    let digest: String
  }

  init(
    _ definition: ModelDefinition, settings: ExperimentSpec.Spectra, library: ModelLibrary,
    store: Store
  ) {
    self.definition = definition
    state = capturingProblem {
      let found = try library.locate(definition)
      let model = try LoadedModel(
        path: found.path, maxLength: settings.maxLength, template: found.template)
      try model.checkRunnable(settings)
      return Opened(
        model: model, digest: try modelDigest(model, of: found, store: store))
    }
  }

  var problem: Problem? { if case .failure(let problem) = state { problem } else { nil } }

  var facts: ModelFacts {
    let opened = try? state.get()
    let configuration = opened?.model.checkpoint.configuration
    return ModelFacts(
      name: definition.name, family: definition.family, size: definition.size,
      variant: definition.variant?.rawValue, digest: opened?.digest,
      layers: configuration?.layerCount, hiddenSize: configuration?.hiddenSize,
      problem: problem?.summary)
  }
}

/// The SHA-256 of a model: of its file, or of the names and digests of its files.
func modelDigest(_ model: LoadedModel, of found: ResolvedModel, store: Store) throws -> String {
  let files = model.checkpoint.digestedFiles
  let digests = try files.map { try store.digest(ofFile: $0) }
  let digest =
    digests.count == 1
    ? digests[0]
    : Digest(
      of: .object(
        zip(files, digests).map { JSONMember(FilePaths.name(of: $0), .string($1.hex)) }))
  if let expected = found.expectedDigest, expected != digest.hex {
    throw Problem.wrongModelDigest(
      found.name, expected: expected, found: digest.hex, at: Place(file: found.path))
  }
  return digest.hex
}

/// Runs `body`; other errors than problems become problems.
func capturingProblem<Value>(_ body: () throws -> Value) -> Result<Value, Problem> {
  do {
    return .success(try body())
  } catch let problem as Problem {
    return .failure(problem)
  } catch {
    return .failure(Problem("Something unexpected happened.", cause: "\(error)"))
  }
}
