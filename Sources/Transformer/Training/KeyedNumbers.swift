import Foundation
import Tensors

/// Random numbers that depend on a seed, a key and a place alone, whatever was drawn before.
///
/// The bits at a place are the output function of SplitMix64 (Steele, Lea and Flood, 2014) at that place
/// of a sequence whose start is mixed from seed and key in the same way.
struct KeyedNumbers {
  private let start: UInt64

  /// Creates the numbers of one key under one seed.
  init(seed: UInt64, key: UInt64) {
    start = KeyedNumbers.mixed(KeyedNumbers.mixed(seed &+ KeyedNumbers.gamma) ^ key)
  }

  /// The 64 bits at a place.
  func bits(at place: Int) -> UInt64 {
    KeyedNumbers.mixed(start &+ (UInt64(place) &+ 1) &* KeyedNumbers.gamma)
  }

  /// Independent normal numbers with mean 0, by Box and Muller (1958).
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - deviation: Their standard deviation.
  /// - Returns: The numbers, at the places from 0.
  func normal<Element: Scalar>(_ count: Int, deviation: Double) -> [Element] {
    var values: [Element] = []
    values.reserveCapacity(count + 1)
    for pair in stride(from: 0, to: count, by: 2) {
      // From 2^−53 to 1, so that the logarithm is finite.
      let radius = (-2 * log(Double((bits(at: pair) >> 11) + 1) * 0x1p-53)).squareRoot()
      let angle = 2 * Double.pi * Double(bits(at: pair + 1) >> 11) * 0x1p-53
      values.append(Element(deviation * radius * cos(angle)))
      values.append(Element(deviation * radius * sin(angle)))
    }
    if values.count > count { values.removeLast() }
    return values
  }

  private static let gamma: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func mixed(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
