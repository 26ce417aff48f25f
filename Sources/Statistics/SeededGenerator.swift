/// The xoshiro256** generator of Blackman and Vigna (2018): the same numbers from the same seed, on
/// every machine and in every version.
///
/// The four words of its state are the first four outputs of SplitMix64 begun at the seed, as its
/// authors advise. Its period is 2^256 − 1. Not for secrets.
///
/// Use `integer(below:)` and `shuffle(_:)` rather than the standard library's methods on a generator:
/// the standard library does not promise to keep its algorithms.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// Creates the generator of `seed`.
  public init(_ seed: Seed) {
    var filler = SplitMix64(state: seed.value)
    (s0, s1, s2, s3) = (filler.next(), filler.next(), filler.next(), filler.next())
  }

  /// Creates a generator with the four words of its state; not all of them may be zero.
  init(state: (UInt64, UInt64, UInt64, UInt64)) {
    precondition(
      state != (0, 0, 0, 0), "A generator's state has a word that is not zero; found four zeros.")
    (s0, s1, s2, s3) = state
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    let result = SeededGenerator.rotated(s1 &* 5, by: 7) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = SeededGenerator.rotated(s3, by: 45)
    return result
  }

  /// A generator of the coming 2^128 numbers; this one goes on after them, so the two never meet.
  public mutating func split() -> SeededGenerator {
    let child = self
    jump()
    return child
  }

  /// Steps over 2^128 numbers by the authors' jump polynomial.
  private mutating func jump() {
    let polynomial: [UInt64] = [
      0x180E_C6D3_3CFD_0ABA, 0xD5A6_1266_F0C9_392C, 0xA958_2618_E03F_C9AA, 0x39AB_DC45_29B1_661C,
    ]
    var sum: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for word in polynomial {
      for bit in 0..<64 {
        if (word >> UInt64(bit)) & 1 == 1 {
          sum = (sum.0 ^ s0, sum.1 ^ s1, sum.2 ^ s2, sum.3 ^ s3)
        }
        _ = next()
      }
    }
    (s0, s1, s2, s3) = sum
  }

  private static func rotated(_ word: UInt64, by count: UInt64) -> UInt64 {
    (word << count) | (word >> (64 - count))
  }
}
