import Diagnostics
import JSONTree

/// The first value that differs between two JSON documents.
enum JSONDifference {
  /// `nil` if one of them is no JSON, or if they differ in their layout only.
  static func first(_ found: [UInt8], _ expected: [UInt8]) -> DifferenceDetail? {
    guard let document = try? JSONDocument(found), let other = try? JSONDocument(expected),
      let difference = first(document.root, other.root)
    else { return nil }
    var place = document.place(of: difference.node)
    place.column = nil
    return DifferenceDetail(
      place: place, expected: difference.expected, found: difference.found)
  }

  private typealias Difference = (node: JSONNode, expected: String, found: String)

  private static func first(_ found: JSONNode, _ expected: JSONNode) -> Difference? {
    switch (found.content, expected.content) {
    case (.object(let own), .object(let other)): members(found, own, other)
    case (.array(let own), .array(let other)): elements(found, own, other)
    default:
      found.value == expected.value
        ? nil : (found, words(expected.value), words(found.value))
    }
  }

  private static func members(
    _ node: JSONNode, _ found: [JSONNode.Member], _ expected: [JSONNode.Member]
  ) -> Difference? {
    for member in expected {
      guard let own = found.first(where: { equal($0.key, member.key) }) else {
        return (node, "'\(member.key)': \(words(member.value.value))", "no '\(member.key)'")
      }
      if let difference = first(own.value, member.value) { return difference }
    }
    return found.first { own in !expected.contains { equal($0.key, own.key) } }.map {
      ($0.value, "no '\($0.key)'", words($0.value.value))
    }
  }

  private static func elements(
    _ node: JSONNode, _ found: [JSONNode], _ expected: [JSONNode]
  ) -> Difference? {
    for (own, other) in zip(found, expected) {
      if let difference = first(own, other) { return difference }
    }
    return found.count == expected.count
      ? nil
      : (node, counted(expected.count, "element"), counted(found.count, "element"))
  }

  private static func words(_ value: JSONValue) -> String {
    let text = printable(value.text())
    return text.count <= 80 ? text : "\(text.prefix(80))…"
  }
}
