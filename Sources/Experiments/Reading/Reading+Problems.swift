import Diagnostics
import JSONTree

// MARK: - Values and keys

extension Problem {
  static func unexpectedValue(_ node: JSONNode, expected: String) -> Problem {
    Problem(
      "\(node.subject) cannot be \(node.shown).", expected: expected, found: node.shown,
      remedy: expected.utf8.count > 80 ? "Write what is expected." : "Write \(expected).")
  }

  static func notAllowed(_ node: JSONNode, allowed: [String]) -> Problem {
    let expected = quotedChoice(allowed)
    guard case .string(let word) = node.content else {
      return unexpectedValue(node, expected: expected)
    }
    return Problem(
      "\(node.subject) cannot be '\(word)'.", expected: expected, found: "'\(word)'",
      remedy: didYouMean(word, among: allowed) ?? "Choose what is expected.")
  }

  static func emptyList(_ node: JSONNode) -> Problem {
    Problem(
      "\(node.subject) cannot be an empty array.", expected: "at least one element",
      found: "none", remedy: "Add an element.")
  }

  static func repeatedElement(_ node: JSONNode) -> Problem {
    Problem("\(node.subject) repeats \(node.shown).", remedy: "Remove one of the two.")
  }

  static func unknownKey(_ key: String, in noun: String, allowed: [String]) -> Problem {
    Problem(
      "Unknown key '\(key)' in \(noun).", expected: quotedChoice(allowed), found: "'\(key)'",
      remedy: didYouMean(key, among: allowed) ?? "Remove it.")
  }

  static func missingKey(_ key: String, in noun: String, expected: String) -> Problem {
    Problem(
      "The key '\(key)' is missing in \(noun).", expected: expected, found: "nothing",
      remedy: "Add \"\(key)\".")
  }

  static func notExactlyOne(of keys: [String], found: [String], noun: String) -> Problem {
    let expected = "exactly " + quotedChoice(keys)
    let both = found.map { "'\($0)'" }.joined(separator: " and ")
    return found.isEmpty
      ? Problem(
        "The key that says what \(noun) holds is missing.", expected: expected,
        found: "none of them", remedy: "Add one of them.")
      : Problem(
        "\(both) cannot stand together in \(noun).", expected: expected, found: both,
        remedy: "Keep one; make another of the rest.")
  }
}

// MARK: - Names

extension Problem {
  static func unknownReference(_ name: String, noun: String, known: [String]) -> Problem {
    Problem(
      "There is no \(noun) named '\(name)'.", expected: quotedChoice(known), found: "'\(name)'",
      remedy: didYouMean(name, among: known) ?? "Define it, or use a name that is defined.")
  }

  static func repeatedName(_ name: String, noun: String, firstLine: Int?) -> Problem {
    Problem(
      "Two are named '\(name)' among the \(noun).", expected: "names that differ",
      found: firstLine.map { "the same name in line \($0)" }, remedy: "Rename one of the two.")
  }
}

// MARK: - Phrases

/// `'a'`, or `one of 'a', 'b'`.
func quotedChoice(_ words: [String]) -> String {
  let quoted = words.map { "'\($0)'" }.joined(separator: ", ")
  return words.count == 1 ? quoted : "one of \(quoted)"
}

/// The question whether the nearest candidate was meant, if one is near.
func didYouMean(_ word: String, among candidates: [String]) -> String? {
  nearestSpelling(of: word, among: candidates).map { "Did you mean '\($0)'?" }
}

extension JSONNode {
  /// What the value is called in a sentence, at its beginning: `'sample'` or `Element 2 of 'models'`.
  var subject: String {
    let parts = pointer.split(separator: "/").map(String.init)
    guard let last = parts.last else { return "The whole document" }
    guard let index = Int(last) else { return "'\(last)'" }
    let list = parts.dropLast().last { Int($0) == nil }
    return "Element \(index + 1)" + (list.map { " of '\($0)'" } ?? "")
  }

  /// The value itself if it is plain, else what kind it is.
  var shown: String {
    switch content {
    case .string(let text): "'\(text)'"
    case .bool, .null, .integer, .number: value.text()
    case .array(let elements): elements.isEmpty ? "an empty array" : kind
    case .object: kind
    }
  }
}
