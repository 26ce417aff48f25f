import Diagnostics
import JSONTree

/// A repository, and one of its revisions if one is asked for.
struct HuggingFaceName {
  /// `organization/name`.
  let repository: String
  /// A branch, tag or commit; `nil` for `main`.
  let revision: String?

  /// - Parameter text: What `NamePattern.isHuggingFaceName` accepts.
  init(_ text: String) {
    precondition(NamePattern.isHuggingFaceName(text), "'\(text)' is no name of a repository")
    let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
    repository = parts[0]
    revision = parts.count > 1 ? parts[1] : nil
  }

  /// The name without its organization.
  var title: String { FilePaths.name(of: repository) }

  /// As the user writes it.
  var text: String { revision.map { "\(repository)@\($0)" } ?? repository }

  /// The arguments of the `hf` command that brings it here.
  var downloadArguments: [String] {
    ["download", repository] + (revision.map { ["--revision", $0] } ?? [])
  }
}

/// The folder in which Hugging Face's own programs keep repositories.
struct HuggingFaceCache {
  private let folder: String

  init(_ environment: [String: String]) {
    func variable(_ name: String) -> String? {
      guard let value = environment[name], !value.isEmpty else { return nil }
      return FilePaths.resolve(value, from: "", environment: environment)
    }
    let home = variable("HF_HOME") ?? FilePaths.cache(environment) + "/huggingface"
    folder = variable("HF_HUB_CACHE") ?? home + "/hub"
  }

  /// The folder with the files of a repository.
  ///
  /// - Throws: `Problem` if it is not there, or if files of the model are missing in it.
  func snapshot(of name: HuggingFaceName) throws -> String {
    let snapshot = folder(of: name)
    guard FilePaths.isFolder(snapshot) else { throw Problem.notInCache(name, folder: folder) }
    let missing = missingFiles(in: snapshot)
    guard missing.isEmpty else { throw Problem.incomplete(name, missing: missing, at: snapshot) }
    return snapshot
  }

  /// Whether there is anything of a repository.
  func hasSnapshot(of name: HuggingFaceName) -> Bool { FilePaths.isFolder(folder(of: name)) }

  /// Where the files of a repository are, if they are there.
  private func folder(of name: HuggingFaceName) -> String {
    let repository =
      folder + "/models--" + name.repository.split(separator: "/").joined(separator: "--")
    let revision = name.revision ?? "main"
    let reference = try? FileBytes.read(repository + "/refs/" + revision, noun: "reference")
    let commit = reference.map { String(decoding: $0, as: UTF8.self).trimmed } ?? revision
    return repository + "/snapshots/" + commit
  }

  /// What an interrupted download left out: the configuration, or parts of the weights.
  private func missingFiles(in snapshot: String) -> [String] {
    let configuration = FilePaths.exists(snapshot + "/config.json") ? [] : ["config.json"]
    return configuration + missingWeights(in: snapshot)
  }

  private func missingWeights(in snapshot: String) -> [String] {
    let index = snapshot + "/model.safetensors.index.json"
    guard FilePaths.exists(index) else {
      let file = "model.safetensors"
      return FilePaths.exists(snapshot + "/" + file) ? [] : [file]
    }
    // A damaged index names no files; whoever reads the model says what is wrong with it.
    let bytes = (try? FileBytes.read(index, noun: "index")) ?? []
    let map = (try? JSONDocument(bytes))?.root.value["weight_map"]?.members ?? []
    let files = Set(map.compactMap(\.value.string)).sorted()
    return files.filter { !FilePaths.exists(snapshot + "/" + $0) }
  }
}

extension String {
  fileprivate var trimmed: String {
    split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
  }
}
