import Diagnostics
import JSONTree

/// A value of a JSON file, read with problems that say where it stands.
struct FileNode {
  let document: JSONDocument
  let node: JSONNode

  var place: Place { document.place(of: node) }

  /// The member `key`, or `nil` where it is missing or `null`.
  func optional(_ key: String) -> FileNode? {
    guard let member = node[key] else { return nil }
    if case .null = member.content { return nil }
    return FileNode(document: document, node: member)
  }

  /// The member `key`.
  func required(_ key: String) throws -> FileNode {
    guard let member = node[key] else { throw Problem.missing(key, at: place) }
    return FileNode(document: document, node: member)
  }

  /// Refuses a value that is no object, and members that are not among `keys`.
  func expectObject(_ keys: [String]) throws {
    for member in try members() where !keys.contains(member.key) {
      throw Problem.unknownMember(member.key, of: keys, at: document.place(ofKey: member))
    }
  }

  func members() throws -> [JSONNode.Member] {
    guard case .object(let members) = node.content else { throw mistyped("an object") }
    return members
  }

  func elements() throws -> [FileNode] {
    guard case .array(let elements) = node.content else { throw mistyped("an array") }
    return elements.map { FileNode(document: document, node: $0) }
  }

  func string() throws -> String {
    guard case .string(let string) = node.content else { throw mistyped("a string") }
    return string
  }

  func bool() throws -> Bool {
    guard case .bool(let bool) = node.content else { throw mistyped("true or false") }
    return bool
  }

  /// A whole number from 0 to `limit`.
  func integer(upTo limit: Int) throws -> Int {
    guard case .integer(let integer) = node.content, (0...limit).contains(integer) else {
      throw mistyped("a whole number from 0 to \(limit)")
    }
    return integer
  }

  /// The member `type`, which says of what kind an object is.
  func kind() throws -> String { try required("type").string() }

  /// Refuses anything but `null`, and `""` where that means the same, in the member `key`.
  func expectNothing(_ key: String, orEmpty: Bool = false) throws {
    guard let member = optional(key) else { return }
    if orEmpty, case .string(let text) = member.node.content, text.utf8.isEmpty { return }
    throw Problem.unsupportedSetting(key, at: member.place)
  }

  /// The member `key` as a truth value; `fallback` where it is missing.
  func flag(_ key: String, default fallback: Bool) throws -> Bool {
    try optional(key)?.bool() ?? fallback
  }

  func mistyped(_ expected: String) -> Problem {
    Problem.mistyped(node.kind, expected: expected, at: place)
  }
}
