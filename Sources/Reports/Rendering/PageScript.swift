import Artifacts
import Foundation

/// The one script of all pages, which they are complete without.
///
/// A page allows this script by its digest and no other, so that nothing a page was given can run.
struct PageScript {
  let text: String

  /// The SHA-256 of the text in Base64, as a Content Security Policy names it.
  var digest: String {
    let digits = Array(Digest(of: Array(text.utf8)).hex)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    return Data(bytes).base64EncodedString()
  }
}
