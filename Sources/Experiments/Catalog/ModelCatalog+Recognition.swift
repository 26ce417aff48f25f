import Diagnostics
import JSONTree

extension ModelCatalog {
  /// Reads a catalog, if the file is one: it lists models and nothing else. `nil` for another file, such as
  /// an experiment.
  ///
  /// - Parameter path: A JSON file.
  /// - Throws: `ProblemList` with everything that is wrong with a catalog.
  public init?(ifCatalog path: String) throws {
    guard let bytes = try? FileBytes.read(path, noun: "catalog"),
      let members = try? JSONDocument(bytes).root.value.members,
      members.map(\.key).filter({ $0 != "$schema" }) == ["models"]
    else { return nil }
    try self.init(parsing: bytes, file: path, folder: FilePaths.folder(of: path))
  }
}
