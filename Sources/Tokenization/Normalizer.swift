import Foundation

/// How a text is rewritten before it is cut into words.
enum Normalizer: Sendable {
  /// Not at all.
  case none
  /// To Unicode normalization form C.
  case composed

  /// The normalized text at `range`, and where it stands in the text returned.
  ///
  /// A grapheme cluster that changes stands as a whole for the bytes that it came from. Composition
  /// never reaches across the border of a cluster.
  func apply(_ text: AlignedText, _ range: Range<Int>) -> (AlignedText, Range<Int>) {
    let piece = text.bytes[range]
    // Below U+0300, that is, before the lead byte 0xCC, nothing composes.
    guard self == .composed, piece.contains(where: { $0 >= 0xCC }) else { return (text, range) }
    let string = String(decoding: piece, as: UTF8.self)
    if Self.composed(string).elementsEqual(piece) { return (text, range) }
    var result = AlignedText(reservingCapacity: piece.count)
    var position = range.lowerBound
    for cluster in string {
      let next = position + cluster.utf8.count
      let composed = Self.composed(String(cluster))
      if composed.elementsEqual(text.bytes[position..<next]) {
        result.append(position..<next, of: text)
      } else {
        result.append(composed[...], from: text.origin(of: position..<next))
      }
      position = next
    }
    return (result, 0..<result.bytes.count)
  }

  /// The normalized bytes of valid UTF-8.
  func apply(_ bytes: [UInt8]) -> [UInt8] {
    self == .composed ? Self.composed(String(decoding: bytes, as: UTF8.self)) : bytes
  }

  private static func composed(_ string: String) -> [UInt8] {
    var string = string
    if string.unicodeScalars.contains(where: { tibetanVowels[$0] != nil }) {
      var scalars = String.UnicodeScalarView()
      for scalar in string.unicodeScalars {
        scalars.append(contentsOf: tibetanVowels[scalar] ?? [scalar])
      }
      string = String(scalars)
    }
    return Array(string.precomposedStringWithCanonicalMapping.utf8)
  }

  /// The three characters that are starters while their decompositions begin with a mark.
  ///
  /// Swift does not sort what they decompose to among the marks before them, as the standard asks;
  /// so they are decomposed beforehand.
  private static let tibetanVowels: [Unicode.Scalar: [Unicode.Scalar]] = [
    "\u{0F73}": ["\u{0F71}", "\u{0F72}"], "\u{0F75}": ["\u{0F71}", "\u{0F74}"],
    "\u{0F81}": ["\u{0F71}", "\u{0F80}"],
  ]
}
