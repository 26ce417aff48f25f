import Diagnostics
import Foundation
import JSONTree

/// The file `baselines/index.json`: what was saved, in that order. No clock is in it.
struct BaselineList {
  static let fileName = "index.json"
  private static let schema = 1

  var baselines: [Baseline] = []

  init() {}

  /// `nil` if there is no such file.
  init?(contentsOf path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let document = try JSONDocument(try readBytes(of: path), file: path)
    guard let schema = document.root["schema"]?.value.integer,
      let list = document.root["baselines"]?.value.array
    else { throw Problem.damagedBaselines(document.place(of: document.root)) }
    guard schema == Self.schema else { throw Problem.baselineSchema(schema, file: path) }
    baselines = try list.map { entry in
      guard let name = entry["name"]?.string, Self.isName(name) else {
        throw Problem.damagedBaselines(Place(file: path, pointer: "/baselines"))
      }
      return Baseline(
        name: name, note: entry["note"]?.string, revision: entry["revision"]?.string)
    }
  }

  /// The file: equal lists give equal bytes.
  var text: String {
    let entries = baselines.map { baseline in
      JSONValue.object(
        [
          JSONMember("name", .string(baseline.name)),
          baseline.note.map { JSONMember("note", .string($0)) },
          baseline.revision.map { JSONMember("revision", .string($0)) },
        ].compactMap { $0 })
    }
    let file: JSONValue = ["baselines": .array(entries), "schema": .integer(Self.schema)]
    return file.text(.indented) + "\n"
  }
}

// MARK: - Names

extension BaselineList {
  /// Refuses what cannot be the name of a folder everywhere, or would lead out of the folder.
  static func check(_ name: String) throws {
    guard isName(name) else { throw Problem.baselineName(name) }
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, isLetterOrDigit(first), name.utf8.count <= 100 else {
      return false
    }
    let isPlain = name.utf8.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
    return isPlain && !equal(name, fileName)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
  }
}
