/// How large the pixels of a PNG are in print: its chunk `pHYs`.
struct PNGResolution {
  private static let signatureAndHeader = 8 + 25

  let dotsPerInch: Double

  /// The picture with the chunk after its header; what is no PNG stays as it is.
  func added(to picture: [UInt8]) -> [UInt8] {
    guard picture.count > Self.signatureAndHeader, picture.starts(with: [0x89, 0x50, 0x4E, 0x47])
    else { return picture }
    return Array(picture[..<Self.signatureAndHeader]) + chunk
      + Array(picture[Self.signatureAndHeader...])
  }

  private var chunk: [UInt8] {
    let perMetre = UInt32((dotsPerInch / 0.0254).rounded())
    let body = Array("pHYs".utf8) + Self.bigEndian(perMetre) + Self.bigEndian(perMetre) + [1]
    return Self.bigEndian(9) + body + Self.bigEndian(Self.checksum(of: body))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// CRC-32 as PNG has it.
  private static func checksum(of bytes: [UInt8]) -> UInt32 {
    var remainder: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? (remainder >> 1) ^ 0xEDB8_8320 : remainder >> 1
      }
    }
    return ~remainder
  }
}
