/// Reading UTF-8 byte by byte.
enum UTF8Decoding {
  /// What stands at a position: a character, or the longest beginning of one that cannot go on.
  struct Step {
    /// At least 1.
    let length: Int
    let isValid: Bool
  }

  /// The character at `position`, or the bytes that one U+FFFD replaces, as the Unicode standard
  /// recommends (the maximal subpart) and as Python's `errors="replace"` does.
  static func step(_ bytes: [UInt8], at position: Int) -> Step {
    let lead = bytes[position]
    if lead < 0x80 { return Step(length: 1, isValid: true) }
    guard let (length, second) = shape(lead) else { return Step(length: 1, isValid: false) }
    for offset in 1..<length {
      let allowed = offset == 1 ? second : 0x80...0xBF
      guard position + offset < bytes.count, allowed.contains(bytes[position + offset]) else {
        return Step(length: offset, isValid: false)
      }
    }
    return Step(length: length, isValid: true)
  }

  /// The length of a character by its first byte, and the values that its second byte may take.
  private static func shape(_ lead: UInt8) -> (Int, ClosedRange<UInt8>)? {
    switch lead {
    case 0xC2...0xDF: (2, 0x80...0xBF)
    case 0xE0: (3, 0xA0...0xBF)
    case 0xED: (3, 0x80...0x9F)
    case 0xE1...0xEF: (3, 0x80...0xBF)
    case 0xF0: (4, 0x90...0xBF)
    case 0xF1...0xF3: (4, 0x80...0xBF)
    case 0xF4: (4, 0x80...0x8F)
    default: nil
    }
  }

  /// The length of the character whose first byte is `lead`, in valid UTF-8.
  static func length(_ lead: UInt8) -> Int {
    lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
  }

  static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// The character at `position` of valid UTF-8.
  static func scalar(_ bytes: [UInt8], at position: Int) -> Unicode.Scalar {
    let lead = bytes[position]
    let length = length(lead)
    var value = length == 1 ? UInt32(lead) : UInt32(lead) & (0x7F >> UInt32(length))
    for offset in 1..<max(length, 1) where length > 1 {
      value = value << 6 | UInt32(bytes[position + offset] & 0x3F)
    }
    guard let scalar = Unicode.Scalar(value) else {
      preconditionFailure("The bytes at \(position) are not a character but \(value)")
    }
    return scalar
  }
}
