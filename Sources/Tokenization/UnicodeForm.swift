import Foundation

/// A Unicode normalization form in which marks are composed with their letters.
enum UnicodeForm: Sendable {
  /// Form C.
  case composed
  /// Form KC, which also replaces compatible spellings, such as those of another width.
  case compatible

  /// The normalized text at `range`, or `nil` where it is as it was.
  ///
  /// A stretch that changes stands as a whole for the bytes that it came from.
  func apply(_ text: AlignedText, _ range: Range<Int>) -> AlignedText? {
    let piece = text.bytes[range]
    guard piece.contains(where: { $0 >= firstLead }) else { return nil }
    let string = String(decoding: piece, as: UTF8.self)
    if normalized(string).elementsEqual(piece) { return nil }
    var result = AlignedText(reservingCapacity: piece.count)
    var position = range.lowerBound
    for stretch in stretches(of: string) {
      let next = position + stretch.utf8.count
      let changed = normalized(stretch)
      if changed.elementsEqual(text.bytes[position..<next]) {
        result.append(position..<next, of: text)
      } else {
        result.append(changed[...], from: text.origin(of: position..<next))
      }
      position = next
    }
    return result
  }

  /// The first lead byte of a character that may change: below U+0300 nothing composes, below U+00A0
  /// nothing has a compatible spelling.
  private var firstLead: UInt8 { self == .composed ? 0xCC : 0xC2 }

  /// The shortest stretches that are normalized each by itself.
  ///
  /// Composition never reaches across the border of a grapheme cluster. What compatible characters
  /// are replaced by may compose with a neighbour, as letters of Hangul do.
  private func stretches(of string: String) -> [String] {
    let clusters = string.map { String($0) }
    guard self == .compatible else { return clusters }
    var result: [String] = []
    var last = ""
    for cluster in clusters {
      let apart = normalized(last) + normalized(cluster)
      if let open = result.last, normalized(last + cluster) != apart {
        result[result.count - 1] = open + cluster
      } else {
        result.append(cluster)
      }
      last = cluster
    }
    return result
  }

  private func normalized(_ string: String) -> [UInt8] {
    var string = string
    if string.unicodeScalars.contains(where: { Self.tibetanVowels[$0] != nil }) {
      var scalars = String.UnicodeScalarView()
      for scalar in string.unicodeScalars {
        scalars.append(contentsOf: Self.tibetanVowels[scalar] ?? [scalar])
      }
      string = String(scalars)
    }
    // Foundation composes compatible spellings only in a second step.
    if self == .compatible { string = string.decomposedStringWithCompatibilityMapping }
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
