public import Experiments
import JSONTree

/// One thing that differs between two versions of an experiment, other than its numbers.
public struct Change: Sendable, Equatable {
  /// What kind of thing.
  public enum Kind: String, Sendable, CaseIterable {
    case spec, data, model, method, environment, statistics
  }

  /// What kind of thing.
  public var kind: Kind
  /// Which one, such as the name of a data set.
  public var name: String
  /// How it was; `nil` if it was not there.
  public var before: String?
  /// How it is; `nil` if it is gone.
  public var after: String?

  /// For example: data 'none' was 3f2a… and is 9c1d….
  public var words: String {
    let subject = "\(kind.rawValue)\(name.isEmpty ? "" : " '\(name)'")"
    switch (before, after) {
    case (nil, let after?): return "\(subject) is new (\(after))"
    case (let before?, nil): return "\(subject) is gone (\(before))"
    default: return "\(subject) was \(before ?? "nothing") and is \(after ?? "nothing")"
    }
  }
}

extension Change {
  /// What differs between two findings, in the order of `Kind`.
  public static func all(from a: Findings, to b: Findings) -> [Change] {
    spec(a, b)
      + joined(
        .data, a.data.map { ($0.name, short($0.digest)) },
        b.data.map { ($0.name, short($0.digest)) })
      + joined(
        .model, a.models.map { ($0.name, short($0.digest)) },
        b.models.map { ($0.name, short($0.digest)) })
      + joined(
        .method, a.methods.map { ($0.name, "version \($0.version)") },
        b.methods.map { ($0.name, "version \($0.version)") })
      + joined(.environment, words(a.environment), words(b.environment))
      + joined(.statistics, words(a.statistics), words(b.statistics))
  }

  /// What was, and what is, by name.
  private static func joined(
    _ kind: Kind, _ before: [(String, String)], _ after: [(String, String)]
  ) -> [Change] {
    let old = before.compactMap { name, text -> Change? in
      let new = after.first { $0.0 == name }?.1
      return new == text ? nil : Change(kind: kind, name: name, before: text, after: new)
    }
    let added = after.filter { new in !before.contains { $0.0 == new.0 } }
    return old + added.map { Change(kind: kind, name: $0.0, before: nil, after: $0.1) }
  }

  private static func short(_ digest: String?) -> String {
    digest.map { String($0.prefix(12)) } ?? "not read"
  }

  private static func words(_ facts: EnvironmentFacts) -> [(String, String)] {
    [
      ("library", facts.library), ("kernels", facts.kernels), ("threads", "\(facts.threads)"),
      ("precision", facts.precision),
    ]
  }

  private static func words(_ facts: StatisticsFacts) -> [(String, String)] {
    [
      ("resamples", "\(facts.resamples)"), ("confidence", "\(facts.confidence)"),
      ("seed", "\(facts.seed)"),
    ]
  }

  // MARK: The specification

  /// Members of the specification that differ, each by its JSON pointer; cells by their ids.
  private static func spec(_ a: Findings, _ b: Findings) -> [Change] {
    var changes: [Change] = []
    collect(a.spec, b.spec, at: "", into: &changes)
    return changes
  }

  private static func collect(
    _ a: JSONValue, _ b: JSONValue, at pointer: String, into changes: inout [Change]
  ) {
    guard a != b else { return }
    let (old, new) = (named(a), named(b))
    guard let old, let new else {
      changes.append(Change(kind: .spec, name: pointer, before: shown(a), after: shown(b)))
      return
    }
    for (key, value) in old {
      if let other = new.first(where: { $0.key == key })?.value {
        collect(value, other, at: "\(pointer)/\(key)", into: &changes)
      } else {
        changes.append(
          Change(kind: .spec, name: "\(pointer)/\(key)", before: shown(value), after: nil))
      }
    }
    for (key, value) in new where !old.contains(where: { $0.key == key }) {
      changes.append(
        Change(kind: .spec, name: "\(pointer)/\(key)", before: nil, after: shown(value)))
    }
  }

  /// Members of an object, and elements of an array of things that have ids or names.
  private static func named(_ value: JSONValue) -> [(key: String, value: JSONValue)]? {
    if let members = value.members { return members.map { ($0.key, $0.value) } }
    guard case .array(let elements) = value, !elements.isEmpty else { return nil }
    let names = elements.map { $0["id"]?.string ?? $0["name"]?.string }
    let known = names.compactMap { $0 }
    guard known.count == elements.count, Set(known).count == known.count else { return nil }
    return Array(zip(known, elements)).map { (key: $0.0, value: $0.1) }
  }

  private static func shown(_ value: JSONValue) -> String {
    let text = value.text()
    return text.count > 60 ? text.prefix(57) + "…" : text
  }
}
