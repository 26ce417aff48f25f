import Diagnostics
import JSONTree

/// One value of a model's configuration, wherever it was written.
enum Setting: Equatable {
  case integer(Int)
  case number(Double)
  case text(String)
  case flag(Bool)
  case list([Setting])
  /// A value of another kind, as a noun.
  case other(String)
}

/// Reads the settings of a model one by one, each within its range.
struct Settings {
  /// The value of a key and where it is; `nil` if the key is missing or has no value.
  let find: (String) -> (value: Setting, place: Place)?
  /// Where a missing key would be.
  let place: Place
  /// What to do about a wrong value.
  let remedy: String

  func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let (value, place) = find(key) else { return nil }
    return try integer(value, key, in: range, at: place)
  }

  /// One integer or a list of them.
  func integers(_ key: String, in range: ClosedRange<Int>) throws -> [Int] {
    guard let (value, place) = find(key) else { return [] }
    guard case .list(let elements) = value else {
      return [try integer(value, key, in: range, at: place)]
    }
    return try elements.map { try integer($0, key, in: range, at: place) }
  }

  private func integer(
    _ value: Setting, _ key: String, in range: ClosedRange<Int>, at place: Place
  ) throws -> Int {
    let integer: Int? =
      switch value {
      case .integer(let value): value
      case .number(let value): Int(exactly: value)
      default: nil
      }
    guard let integer, range.contains(integer) else {
      throw wrong(
        key, "a whole number from \(range.lowerBound) to \(range.upperBound)", value, at: place)
    }
    return integer
  }

  func number(_ key: String, in range: ClosedRange<Double>) throws -> Double? {
    guard let (value, place) = find(key) else { return nil }
    let number: Double? =
      switch value {
      case .integer(let value): Double(value)
      case .number(let value): value
      default: nil
      }
    guard let number, range.contains(number) else {
      throw wrong(
        key, "a number from \(range.lowerBound) to \(range.upperBound)", value, at: place)
    }
    return number
  }

  func text(_ key: String) throws -> String? {
    guard let (value, place) = find(key) else { return nil }
    guard case .text(let text) = value else { throw wrong(key, "a string", value, at: place) }
    return text
  }

  func flag(_ key: String) throws -> Bool? {
    guard let (value, place) = find(key) else { return nil }
    guard case .flag(let flag) = value else {
      throw wrong(key, "true or false", value, at: place)
    }
    return flag
  }

  /// The value, or a problem that names the key.
  func required<Value>(_ value: Value?, _ key: String) throws -> Value {
    guard let value else { throw Problem.missingSetting(key, at: place, remedy: remedy) }
    return value
  }

  /// A problem with the value of `key`.
  func wrong(_ key: String, expected: String) -> Problem {
    guard let (value, place) = find(key) else {
      return .missingSetting(key, at: place, remedy: remedy)
    }
    return wrong(key, expected, value, at: place)
  }

  private func wrong(
    _ key: String, _ expected: String, _ value: Setting, at place: Place
  ) -> Problem {
    .wrongSetting(key, expected: expected, found: value.spelled, at: place, remedy: remedy)
  }
}

extension Setting {
  /// The value as a person would write it.
  fileprivate var spelled: String {
    switch self {
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .text(let value): "'\(value)'"
    case .flag(let value): String(value)
    case .list(let elements): "a list of \(elements.count)"
    case .other(let noun): noun
    }
  }

  /// The setting that a JSON value is; `nil` for `null`, which stands for a default.
  init?(_ node: JSONNode) {
    switch node.content {
    case .null: return nil
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .number(value)
    case .string(let value): self = .text(value)
    case .bool(let value): self = .flag(value)
    case .array(let elements): self = .list(elements.map { Setting($0) ?? .other("null") })
    case .object: self = .other("an object")
    }
  }

  /// The setting that a GGUF value is.
  init(_ value: GGUFValue) {
    switch value {
    case .string(let text): self = .text(text)
    case .bool(let flag): self = .flag(flag)
    case .array(let elements): self = .list(elements.map { Setting($0) })
    default:
      if let integer = value.integer {
        self = .integer(integer)
      } else {
        self = .number(value.double ?? .nan)
      }
    }
  }
}
