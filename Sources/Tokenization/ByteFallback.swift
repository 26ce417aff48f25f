/// The tokens `<0x00>` to `<0xFF>`, which stand for the bytes of characters without a token.
enum ByteFallback {
  private static let digits = Array("0123456789ABCDEF".utf8)

  /// The token of `byte`.
  static func spelling(of byte: UInt8) -> [UInt8] {
    Array("<0x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]] + Array(">".utf8)
  }

  /// The byte that `token` stands for, or `nil`.
  static func byte(of token: [UInt8]) -> UInt8? {
    guard token.count == 6, token.starts(with: "<0x".utf8), token[5] == UInt8(ascii: ">") else {
      return nil
    }
    return UInt8(String(decoding: token[3..<5], as: UTF8.self), radix: 16)
  }
}
