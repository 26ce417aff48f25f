import Diagnostics
import JSONTree

/// One object of a file while it is read: hands out its members and remembers which were asked for.
///
/// What nobody asked for is an unknown key.
final class ObjectReader {
  let node: JSONNode
  let log: ProblemLog
  private var noun: String
  private let members: [JSONNode.Member]
  private var asked: [String] = []
  private var missing: [(keys: [String], problem: Problem)] = []
  private var isAbandoned = false

  fileprivate init(_ node: JSONNode, members: [JSONNode.Member], noun: String, log: ProblemLog) {
    self.node = node
    self.members = members
    self.noun = noun
    self.log = log
  }

  /// The value of a key that must be there.
  func required<Value>(_ key: String, _ reader: Reader<Value>) -> Value? {
    if let value = value(of: key) { return reader.read(value, log) }
    reportMissing(key, reader)
    return nil
  }

  /// The value of a key that may be missing.
  func optional<Value>(_ key: String, _ reader: Reader<Value>) -> Value? {
    value(of: key).flatMap { reader.read($0, log) }
  }

  /// The value of a key that may be missing, and what holds then.
  ///
  /// A value that cannot be read gives `nil`, not the default.
  func optional<Value>(_ key: String, _ reader: Reader<Value>, default: Value) -> Value? {
    guard let value = value(of: key) else { return `default` }
    return reader.read(value, log)
  }

  /// The value of the one key among `choices` that is there.
  func exactlyOne<Value>(of choices: [(key: String, reader: Reader<Value>)]) -> Value? {
    let keys = choices.map(\.key)
    let found = choices.filter { value(of: $0.key) != nil }
    guard let choice = found.first, found.count == 1 else {
      let problem = Problem.notExactlyOne(of: keys, found: found.map(\.key), noun: noun)
      missing.append((found.isEmpty ? keys : [], problem))
      return nil
    }
    return optional(choice.key, choice.reader)
  }

  /// Whether the key is there.
  func has(_ key: String) -> Bool { value(of: key) != nil }

  /// Knows these keys, whether or not somebody asks for them.
  func accept(_ keys: String...) {
    for key in keys { _ = value(of: key) }
  }

  /// The node of a key's value.
  func value(of key: String) -> JSONNode? {
    if !asked.contains(key) { asked.append(key) }
    return members.first { $0.key == key }?.value
  }

  /// Reports a problem at the value of `key`, or at the object if the key is missing.
  func report(_ problem: Problem, at key: String) {
    log.report(problem, at: value(of: key) ?? node)
  }

  /// Reports that `key` should be there.
  func reportMissing<Value>(_ key: String, _ reader: Reader<Value>) {
    missing.append(([key], .missingKey(key, in: noun, expected: reader.expected)))
  }

  /// Says more precisely what the object is, with its article.
  func rename(_ noun: String) { self.noun = noun }

  /// Accepts unknown keys, because what decides which keys belong here could not be read.
  func abandon() { isAbandoned = true }

  fileprivate func finish() {
    let unknown = isAbandoned ? [] : members.filter { !asked.contains($0.key) }
    for member in unknown {
      log.report(.unknownKey(member.key, in: noun, allowed: asked), atKey: member)
    }
    // A misspelt key is reported once, not as missing too.
    let meant = unknown.compactMap { nearestSpelling(of: $0.key, among: asked) }
    for (keys, problem) in missing where !keys.contains(where: meant.contains) {
      log.report(problem, at: node)
    }
  }
}

extension Reader {
  /// An object whose members `body` asks for; keys it does not ask for are reported.
  ///
  /// `noun` says what the object is, with its article, such as `a data set`.
  static func object(_ noun: String, _ body: @escaping (ObjectReader) -> Value?) -> Reader {
    Reader(expected: "an object") { node, log in
      guard case .object(let members) = node.content else {
        log.report(.unexpectedValue(node, expected: "an object"), at: node)
        return nil
      }
      let object = ObjectReader(node, members: members, noun: noun, log: log)
      defer { object.finish() }
      return body(object)
    }
  }
}
