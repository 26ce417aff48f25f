import Diagnostics
import JSONTree

/// The models that experiments may name.
public struct ModelCatalog: Sendable, Equatable {
  /// The models in the order of the file, their names distinct.
  public let models: [ModelDefinition]

  /// A catalog without models.
  public static let empty = ModelCatalog(models: [])

  /// The model of this name.
  public subscript(_ name: String) -> ModelDefinition? { models.first { $0.name == name } }

  private init(models: [ModelDefinition]) { self.models = models }

  /// Reads a catalog.
  ///
  /// - Parameter path: A JSON file, `{"models": [{"name": …, "family": …, "size": …, "source": …}]}`.
  ///   Relative paths in it start from its folder.
  /// - Throws: `ProblemList` with everything that is wrong with the file.
  public init(contentsOf path: String) throws {
    let bytes = try collectingProblems { try FileBytes.read(path, noun: "catalog") }
    try self.init(parsing: bytes, file: path, folder: FilePaths.folder(of: path))
  }

  /// Reads a catalog.
  ///
  /// - Parameters:
  ///   - bytes: The text of the file, JSON in UTF-8.
  ///   - file: The file's name, for problems.
  ///   - folder: The folder that relative paths start from; empty for the working folder.
  /// - Throws: `ProblemList` with everything that is wrong with the file.
  public init(parsing bytes: [UInt8], file: String, folder: String) throws {
    let document = try collectingProblems { try JSONDocument(bytes, file: file) }
    let log = ProblemLog(document)
    let reader = Reader<ModelCatalog>.object("the catalog") { object in
      let models = object.required("models", .list(of: .modelDefinition(folder: folder)))
      object.reportRepeatedNames(in: "models", key: "name", noun: "models")
      return models.map(ModelCatalog.init(models:))
    }
    self = try log.finish(reader.read(document.root, log))
  }
}
