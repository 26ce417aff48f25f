import Artifacts

/// Any text as part of a file's name or of an address, different texts always differently.
///
/// Small letters, digits, `-` and `.` stay; every other byte becomes `_` and two hexadecimal digits. File
/// systems that take `A` for `a` are thus no trap. Long texts end in `__` and their digest instead.
enum SafeName {
  /// File systems take 255 bytes; a name also has an ending, and addresses should be readable.
  private static let limit = 120
  private static let kept = 60

  /// What some systems do not take as the name of a file, and `index`, which is the page of a folder.
  private static let reserved: Set<String> = Set(
    ["con", "prn", "aux", "nul", "index"] + (0...9).flatMap { ["com\($0)", "lpt\($0)"] })

  static func of(_ text: String) -> String {
    let stem = String(text.prefix { $0 != "." })
    var isFirst = true
    let parts = text.utf8.map { byte -> String in
      // A dot at the front would hide the file; a word with its first letter spelled out is not reserved.
      let isPlain = isPlain(byte) && !(isFirst && (byte == dot || reserved.contains(stem)))
      isFirst = false
      return isPlain ? String(UnicodeScalar(byte)) : "_" + hexadecimal(byte)
    }
    let name = parts.joined()
    guard name.utf8.count > limit || name.isEmpty else { return name }
    return name.prefix(kept) + "__" + Digest(of: Array(text.utf8)).hex.prefix(32)
  }

  private static let dot = UInt8(ascii: ".")

  private static func isPlain(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (48...57).contains(byte) || byte == dot
      || byte == UInt8(ascii: "-")
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
