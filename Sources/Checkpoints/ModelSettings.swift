public import Diagnostics

/// The settings of a model's configuration, read one by one, each within its range.
///
/// A key that is missing, or that a `config.json` sets to `null`, reads as `nil`.
public struct ModelSettings: Sendable {
  /// The kind of file.
  public let format: CheckpointFormat
  /// The architecture, as the file names it: `model_type`, or `general.architecture`.
  public let architecture: String
  /// The value of a key and where it is; `nil` if the key is missing.
  let find: @Sendable (String) -> (value: Setting, place: Place)?
  /// Where a missing key would be.
  public let place: Place
  /// What to do about a wrong value.
  let remedy: String

  /// An integer.
  ///
  /// - Throws: `Problem` naming key and place if the value is none, or out of `range`.
  public func integer(_ key: SettingKey, in range: ClosedRange<Int>) throws -> Int? {
    guard let found = found(key) else { return nil }
    return try integer(found, in: range)
  }

  /// One integer or a list of them; empty if the key is missing.
  ///
  /// - Throws: `Problem` naming key and place if a value is none, or out of `range`.
  public func integers(_ key: SettingKey, in range: ClosedRange<Int>) throws -> [Int] {
    try elements(key).map { try integer($0, in: range) }
  }

  /// A number.
  ///
  /// - Throws: `Problem` naming key and place if the value is none, or out of `range`.
  public func number(_ key: SettingKey, in range: ClosedRange<Double>) throws -> Double? {
    guard let found = found(key) else { return nil }
    return try number(found, in: range)
  }

  /// One number or a list of them; empty if the key is missing.
  ///
  /// - Throws: `Problem` naming key and place if a value is none, or out of `range`.
  public func numbers(_ key: SettingKey, in range: ClosedRange<Double>) throws -> [Double] {
    try elements(key).map { try number($0, in: range) }
  }

  /// A text.
  ///
  /// - Throws: `Problem` naming key and place if the value is none.
  public func text(_ key: SettingKey) throws -> String? {
    guard let found = found(key) else { return nil }
    guard let text = found.value.text else { throw wrong(found, "a string") }
    return text
  }

  /// A list of texts; `nil` if the key is missing.
  ///
  /// - Throws: `Problem` naming key and place if a value is none.
  public func texts(_ key: SettingKey) throws -> [String]? {
    guard found(key) != nil else { return nil }
    return try elements(key).map {
      guard let text = $0.value.text else { throw wrong($0, "a list of strings") }
      return text
    }
  }

  /// A list of truth values; `nil` if the key is missing or has no list.
  ///
  /// - Throws: `Problem` naming key and place if an element is none.
  public func flags(_ key: SettingKey) throws -> [Bool]? {
    guard let found = found(key), case .list = found.value else { return nil }
    return try elements(key).map {
      guard let flag = $0.value.flag else { throw wrong($0, "a list of true and false") }
      return flag
    }
  }

  /// A truth value.
  ///
  /// - Throws: `Problem` naming key and place if the value is none.
  public func flag(_ key: SettingKey) throws -> Bool? {
    guard let found = found(key) else { return nil }
    guard let flag = found.value.flag else { throw wrong(found, "true or false") }
    return flag
  }

  /// Whether the file gives the key a value, of whatever type.
  public func states(_ key: SettingKey) -> Bool { found(key) != nil }

  /// Whether the file sets the key to `null`.
  public func isNull(_ key: SettingKey) -> Bool {
    names(key).contains { find($0)?.value == Setting.none }
  }

  /// The value, or a problem that names the key.
  public func required<Value>(_ value: Value?, _ key: SettingKey) throws -> Value {
    guard let value else { throw Problem.missingSetting(spelling(key), at: place, remedy: remedy) }
    return value
  }

  /// A problem with the value of `key`.
  public func wrong(_ key: SettingKey, expected: String) -> Problem {
    guard let found = found(key) else {
      return .missingSetting(spelling(key), at: place, remedy: remedy)
    }
    return wrong(found, expected)
  }

  /// What the file calls the setting, or would call it.
  public func spelling(_ key: SettingKey) -> String {
    let names = names(key)
    return names.first { find($0) != nil } ?? names.first ?? key.huggingFace.first ?? ""
  }
}

// MARK: - One value

extension ModelSettings {
  private typealias Found = (name: String, value: Setting, place: Place)

  private func names(_ key: SettingKey) -> [String] {
    key.names(in: format, architecture: architecture)
  }

  /// The first of the key's names that has a value.
  private func found(_ key: SettingKey) -> Found? {
    for name in names(key) {
      if let (value, place) = find(name), value != Setting.none { return (name, value, place) }
    }
    return nil
  }

  private func elements(_ key: SettingKey) -> [Found] {
    guard let found = found(key) else { return [] }
    guard case .list(let elements) = found.value else { return [found] }
    return elements.map { (found.name, $0, found.place) }
  }

  private func integer(_ found: Found, in range: ClosedRange<Int>) throws -> Int {
    guard let integer = found.value.integer, range.contains(integer) else {
      throw wrong(found, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  private func number(_ found: Found, in range: ClosedRange<Double>) throws -> Double {
    guard let number = found.value.number, range.contains(number) else {
      throw wrong(found, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private func wrong(_ found: Found, _ expected: String) -> Problem {
    .wrongSetting(
      found.name, expected: expected, found: found.value.spelled, at: found.place, remedy: remedy)
  }
}
