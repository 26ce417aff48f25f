/// Random bits by place: word number `index` of the stream of `key`.
///
/// The stream is SplitMix64 (Steele, Lea and Flood 2014) begun at `key`, whose n-th output is a function
/// of the key and n alone, so that any word is had without those before it.
enum CounterBits {
  static let stride: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The word number `index` of the stream of `key`.
  @inline(__always)
  static func word(_ key: UInt64, _ index: UInt64) -> UInt64 {
    mixed(key &+ (index &+ 1) &* stride)
  }

  /// The finalizer of SplitMix64, a bijection.
  @inline(__always)
  static func mixed(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
