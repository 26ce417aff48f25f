import Experiments
import Foundation
import JSONTree

/// The table of specs that the Swift parser and the JSON Schema must judge alike.
struct SpecTable {
  struct Case: Sendable {
    let name: String
    let spec: JSONValue
    /// Pointer and summary of each problem; `nil` for a valid spec.
    let problems: [[String]]?
  }

  let cases: [Case]

  init() throws {
    let table = try Fixtures.json("specs.json")
    let base = table["base"] ?? .null
    cases = (table["cases"]?.array ?? []).map { entry in
      var spec = base
      for change in entry["set"]?.members ?? [] { spec.set(change.key, to: change.value) }
      for pointer in entry["remove"]?.array ?? [] {
        spec.set(pointer.string ?? "", to: Optional.none)
      }
      return Case(
        name: entry["name"]?.string ?? "", spec: spec,
        problems: entry["problems"]?.array?.map { $0.array?.compactMap(\.string) ?? [] })
    }
  }
}

enum Fixtures {
  /// The root of the repository.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static func path(_ name: String) -> String {
    (Bundle.module.resourcePath ?? "") + "/Fixtures/" + name
  }

  static func json(_ name: String) throws -> JSONValue {
    try JSONDocument(bytes(path(name))).root.value
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  static func catalog() throws -> ModelCatalog {
    try ModelCatalog(contentsOf: root + "/Experiments/models.json")
  }
}

extension JSONValue {
  /// Replaces, adds or (`nil`) removes what is at a JSON pointer.
  mutating func set(_ pointer: String, to value: JSONValue?) {
    set(pointer.split(separator: "/").map(String.init)[...], to: value)
  }

  private mutating func set(_ path: ArraySlice<String>, to value: JSONValue?) {
    guard let key = path.first else {
      self = value ?? .null
      return
    }
    var part = child(key) ?? .null
    part.set(path.dropFirst(), to: value)
    if path.count == 1, value == nil {
      replaceChild(key, by: Optional.none)
    } else {
      replaceChild(key, by: part)
    }
  }

  private func child(_ key: String) -> JSONValue? { self[key] ?? Int(key).flatMap { self[$0] } }

  private mutating func replaceChild(_ key: String, by part: JSONValue?) {
    switch self {
    case .array(var elements):
      let index = Int(key) ?? elements.count
      elements.replaceSubrange(
        index..<min(index + 1, elements.count), with: part.map { [$0] } ?? [])
      self = .array(elements)
    case .object(var members):
      if let index = members.firstIndex(where: { $0.key == key }) {
        members.remove(at: index)
        if let part { members.insert(JSONMember(key, part), at: index) }
      } else if let part {
        members.append(JSONMember(key, part))
      }
      self = .object(members)
    default: preconditionFailure("'\(key)' of a plain value")
    }
  }
}
