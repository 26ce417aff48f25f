/// `text` for the inside of an element or of a quoted attribute.
///
/// Works on scalars: a quotation mark with an accent upon it is one `Character`, yet ends an attribute. What
/// HTML forbids becomes U+FFFD, and marks that reorder text are left out, because an unclosed one would
/// spread over its neighbours.
package func escapedHTML(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result.append(contentsOf: "&amp;".unicodeScalars)
    case "<": result.append(contentsOf: "&lt;".unicodeScalars)
    case ">": result.append(contentsOf: "&gt;".unicodeScalars)
    case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
    case "'": result.append(contentsOf: "&#39;".unicodeScalars)
    default: if let shown = shownScalar(scalar) { result.append(shown) }
    }
  }
  return String(result)
}

/// What stands for `scalar` on a page, `nil` for nothing.
func shownScalar(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
  switch scalar.value {
  case 0x09, 0x0A: scalar
  case 0..<0x20, 0x7F..<0xA0: "\u{FFFD}"
  case 0x202A...0x202E, 0x2066...0x2069: nil
  case let value where value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value): "\u{FFFD}"
  default: scalar
  }
}
