import Experiments
import Foundation
import JSONTree

/// A machine of its own for a test: home folder, model folder, and programs that only pretend.
struct FakeMachine: Sendable {
  let folder: String
  var environment: [String: String]

  init(mode: String = "") throws {
    folder = FileManager.default.temporaryDirectory.path + "/gradbook-\(UUID().uuidString)"
    let programs = folder + "/bin"
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    environment = [
      "HOME": folder, "HF_HOME": folder + "/hf", "GRADBOOK_MODELS": folder + "/models",
      "PATH": programs + ":/usr/bin:/bin", "FAKE_MODE": mode, "FAKE_LOG": folder + "/log",
      "FAKE_WHEELS": Fixtures.path("wheels"), "REAL_PYTHON": Self.find("python3", in: path),
    ]
    try FileManager.default.createDirectory(atPath: programs, withIntermediateDirectories: true)
    try link("python3")
  }

  /// Makes one of the pretending programs available.
  func link(_ program: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/bin/" + program, withDestinationPath: Fixtures.path(program))
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  var library: ModelLibrary { ModelLibrary(catalog: .empty, environment: environment) }

  /// The same machine on which the programs behave otherwise.
  func inMode(_ mode: String) -> FakeMachine {
    var copy = self
    copy.environment["FAKE_MODE"] = mode
    return copy
  }

  /// What the pretending programs were called with.
  var calls: [String] {
    let text = try? String(contentsOfFile: folder + "/log", encoding: .utf8)
    return (text ?? "").split(separator: "\n").map(String.init)
  }

  func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/" + path)
  }

  /// What is in the folder of the tiny model.
  var files: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder + "/models/tiny")) ?? []
  }

  /// What fetches left under construction.
  var leftovers: [String] { files.filter { $0.hasPrefix(".fetch") } }

  func write(_ text: String, to path: String) throws {
    let whole = folder + "/" + path
    try FileManager.default.createDirectory(
      atPath: (whole as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: whole, atomically: true, encoding: .utf8)
  }

  private static func find(_ program: String, in path: String) -> String {
    path.split(separator: ":").map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) } ?? program
  }
}

/// Models of which only the source matters.
enum TinyModel {
  static let whole = #"{"wheel": "tiny-model", "version": "1.0", "member": "tiny_model/tiny.gguf"}"#
  static let parts = """
    {"parts": [{"wheel": "tiny-first", "version": "1.0", "member": "tiny_first/tiny.gguf.0"},
     {"wheel": "tiny-second", "version": "1.0", "member": "tiny_second/tiny.gguf.1"}],
     "file": "tiny.gguf"}
    """

  static func digest() throws -> String {
    try Fixtures.json("wheels/digests.json")["tiny.gguf"]?.string ?? ""
  }

  /// The model that a catalog with this source defines; without a digest if that is `nil`.
  static func define(_ source: String, digest: String?, folder: String = "") throws
    -> ModelDefinition
  {
    let key = digest.map { #", "digest": "\#($0)""# } ?? ""
    let text = """
      {"models": [{"name": "tiny", "family": "Tiny", "size": "1K", "source": \(source)\(key)}]}
      """
    return try ModelCatalog(parsing: Array(text.utf8), file: "models.json", folder: folder)
      .models[0]
  }
}
