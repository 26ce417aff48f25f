import ArgumentParser
import Artifacts
import Diagnostics
import Experiments
import Foundation

/// The experiment and the places that go with it.
struct ExperimentOptions: ParsableArguments {
  @Argument(
    help: "The experiment's file.",
    completion: .file(extensions: ["json"]))
  var experiment: String

  @Option(help: "The folder of stored results.")
  var store = ".gradbook"

  @Option(
    help: "The file of models that have names; by default 'models.json' beside the experiment.")
  var catalog: String?

  @Option(
    help: "The folder of published data, which then replace the experiment's own.")
  var dataRoot: String?

  /// The experiment, with all that is wrong with it thrown at once.
  func spec() throws -> ExperimentSpec {
    try ExperimentSpec(
      contentsOf: experiment, catalog: try models(), dataRoot: dataRoot)
  }

  /// The experiment bound to this machine.
  ///
  /// - Throws: `Problem` if something is wrong with it, or it has nothing to compute.
  func notebook(_ store: Store, memory: WeightMemory = .resident) throws -> Notebook {
    let notebook = Notebook(
      try spec(), name: name, library: ModelLibrary(catalog: try models()), store: store,
      memory: memory)
    if let problem = notebook.missingData { throw problem }
    return notebook
  }

  /// The name of the experiment: that of its file, without the ending; with published data, a name of
  /// its own, so that neither report replaces the other.
  var name: String {
    URL(fileURLWithPath: experiment).deletingPathExtension().lastPathComponent
      + (dataRoot == nil ? "" : "-published")
  }

  private func models() throws -> ModelCatalog {
    try readCatalog(catalog, beside: experiment)
  }
}

/// The catalog at `path`; where none is named, the one beside `file`; where there is none, an empty one.
func readCatalog(_ path: String?, beside file: String) throws -> ModelCatalog {
  if let path { return try ModelCatalog(contentsOf: path) }
  let beside = URL(fileURLWithPath: file).deletingLastPathComponent()
    .appendingPathComponent("models.json").relativePath
  guard FileManager.default.fileExists(atPath: beside) else { return .empty }
  return try ModelCatalog(contentsOf: beside)
}
