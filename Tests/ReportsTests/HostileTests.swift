import Experiments
import JSONTree
import Testing

@testable import Reports

/// Whatever a specification or a data file says, a page stays a page.
@Suite struct HostileTests {
  static let texts = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    "\"\u{301} onclick=\"alert(1)", "\u{600}<b onclick=alert(1)>", "</title></style></svg><script>",
    "<!-- ", "]]>", "&lt;script&gt;", "{{question}}{{{styles}}}{{>report}}", "{{#cells}}",
    "\u{202E}gnidaer \u{2066}thgir", "שלום עולם", "👩🏽‍🔬 🇺🇳", "\0\u{1B}\u{FFFE}", "a\r\nb\tc",
    "[x](javascript:alert(1)) ![y](http://example.org/z.png) <b onclick=x>b</b>",
    "| a |\n|-|\n| <i> |",
    "<style>*{display:none}</style>", "`", "=1+1", String(repeating: "w", count: 3000),
  ]

  /// `findings` with every string replaced but for those that the reader of findings itself demands.
  static func infected(_ findings: Findings, with text: String) throws -> Findings {
    let tree = try JSONDocument(Array(try findings.encoded().utf8)).root.value
    let infected = replaced(tree, key: "", depth: 0, text: text).text()
    return try Findings(parsing: Array(infected.utf8), file: "findings.json")
  }

  private static func replaced(
    _ value: JSONValue, key: String, depth: Int, text: String
  ) -> JSONValue {
    switch value {
    case .string: depth == 3 && ["id", "status"].contains(key) ? value : .string(text)
    case .array(let elements):
      .array(elements.map { replaced($0, key: key, depth: depth + 1, text: text) })
    case .object(let members):
      .object(
        members.map {
          JSONMember($0.key, replaced($0.value, key: $0.key, depth: depth + 1, text: text))
        })
    default: value
    }
  }

  @Test(arguments: texts.indices)
  func `A hostile string changes no element and no attribute`(_ index: Int) throws {
    let hostile = try Self.infected(Sample.small, with: Self.texts[index])
    let plain = try Self.infected(Sample.small, with: "a plain word")
    let (found, expected) = (HTMLReader(try page(hostile)), HTMLReader(try page(plain)))
    #expect(found.faults == [])
    // Markdown may bring its own elements, drawings as many lines of text as they need.
    let own: Set<String> = [
      "p", "a", "text", "tspan", "h2", "code", "pre", "table", "thead", "tbody", "tr", "th", "td",
      "div", "br", "ul", "li", "rect", "g", "path", "circle", "clipPath", "title", "line",
    ]
    func others(_ reader: HTMLReader) -> [String] {
      reader.elements.map(\.name).filter { !own.contains($0) }
    }
    #expect(others(found) == others(expected))
    let keys = Set(found.elements.flatMap(\.attributes.keys))
    #expect(keys.allSatisfy { !$0.lowercased().hasPrefix("on") })
    #expect(found.addresses.allSatisfy { !$0.lowercased().hasPrefix("javascript") })
    #expect(!found.addresses.contains { $0.hasPrefix("http") && !$0.hasSuffix("z.png") })
  }

  @Test func `Text is shown as it was written`() throws {
    let text = "<script>alert(1)</script> & \"quotes\""
    var findings = Sample.small
    (findings.title, findings.question) = (text, text)
    let reader = HTMLReader(try page(findings))
    #expect(reader.text.contains("\n\(text)\n"))
    #expect(reader.values(of: "content").contains(text))
  }

  @Test func `Escaping looks at scalars, not at what they look like together`() {
    #expect(escapedHTML("\"\u{301}") == "&quot;\u{301}")
    #expect(escapedHTML("\u{600}<b>") == "\u{600}&lt;b&gt;")
    #expect(escapedHTML("a\0b\u{85}c") == "a\u{FFFD}b\u{FFFD}c")
    let noncharacter = Unicode.Scalar(UInt32(0xFDD0)).map { String($0) }
    #expect(noncharacter.map(escapedHTML) == "\u{FFFD}")
    #expect(escapedHTML("\u{202E}x\u{2069}") == "x")
    #expect(escapedHTML("a\tb\nc") == "a\tb\nc")
  }
}
