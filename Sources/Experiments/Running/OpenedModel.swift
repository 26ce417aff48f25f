import Architectures
import Artifacts
import Checkpoints
import Diagnostics
import Execution
import JSONTree
import Transformer

/// A model of an experiment: opened, or the reason why not.
struct OpenedModel: Sendable {
  let definition: ModelDefinition
  let state: Result<Opened, Problem>

  struct Opened: Sendable {
    let model: StepModel
    /// The digest of all files that define the weights; of a model that is trained here, the key of its
    /// training, which decides them.
    let digest: String
  }

  /// A model's files and chat template. Two models of the same share their weights in memory.
  struct Checkpoint: Hashable {
    var path: String
    var template: String?
  }

  init(
    _ definition: ModelDefinition, measure: ExperimentSpec.Measure, library: ModelLibrary,
    store: Store, memory: WeightMemory, sharing checkpoints: inout [Checkpoint: LoadedModel]
  ) {
    self.definition = definition
    state = capturingProblem {
      if case .pretrain(let recipe) = definition.source {
        return try Opened(recipe, definition, measure: measure, store: store)
      }
      let found = try library.locate(definition)
      let checkpoint = Checkpoint(path: found.path, template: found.template)
      let model =
        try checkpoints[checkpoint]
        ?? LoadedModel(
          path: found.path, maxLength: measure.maxLength, memory: memory,
          template: found.template)
      checkpoints[checkpoint] = model
      if measure.hasSpectra { try model.checkRunnable(measure.spectra) }
      if let selection = measure.selection {
        try model.checkWindow(
          selection.maxLength, selection.prompt, endToken: selection.endToken)
      }
      if let mixture = measure.mixture {
        try model.checkWindow(mixture.maxLength, mixture.prompt, endToken: mixture.endToken)
        if mixture.hasLoop { try mixture.loop.check(model.decoder.design) }
      }
      if let quality = measure.quality { try model.checkRunnable(quality) }
      return Opened(
        model: .opened(model), digest: try modelDigest(model, of: found, store: store))
    }
  }

  var problem: Problem? { if case .failure(let problem) = state { problem } else { nil } }

  /// The step that trains the model, if one does.
  var training: PretrainStep? { (try? state.get())?.model.training }

  var facts: ModelFacts {
    let opened = try? state.get()
    let design = opened?.model.design
    return ModelFacts(
      name: definition.name, family: definition.family, size: definition.size,
      variant: definition.variant?.rawValue, digest: opened?.digest,
      layers: design?.blocks.count, hiddenSize: design?.hiddenSize,
      architecture: opened?.model.architecture, parameters: design?.parameterCount,
      problem: problem?.summary)
  }
}

extension OpenedModel.Opened {
  /// A model that is to be trained; what can be judged before is judged.
  fileprivate init(
    _ recipe: PretrainRecipe, _ definition: ModelDefinition, measure: ExperimentSpec.Measure,
    store: Store
  ) throws {
    let corpus = try Corpus(recipe.text, folder: definition.folder, store: store)
    try recipe.checkRunnable(measure)
    let step = PretrainStep(modelName: definition.name, recipe: recipe, corpus: corpus)
    model = .trained(TrainedModel(step, maxLength: measure.maxLength))
    digest = step.key.hex
  }
}

extension PretrainRecipe {
  /// Checks that the model can be measured as `settings` want once it is trained.
  fileprivate func checkRunnable(_ measure: ExperimentSpec.Measure) throws {
    let known = try knownArchitecture()
    let has = Set(design.blocks.flatMap(\.projections))
    for projection in measure.spectra.projections
    where measure.hasSpectra && !has.contains(projection.measured) {
      throw Problem.noProjection(
        projection.rawValue, among: Projection.allCases.filter(has.contains).map(\.rawValue),
        architecture: known.name, at: Place())
    }
    if let mixture = measure.mixture, mixture.hasLoop { try mixture.loop.check(design) }
    let prompts = [
      measure.spectra.prompt, measure.quality?.prompt, measure.selection?.prompt,
      measure.mixture?.prompt,
    ]
    if prompts.contains(.chat) {
      throw Problem.noChatTemplate(at: Place())
    }
    guard measure.maxLength <= context else {
      throw Problem.windowTooLong(measure.maxLength, context: context, at: Place())
    }
  }
}

extension StepModel {
  fileprivate var design: DecoderDesign {
    switch self {
    case .opened(let model): model.decoder.design
    case .trained(let model): model.step.recipe.design
    }
  }

  /// As the model's own configuration names it.
  fileprivate var architecture: String {
    switch self {
    case .opened(let model): model.checkpoint.configuration.architecture
    case .trained(let model): model.step.recipe.architecture.rawValue
    }
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
