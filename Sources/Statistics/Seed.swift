/// A 64-bit seed that names what it is for, so that a random result depends on the data and on the
/// identity of the cell alone.
///
/// A seed absorbs parts one after another: 64-bit FNV-1a, begun at the present value, over the part's
/// length (8 bytes, little-endian) and its bytes, then one SplitMix64 step. Because lengths are
/// absorbed, `["ab", "c"]` and `["a", "bc"]` give different seeds. Not for secrets.
public struct Seed: Sendable, Hashable {
  /// The 64 bits.
  public let value: UInt64

  /// Creates a seed from its 64 bits as they are.
  public init(_ value: UInt64) { self.value = value }

  /// Creates a seed from bytes: the FNV offset basis with `bytes` absorbed.
  public init(bytes: [UInt8]) {
    self = Seed(0xCBF2_9CE4_8422_2325).adding(bytes: bytes)
  }

  /// Creates a seed from the UTF-8 bytes of each of `parts`, absorbed in order.
  public init(_ parts: String...) {
    self = parts.reduce(Seed(0xCBF2_9CE4_8422_2325)) { $0.adding($1) }
  }

  /// This seed with the UTF-8 bytes of `part` absorbed.
  public func adding(_ part: String) -> Seed { adding(bytes: Array(part.utf8)) }

  /// This seed with `values` absorbed as 8 little-endian bytes each.
  ///
  /// Zeros of either sign count as one, and so do all NaNs.
  public func adding(_ values: [Double]) -> Seed {
    adding(bytes: values.flatMap { Seed.bytes(of: Seed.pattern(of: $0)) })
  }

  /// This seed with `bytes` absorbed.
  public func adding(bytes: [UInt8]) -> Seed {
    var hash = value
    for byte in Seed.bytes(of: UInt64(bytes.count)) { Seed.absorb(byte, into: &hash) }
    for byte in bytes { Seed.absorb(byte, into: &hash) }
    var mixer = SplitMix64(state: hash)
    return Seed(mixer.next())
  }

  private static func absorb(_ byte: UInt8, into hash: inout UInt64) {
    hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  private static func bytes(of word: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }

  private static func pattern(of value: Double) -> UInt64 {
    if value.isNaN { return Double.nan.bitPattern }
    return value == 0 ? 0 : value.bitPattern
  }
}
