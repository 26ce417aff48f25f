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
    Array(string.precomposedStringWithCanonicalMapping.utf8)
  }
}
