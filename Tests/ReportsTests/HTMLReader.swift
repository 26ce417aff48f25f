import Foundation

/// Reads a page the strict way: every element closed in order, every attribute in double quotes, no bare `<`,
/// `>` in attributes or quotes. What it cannot read it lists in `faults`.
struct HTMLReader {
  struct Element: Equatable {
    var name: String
    var attributes: [String: String]
  }

  private static let voids: Set<String> = ["meta", "img", "br", "hr", "input", "link"]

  private(set) var elements: [Element] = []
  /// The characters outside of tags, with references resolved as far as pages use them.
  private(set) var text = ""
  private(set) var scripts: [String] = []
  private(set) var faults: [String] = []
  private var open: [String] = []

  init(_ page: String) {
    var rest = Substring(page)
    if rest.hasPrefix("<!DOCTYPE html>\n") { rest.removeFirst("<!DOCTYPE html>\n".count) }
    while let start = rest.unicodeScalars.firstIndex(of: "<") {
      addText(rest[..<start])
      rest = rest[start...].dropScalar()
      if rest.unicodeScalars.starts(with: "!--".unicodeScalars) {
        faults.append("a comment")
        return
      }
      guard let end = Self.endOfTag(rest) else {
        faults.append("a tag without end")
        return
      }
      readTag(rest[..<end])
      rest = rest[end...].dropScalar()
      if open.last == "script" { rest = readScript(rest) }
    }
    addText(rest)
    if !open.isEmpty { faults.append("never closed: \(open)") }
  }

  /// Takes what a browser takes for a script: everything up to the next end tag.
  private mutating func readScript(_ text: Substring) -> Substring {
    guard let end = text.range(of: "</script")?.lowerBound else { return text[text.endIndex...] }
    scripts.append(String(text[..<end]))
    return text[end...]
  }

  /// The place of the `>` that is not inside quotes.
  private static func endOfTag(_ text: Substring) -> String.Index? {
    var isQuoted = false
    return text.unicodeScalars.indices.first { index in
      if text.unicodeScalars[index] == "\"" { isQuoted.toggle() }
      return text.unicodeScalars[index] == ">" && !isQuoted
    }
  }

  private mutating func addText(_ part: Substring) {
    if open.last != "style", part.unicodeScalars.contains(">") {
      faults.append("a bare >: \(part)")
    }
    text += Self.resolved(String(part))
  }

  private mutating func readTag(_ tag: Substring) {
    if tag.first == "/" {
      let name = String(tag.dropFirst())
      if open.last == name { open.removeLast() } else { faults.append("</\(name)> in \(open)") }
      return
    }
    let closes = tag.last == "/"
    let body = closes ? tag.dropLast() : tag
    let name = String(body.prefix { !$0.isWhitespace })
    var element = Element(name: name, attributes: [:])
    var rest = body.dropFirst(name.count).drop { $0.isWhitespace }
    while !rest.isEmpty {
      guard let match = rest.prefixMatch(of: /([A-Za-z][A-Za-z0-9:-]*)(?:="([^"<]*)")?\s*/) else {
        faults.append("attributes of <\(name)>: \(rest)")
        break
      }
      let key = String(match.1)
      if element.attributes[key] != nil { faults.append("twice \(key) in <\(name)>") }
      element.attributes[key] = Self.resolved(String(match.2 ?? ""))
      rest = rest[match.range.upperBound...]
    }
    elements.append(element)
    if !closes, !Self.voids.contains(name) { open.append(name) }
  }

  private static func resolved(_ text: String) -> String {
    text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }
}

extension HTMLReader {
  func values(of attribute: String) -> [String] { elements.compactMap { $0.attributes[attribute] } }

  /// The targets of links and pictures.
  var addresses: [String] { values(of: "href") + values(of: "src") }
}

extension Substring {
  fileprivate func dropScalar() -> Substring { Substring(unicodeScalars.dropFirst()) }
}
