/// The shapes of the short ASCII texts that name things.
///
/// Each has the same pattern in `Templates/experiment.schema.json`.
enum NamePattern {
  /// `^[A-Za-z0-9][A-Za-z0-9._-]*$`
  static func isName(_ text: String) -> Bool { isWord(text, also: "._-") }

  /// `^[A-Za-z0-9][A-Za-z0-9.+!_-]*$`
  static func isVersion(_ text: String) -> Bool { isWord(text, also: ".+!_-") }

  /// `^[a-z0-9]+(-[a-z0-9]+)*$`
  static func isSlug(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      !part.isEmpty && part.allSatisfy { isDigit($0) || isSmallLetter($0) }
    }
  }

  /// `^[0-9a-f]{64}$`
  static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { isDigit($0) || (97...102).contains($0) }
  }

  /// `^[0-9]+(\.[0-9]+)?[KMBT]$`
  static func isModelSize(_ text: String) -> Bool {
    guard let unit = text.utf8.last, "KMBT".utf8.contains(unit) else { return false }
    let parts = text.utf8.dropLast().split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isDigit) }
  }

  /// `^([^/]+/)*[A-Za-z0-9][A-Za-z0-9._-]*$`
  static func isMember(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard let last = parts.last else { return false }
    return parts.allSatisfy { !$0.isEmpty } && isName(String(decoding: last, as: UTF8.self))
  }

  /// `^[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*(@[A-Za-z0-9][A-Za-z0-9._/-]*)?$`
  static func isHuggingFaceName(_ text: String) -> Bool {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let names = parts[0].split(separator: "/", omittingEmptySubsequences: false)
    guard names.count == 2, names.allSatisfy({ isName(String($0)) }) else { return false }
    return parts.count == 1 || isWord(String(parts[1]), also: "._/-")
  }

  private static func isWord(_ text: String, also others: String) -> Bool {
    guard let first = text.utf8.first, isAlphanumeric(first) else { return false }
    return text.utf8.allSatisfy { isAlphanumeric($0) || others.utf8.contains($0) }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || isSmallLetter(byte) || (65...90).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func isSmallLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
}
