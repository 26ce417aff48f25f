import Foundation

/// A new empty directory, removed with all its content when nobody holds it any more.
public final class TemporaryDirectory: Sendable {
  /// The path of the directory.
  public let path: String

  /// Creates the directory.
  public init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("gradbook-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of the entry `name`, which need not exist.
  public func file(_ name: String) -> String { path + "/" + name }

  /// Writes `text` to the entry `name`, in place of what it held.
  public func write(_ text: String, to name: String) throws {
    try text.write(toFile: file(name), atomically: false, encoding: .utf8)
  }
}
