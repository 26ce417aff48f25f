import Diagnostics
import Execution
import Synchronization

/// The model that a step measures: one that is on this machine, or one that an earlier step trains.
enum StepModel: Sendable {
  case opened(LoadedModel)
  case trained(TrainedModel)

  /// The step that trains the model, if one does.
  var training: PretrainStep? { if case .trained(let model) = self { model.step } else { nil } }

  /// The model, ready to measure.
  ///
  /// - Parameter context: That of a step which needs `training`, if there is one, and nothing else.
  /// - Returns: The model, the same one each time.
  /// - Throws: `Problem` if what was trained cannot be opened.
  func loaded(_ context: StepContext) throws -> LoadedModel {
    switch self {
    case .opened(let model): model
    case .trained(let model): try model.loaded(context)
    }
  }

  /// What the prompts depend on beside their kind. A model that is trained here has no chat template of
  /// its own, so that its recipe and the kind of prompt say all.
  func promptInputs(_ prompt: ExperimentSpec.Spectra.Prompt) -> [StepInput] {
    switch self {
    case .opened(let model): model.promptInputs(prompt)
    case .trained: []
    }
  }
}

/// A model that a step trains, opened once by the first step that needs it.
final class TrainedModel: Sendable {
  let step: PretrainStep
  private let maxLength: Int
  private let opened = Mutex<Result<LoadedModel, any Error>?>(nil)

  /// - Parameters:
  ///   - step: The step that trains the model.
  ///   - maxLength: The longest text, in tokens.
  init(_ step: PretrainStep, maxLength: Int) {
    self.step = step
    self.maxLength = maxLength
  }

  func loaded(_ context: StepContext) throws -> LoadedModel {
    try opened.withLock { state in
      if let state { return try state.get() }
      let result = Result {
        let folder = try TrainedCheckpoint.folder(of: context.results[0], in: context.store)
        return try LoadedModel(path: folder, maxLength: maxLength)
      }
      state = result
      return try result.get()
    }
  }
}
