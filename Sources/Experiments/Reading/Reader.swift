import Diagnostics
import JSONTree

/// What a value in a file must be, and how it becomes a `Value`.
///
/// A reader that gives `nil` has reported at least one problem.
struct Reader<Value> {
  /// What the value must be, as a phrase such as `an integer of at least 1`.
  let expected: String
  let read: (JSONNode, ProblemLog) -> Value?

  /// A reader that wants one kind of value; `convert` gives `nil` for any other.
  init(_ expected: String, _ convert: @escaping (JSONNode) -> Value?) {
    self.init(expected: expected) { node, log in
      if let value = convert(node) { return value }
      log.report(.unexpectedValue(node, expected: expected), at: node)
      return nil
    }
  }

  init(expected: String, read: @escaping (JSONNode, ProblemLog) -> Value?) {
    self.expected = expected
    self.read = read
  }

  func map<Other>(_ transform: @escaping (Value) -> Other) -> Reader<Other> {
    Reader<Other>(expected: expected) { node, log in read(node, log).map(transform) }
  }

  /// This reader, followed by a check that returns what is wrong with a value of the right kind.
  func checked(_ check: @escaping (Value) -> Problem?) -> Reader {
    Reader(expected: expected) { node, log in
      guard let value = read(node, log) else { return nil }
      guard let problem = check(value) else { return value }
      log.report(problem, at: node)
      return nil
    }
  }
}

// MARK: - Plain values

extension Reader where Value == String {
  /// A string that shows something.
  static var text: Reader {
    Reader("a string that is not blank") { node in
      guard case .string(let text) = node.content, !text.isBlank else { return nil }
      return text
    }
  }

  /// A string of ASCII characters that `pattern` accepts whole.
  static func matching(_ expected: String, _ pattern: @escaping (String) -> Bool) -> Reader {
    Reader(expected) { node in
      guard case .string(let text) = node.content, pattern(text) else { return nil }
      return text
    }
  }

  /// A name that can stand in file names, addresses and tables.
  static var name: Reader {
    .matching("a name of letters, digits, '.', '-' and '_'", NamePattern.isName)
  }
}

extension Reader where Value == Int {
  static func integer(atLeast least: Int) -> Reader {
    Reader("an integer of at least \(least)") { node in
      guard let value = node.value.integer, value >= least else { return nil }
      return value
    }
  }

  static func integer(from least: Int, to most: Int) -> Reader {
    Reader("an integer from \(least) to \(most)") { node in
      guard let value = node.value.integer, (least...most).contains(value) else { return nil }
      return value
    }
  }
}

extension Reader where Value == Double {
  static func number(above low: Double, below high: Double) -> Reader {
    let bounds = [low, high].map { JSONValue.finite($0).text() }
    let expected =
      high.isFinite
      ? "a number between \(bounds[0]) and \(bounds[1])" : "a number greater than \(bounds[0])"
    return Reader(expected) { node in
      guard let value = node.value.double, value > low, value < high else { return nil }
      return value
    }
  }
}

extension Reader where Value == Double {
  static func number(atLeast low: Double, below high: Double) -> Reader {
    let bounds = [low, high].map { JSONValue.finite($0).text() }
    return Reader("a number from \(bounds[0]) to below \(bounds[1])") { node in
      guard let value = node.value.double, value >= low, value < high else { return nil }
      return value
    }
  }
}

extension Reader where Value == Bool {
  static var truth: Reader { Reader("true or false") { $0.value.bool } }
}

// MARK: - Choices

extension Reader where Value: RawRepresentable<String> & CaseIterable {
  /// One of the words of an enumeration.
  static var choice: Reader { choice(of: Array(Value.allCases)) }

  /// One of some words of an enumeration.
  static func choice(of allowed: [Value]) -> Reader {
    let words = allowed.map(\.rawValue)
    return Reader(expected: quotedChoice(words)) { node, log in
      if case .string(let word) = node.content, words.contains(word) {
        return Value(rawValue: word)
      }
      log.report(.notAllowed(node, allowed: words), at: node)
      return nil
    }
  }
}

extension Reader where Value == String {
  /// A name that the document defines; any name if `names` is `nil` because the definitions failed.
  static func reference(to noun: String, among names: [String]?) -> Reader {
    Reader(expected: "the name of a \(noun)") { node, log in
      guard let name = Reader.text.read(node, log) else { return nil }
      if names?.contains(name) ?? true { return name }
      log.report(.unknownReference(name, noun: noun, known: names ?? []), at: node)
      return nil
    }
  }
}

extension String {
  /// Whether nothing but space and line breaks is in it.
  var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
