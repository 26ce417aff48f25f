/// The characters by which byte-level vocabularies spell bytes.
///
/// Printable Latin-1 bytes stand for themselves; the 68 others take the scalars from U+0100 on, in
/// order, so that no token holds a space or a control character.
enum ByteAlphabet {
  /// The scalar of each byte.
  static let scalars: [UInt16] = {
    var next: UInt16 = 256
    return (UInt16(0)...255).map { byte in
      switch byte {
      case 33...126, 161...172, 174...255: return byte
      default:
        next += 1
        return next - 1
      }
    }
  }()

  /// The byte of each scalar up to U+0143; -1 for a scalar that spells none.
  static let bytes: [Int16] = {
    var table = [Int16](repeating: -1, count: 324)
    for (byte, scalar) in scalars.enumerated() { table[Int(scalar)] = Int16(byte) }
    return table
  }()

  /// Appends the spelling of `byte`, in UTF-8.
  static func spell(_ byte: UInt8, into text: inout [UInt8]) {
    let scalar = scalars[Int(byte)]
    if scalar < 0x80 {
      text.append(UInt8(scalar))
    } else {
      text.append(UInt8(0xC0 | scalar >> 6))
      text.append(UInt8(0x80 | scalar & 0x3F))
    }
  }

  /// The bytes that `token`, valid UTF-8, spells; or the token itself where some character spells no
  /// byte, as in an added token with a space.
  static func unspell(_ token: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(token.count)
    var rest = token[...]
    while let lead = rest.popFirst() {
      var scalar = Int(lead)
      if lead >= 0x80 {
        guard lead & 0xE0 == 0xC0, let trail = rest.popFirst() else { return Array(token) }
        scalar = Int(lead & 0x1F) << 6 | Int(trail & 0x3F)
      }
      guard scalar < bytes.count, bytes[scalar] >= 0 else { return Array(token) }
      result.append(UInt8(bytes[scalar]))
    }
    return result
  }
}
