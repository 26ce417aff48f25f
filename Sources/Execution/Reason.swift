import Artifacts
public import Diagnostics
public import JSONTree

/// Why a step has to run.
public enum Reason: Sendable, Equatable {
  /// No step of this kind and identity was ever recorded.
  case neverComputed
  /// The record is there, but the object that it names is not.
  case resultMissing
  /// The object was damaged, and removed.
  case resultDamaged(Problem)
  /// The version of the method is another than that of the newest record.
  case versionChanged(from: Int, to: Int)
  /// An input differs from the newest record's: `nil` where there was or is none.
  ///
  /// The name of a value inside an object is the path to it: `environment.blas`.
  case inputChanged(name: String, from: JSONValue?, to: JSONValue?)
  /// It failed when it ran last.
  case failedBefore(Problem)
  /// The caller wants it to run again.
  case forced
}

extension Reason: CustomStringConvertible {
  /// For example `input 'maxLength' changed from 1024 to 512`.
  public var description: String {
    switch self {
    case .neverComputed: "never computed"
    case .resultMissing: "its result is missing from the store"
    case .resultDamaged: "its result was damaged and removed"
    case .versionChanged(let old, let new): "method version changed from \(old) to \(new)"
    case .inputChanged(let name, nil, let new): "input '\(name)' is new: \(spelled(new))"
    case .inputChanged(let name, let old, nil): "input '\(name)' is gone: \(spelled(old))"
    case .inputChanged(let name, let old, let new):
      "input '\(name)' changed from \(spelled(old)) to \(spelled(new))"
    case .failedBefore(let problem): "failed before: \(problem.summary)"
    case .forced: "asked to run again"
    }
  }

  /// The description without values: what several steps have in common.
  var theme: String {
    switch self {
    case .inputChanged(let name, nil, _): "input '\(name)' is new"
    case .inputChanged(let name, _, nil): "input '\(name)' is gone"
    case .inputChanged(let name, _, _): "input '\(name)' changed"
    case .versionChanged: "method version changed"
    case .failedBefore: "failed before"
    default: description
    }
  }
}

/// The value as short text: 12 digits of a digest, at most 40 characters of anything else.
private func spelled(_ value: JSONValue?) -> String {
  guard let value else { return "nothing" }
  if let digest = value.string.flatMap({ Digest(hex: $0) }) { return digest.short }
  let text = value.text(.compact)
  return text.count <= 40 ? text : text.prefix(39) + "…"
}

// MARK: - Finding reasons

extension Reason {
  /// What changed since `record`, which has the same kind and identity but another key.
  static func changes(since record: StepRecord, version: Int, inputs: JSONValue) -> [Reason] {
    let older: [Reason] =
      record.version == version ? [] : [.versionChanged(from: record.version, to: version)]
    return older + differences(from: record.inputs, to: inputs, name: "")
  }

  private static func differences(
    from old: JSONValue?, to new: JSONValue?, name: String
  ) -> [Reason] {
    if let before = old?.members, let after = new?.members {
      let names = sortedNames(before + after)
      return names.flatMap { key in
        differences(
          from: value(of: key, in: before), to: value(of: key, in: after),
          name: name.isEmpty ? key : name + "." + key)
      }
    }
    guard old?.text(.canonical) != new?.text(.canonical) else { return [] }
    return [.inputChanged(name: name, from: old, to: new)]
  }

  /// Each key once, in the order of its bytes: `==` on strings takes different bytes for equal.
  private static func sortedNames(_ members: [JSONMember]) -> [String] {
    let names = Set(members.map { Array($0.key.utf8) })
    return names.sorted { $0.lexicographicallyPrecedes($1) }
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private static func value(of key: String, in members: [JSONMember]) -> JSONValue? {
    members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }
}
