import Crypto
import Foundation
public import JSONTree

/// A SHA-256 digest: the name under which bytes are stored.
public struct Digest: Sendable, Hashable {
  /// 64 lowercase hexadecimal digits.
  public let hex: String

  /// The digest with these digits; `nil` unless they are 64 lowercase hexadecimal digits.
  public init?(hex: String) {
    let digits = hex.utf8
    guard digits.count == 64, digits.allSatisfy({ Self.alphabet.contains($0) }) else { return nil }
    self.hex = hex
  }

  /// The digest of `bytes`.
  public init(of bytes: [UInt8]) {
    self.init(SHA256.hash(data: bytes))
  }

  /// The digest of the canonical text of `value`: equal values give equal digests, whatever the
  /// order of their members.
  public init(of value: JSONValue) {
    self.init(of: Array(value.text(.canonical).utf8))
  }

  init(_ hash: SHA256.Digest) {
    var digits: [UInt8] = []
    digits.reserveCapacity(64)
    for byte in hash {
      digits.append(Self.alphabet[Int(byte >> 4)])
      digits.append(Self.alphabet[Int(byte & 15)])
    }
    hex = String(decoding: digits, as: UTF8.self)
  }

  private static let alphabet = Array("0123456789abcdef".utf8)
}

extension Digest {
  /// The first 12 digits: enough for a person to tell digests apart.
  public var short: String { String(hex.prefix(12)) }

  /// Two digits for the folder and 62 for the file, so that no folder grows long.
  var objectPath: (folder: String, file: String) {
    (String(hex.prefix(2)), String(hex.dropFirst(2)))
  }
}

extension Digest: CustomStringConvertible {
  /// All digits.
  public var description: String { hex }
}
